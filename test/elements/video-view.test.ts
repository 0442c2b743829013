import { expect, test } from "vitest";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Room, ViewSize } from "../../src/client/types.js";
import { VideoViewController } from "../../src/elements/ui/video-view.js";

/** A window whose observers and number of pixels the test has in hand. */
function fakeWindow() {
  const queries: { text: string; target: EventTarget }[] = [];
  const calls: ((entries: object[]) => void)[] = [];
  class Observer {
    constructor(callback: (entries: object[]) => void) {
      calls.push(callback);
    }
    observe(): void {}
    unobserve(): void {}
  }
  const view = {
    ResizeObserver: Observer,
    IntersectionObserver: Observer,
    devicePixelRatio: 1,
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
    matchMedia(text: string) {
      const target = new EventTarget();
      queries.push({ text, target });
      return target;
    },
  };
  return { view, queries, tell: (entry: object) => calls.forEach((callback) => callback([entry])) };
}

test("a window on a screen with more pixels asks for more of the picture, and for less on the next", () => {
  const { view, queries, tell } = fakeWindow();
  const controllers: ReactiveController[] = [];
  const host = {
    ownerDocument: Object.assign(view.document, { defaultView: view }),
    addController: (controller: ReactiveController) => controllers.push(controller),
  } as unknown as ReactiveControllerHost & HTMLElement;
  const sizes: (ViewSize | undefined)[] = [];
  const room = {
    snapshot: {},
    subscribe: () => () => {},
    view: () => ({ resize: (size: ViewSize | undefined) => sizes.push(size), close() {} }),
  } as unknown as Room;
  const controller = new VideoViewController(host);
  controllers[0]?.hostConnected?.();
  controller.follow(room, "grace", "camera");
  tell({ target: host, contentRect: { width: 320, height: 180 }, isIntersecting: true });
  expect(sizes.at(-1)).toEqual({ width: 320, height: 180 });
  for (const ratio of [2, 1]) {
    view.devicePixelRatio = ratio;
    queries.at(-1)?.target.dispatchEvent(new Event("change"));
    expect(sizes.at(-1)).toEqual({ width: 320 * ratio, height: 180 * ratio });
    expect(queries.at(-1)?.text).toBe(`(resolution: ${ratio}dppx)`);
  }
});

/** Elements look the same whatever way of laying out a page gives them, and every control can be clicked at every size. */
import { expect, fixture } from "@open-wc/testing";
import { setViewport } from "@web/test-runner-commands";
import { html, type LitElement } from "lit";
import { CallsUiSetEvent } from "./support/kit.js";
import "../../../src/elements/chat/chat.define.js";
import "../../../src/elements/people/people.define.js";
import "../../../src/elements/settings/settings.define.js";
import "../../../src/elements/stats/stats.define.js";
import "../../../src/features/ai/elements/index.js";
import "../../../src/features/assistant/elements/index.js";
import "../../../src/features/captions/elements/index.js";
import type { RoomSnapshot } from "../../../src/client/types.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import { choose } from "../../../src/features/captions/elements/look.js";
import { aiView } from "../../../stories/support/ai-view.js";
import { spoken, written } from "../../../stories/support/spoken-words.js";
import { deepAll } from "./support/deep.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { coveredControls, coveredNames, controlsIn } from "./support/hits.js";
import { RoomDouble, joinedSnapshot, person } from "./support/room-double.js";
import { TAGS } from "./support/tags.js";
import { nextFrames, settled, until } from "./support/wait.js";

const idle = new RoomDouble().snapshot;
const crowd = (count: number): RoomSnapshot["participants"] =>
  Array.from({ length: count }, (_, index) => person(`p${index}`, `Person ${index}`));

const DISPLAYS = ["block", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "flow-root"] as const;

beforeEach(() => setViewport({ width: 1280, height: 800 }));
after(() => setViewport({ width: 800, height: 600 }));

/** Sizes are told of in a frame, what follows from them is laid out in the next, and then it moves for a moment. */
const standing = async (): Promise<void> => {
  await nextFrames(3);
  await settled();
};

/** A room of the kit's own interface in a page, with a style of the page's. */
const show = async (snapshot: RoomSnapshot, style: string): Promise<DoubleRoomElement> => {
  DoubleRoomElement.snapshot = snapshot;
  const page = await fixture<HTMLElement>(
    html`<div style="inline-size: 100%"><double-room room="standup" style=${style}></double-room></div>`,
  );
  const room = page.querySelector("double-room")!;
  await until(() => controlsIn(room).length > (snapshot.status.phase === "joined" ? 4 : 0));
  await standing();
  return room;
};

const boxOf = (room: Element): number[] => {
  const host = room.getBoundingClientRect();
  const base = room.shadowRoot!.querySelector(".base")!.getBoundingClientRect();
  return [host.width, host.height, base.width, base.height, base.x - host.x, base.y - host.y].map(Math.round);
};

describe("the size of <calls-room>", () => {
  for (const [name, size, box] of [
    ["the height of the window", "block-size: 100vh", [1264, 800]],
    ["a height of its own", "block-size: 500px", [1264, 500]],
    ["a width and a shape", "inline-size: 640px; aspect-ratio: 4 / 3; block-size: auto", [640, 480]],
    ["a width and a height", "inline-size: 400px; block-size: 480px", [400, 480]],
  ] as const) {
    for (const display of DISPLAYS) {
      it(`is the page's, as ${display} with ${name}`, async () => {
        const room = await show(joinedSnapshot, `${size}; display: ${display}`);
        expect(boxOf(room)).to.deep.equal([...box, ...box, 0, 0]);
        expect(coveredControls(room)).to.deep.equal([]);
      });
    }
  }

  it("is what is left of a page's grid, and not what its shape would like", async () => {
    const page = await fixture<HTMLElement>(
      html`<main style="display: grid; grid-template-columns: 12rem 600px; block-size: 700px">
        <aside></aside>
        <div style="display: grid; min-block-size: 0"><double-room room="standup"></double-room></div>
      </main>`,
    );
    const room = page.querySelector("double-room")!;
    await until(() => controlsIn(room).length > 0);
    expect(boxOf(room).slice(0, 2)).to.deep.equal([600, 700]);
  });

  it("may have round corners, to which no picture is cut: each would be drawn twice", async () => {
    DoubleRoomElement.snapshot = { ...joinedSnapshot, participants: crowd(3) };
    const room = await show(DoubleRoomElement.snapshot, "border-radius: 40px; block-size: 600px");
    const tile = deepAll(room.shadowRoot!).find((element) => element.localName === "calls-participant")!;
    const cuts: string[] = [];
    for (let node: Node | null = tile; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
      if (!(node instanceof HTMLElement)) continue;
      const { overflow, borderRadius } = getComputedStyle(node);
      if (overflow !== "visible" && borderRadius !== "0px") cuts.push(`${node.localName}.${node.className}`);
    }
    expect(tile).to.be.instanceOf(HTMLElement);
    expect(cuts).to.deep.equal([]);
    expect(getComputedStyle(room.shadowRoot!.querySelector(".call")!).borderRadius).to.equal("40px");
  });

  it("is that of a picture where the page gives none, and not more than the window has", async () => {
    const room = await show(idle, "");
    expect(boxOf(room).slice(0, 4)).to.deep.equal([1264, 711, 1264, 711]);
    await setViewport({ width: 1280, height: 600 });
    await until(() => room.clientHeight === 584);
    await setViewport({ width: 390, height: 844 });
    await until(() => room.clientWidth === 374);
    expect(room.clientHeight).to.equal(640);
  });

  it("leaves room beside it in a page's own row, grid and frame", async () => {
    DoubleRoomElement.snapshot = joinedSnapshot;
    const page = await fixture<HTMLElement>(
      html`<div>
        <div style="display: flex; block-size: 400px">
          <double-room style="flex: 1"></double-room>
          <aside style="inline-size: 300px"></aside>
        </div>
        <div style="display: grid; grid-template-columns: 1fr 300px; block-size: 400px">
          <double-room></double-room>
          <aside></aside>
        </div>
        <div style="position: relative; inline-size: 980px; block-size: 400px">
          <double-room style="position: absolute; inset: 0"></double-room>
        </div>
      </div>`,
    );
    const boxes = [...page.querySelectorAll("double-room")].map(boxOf);
    await until(() => page.querySelectorAll("double-room")[2]!.clientWidth === 980);
    expect(boxes).to.deep.equal([964, 964, 980].map((width) => [width, 400, width, 400, 0, 0]));
  });
});

describe("the controls of <calls-room>", () => {
  const SIZES = [
    [240, 240],
    [240, 720],
    [320, 256],
    [320, 480],
    [390, 844],
    [844, 390],
    [640, 352],
    [1280, 352],
    [480, 360],
    [1024, 600],
    [1280, 800],
    [3840, 2160],
  ] as const;

  const scenes: readonly [string, RoomSnapshot, ("chat" | "people" | "question")?][] = [
    ["before the call", idle],
    ["alone", joinedSnapshot],
    ["with one other", { ...joinedSnapshot, participants: crowd(1) }],
    ["with four others", { ...joinedSnapshot, participants: crowd(4) }],
    ["with eleven others and the chat", { ...joinedSnapshot, participants: crowd(11) }, "chat"],
    ["in a crowd", { ...joinedSnapshot, participants: crowd(40) }],
    ["with one other and the chat", { ...joinedSnapshot, participants: crowd(1) }, "chat"],
    ["asked by a host", { ...joinedSnapshot, participants: crowd(1) }, "question"],
    ["in a crowd with the people", { ...joinedSnapshot, participants: crowd(40) }, "people"],
  ];

  const features = {
    ai: aiView({ status: "on", participantId: "p3", holder: { id: "p0", name: "Person 0" } }),
    captions: spoken(),
    transcript: written(),
  };
  const voices: RoomSnapshot = {
    ...joinedSnapshot,
    self: { ...joinedSnapshot.self, role: "host" },
    participants: crowd(4),
    features,
    audioBlocked: true,
  };

  for (const [top, position] of [
    ["below", "bottom"],
    ["above", "top"],
  ] as const) {
    it(`are not covered, and no name is, by an AI and by captions ${top}, from a small frame to a wall`, async () => {
      await import("../../../src/index.js");
      await setViewport({ width: 3900, height: 2200 });
      const room = await show(voices, "");
      uiOf(room.double).set({ captions: true });
      choose({ position });
      const parts = () => room.shadowRoot!.querySelectorAll<LitElement>("calls-ai, calls-captions");
      await until(() => parts().length === 2);
      const covered: Record<string, readonly string[]> = {};
      for (const [width, height] of SIZES) {
        Object.assign(room.style, { inlineSize: `${width}px`, blockSize: `${height}px` });
        await until(() => room.clientWidth === width && room.clientHeight === height);
        await standing();
        const found = [...coveredControls(room), ...coveredNames(room)];
        if (found.length > 0) covered[`${width}x${height}`] = found;
      }
      choose({ position: "bottom" });
      expect(covered).to.deep.equal({});
    });
  }

  for (const [name, snapshot, panel] of scenes) {
    it(`are not covered, ${name}, from a small frame to a wall`, async () => {
      await setViewport({ width: 3900, height: 2200 });
      const room = await show(snapshot, "");
      if (panel === "question") room.double.emit({ type: "asked", action: "unmute", from: "p0", source: "microphone" });
      else if (panel) {
        room.dispatchEvent(new CallsUiSetEvent({ panel }));
        await until(() => room.shadowRoot!.querySelector(`calls-${panel}`) !== null);
      }
      const covered: Record<string, readonly string[]> = {};
      for (const [width, height] of SIZES) {
        Object.assign(room.style, { inlineSize: `${width}px`, blockSize: `${height}px` });
        await until(() => room.clientWidth === width && room.clientHeight === height);
        await standing();
        const root = room.shadowRoot!;
        const sidebar = root.querySelector(".sidebar")!;
        // A panel that takes all of the room is closed by itself, and a question lies over the stage until it is answered.
        const isOver = panel && getComputedStyle(sidebar).position === "absolute";
        const parts =
          panel === "question" ? root.querySelectorAll("calls-banner, calls-controls") : [isOver ? sidebar : room];
        const found = [...parts].flatMap(coveredControls);
        if (found.length > 0) covered[`${width}x${height}`] = found;
      }
      expect(covered).to.deep.equal({});
    });
  }
});

describe("the inside of an element", () => {
  /** Where everything inside of an element is, from its corner. */
  const inside = (element: Element): string[] => {
    const from = element.getBoundingClientRect();
    return [...element.shadowRoot!.querySelectorAll("*")]
      .filter((each) => each.checkVisibility() && !(each instanceof HTMLStyleElement))
      .map((each) => {
        const { x, y, width, height } = each.getBoundingClientRect();
        const box = [x - from.x, y - from.y, width, height].map((length) => Math.round(length));
        return `${each.localName}.${each.getAttribute("class") ?? ""} ${box.join(" ")}`;
      });
  };

  for (const tag of TAGS) {
    it(`of <calls-${tag}> is where it is, whatever display its host has`, async () => {
      DoubleRoomElement.snapshot = { ...joinedSnapshot, participants: crowd(3), audioBlocked: true };
      const room = await fixture<DoubleRoomElement>(html`<double-room></double-room>`);
      const element = document.createElement(`calls-${tag}`) as HTMLElement & { updateComplete: Promise<unknown> };
      element.style.cssText = "inline-size: 480px; block-size: 480px; aspect-ratio: auto; animation: none";
      const frame = document.createElement("div");
      frame.style.cssText = "position: relative; inline-size: 600px; block-size: 600px";
      frame.append(element);
      room.append(frame);
      await element.updateComplete;
      await standing();
      const plain = inside(element);
      const differs: Record<string, unknown> = {};
      for (const display of DISPLAYS) {
        element.style.display = display;
        await standing();
        const now = inside(element);
        const index = now.findIndex((line, at) => line !== plain[at]);
        if (index >= 0) differs[display] = [plain[index], now[index]];
      }
      expect(differs).to.deep.equal({});
    });
  }
});

import { expect } from "@open-wc/testing";
import { html } from "lit";
import type { MediaState } from "../../../src/client/types.js";
import type { CallsScreen } from "../../../src/elements/screen/screen.js";
import { FIT, fittedSize, fullScale, panBy, zoomTo } from "../../../src/elements/screen/zoom.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { settled, until, visibleText } from "./support/wait.js";

describe("zoom", () => {
  const picture = { width: 1920, height: 1080 };
  const place = { width: 960, height: 960 };

  it("keeps what is under the pointer there", () => {
    const at = { x: 200, y: 50 };
    const { scale, x, y } = zoomTo(FIT, 4, at, picture, place);
    expect(scale).to.equal(4);
    expect((at.x - x) / scale).to.be.closeTo(200, 0.01);
    expect((at.y - y) / scale).to.be.closeTo(50, 0.01);
  });

  it("goes no further than all of it, eight times, and its edges", () => {
    expect(zoomTo(FIT, 0.1, { x: 90, y: 90 }, picture, place)).to.deep.equal(FIT);
    expect(zoomTo(FIT, 99, FIT, picture, place).scale).to.equal(8);
    const twice = zoomTo(FIT, 2, FIT, picture, place);
    expect(panBy(twice, -9_999, -9_999, picture, place)).to.deep.equal({ scale: 2, x: -480, y: -60 });
    expect(panBy(FIT, 100, 100, picture, place)).to.deep.equal(FIT);
  });

  it("knows the size of the picture's own pixels, and is twice as large where that is no closer", () => {
    expect(fittedSize(picture, place)).to.deep.equal({ width: 960, height: 540 });
    expect(fullScale(picture, place, 1)).to.equal(2);
    expect(fullScale({ width: 7680, height: 4320 }, place, 2)).to.equal(4);
    expect(fullScale({ width: 640, height: 360 }, place, 1)).to.equal(2);
    expect(fittedSize(picture, { width: 0, height: 0 })).to.deep.equal({ width: 0, height: 0 });
  });
});

describe("<calls-screen>", () => {
  afterEach(stopCanvasTracks);

  const shared = (track?: MediaStreamTrack): MediaState => ({
    source: "screen",
    trackName: "screen",
    enabled: true,
    track,
  });

  const show = async (
    change: Partial<RoomDouble["snapshot"]>,
    id = "grace",
  ): Promise<{ screen: CallsScreen; room: RoomDouble; find: <T extends HTMLElement>(what: string) => T | null }> => {
    const { element, room } = await inRoom(
      { ...joinedSnapshot, ...change },
      html`<calls-screen participant-id=${id} style="inline-size: 640px"></calls-screen>`,
    );
    const screen = element.querySelector("calls-screen")!;
    return { screen, room, find: (what) => screen.shadowRoot!.querySelector(what) };
  };
  const grace = (track?: MediaStreamTrack): RoomDouble["snapshot"]["participants"] => [
    person("grace", "Grace", { screen: shared(track) }),
  ];

  it("is accessible while it waits, with a picture, enlarged, and when it is your own", async () => {
    const { screen, room, find } = await show({ participants: grace() });
    await settled();
    await expect(screen).to.be.accessible();
    room.set({ participants: grace(canvasTrack("red")) });
    await until(() => screen.matches(":state(picture)"));
    find<HTMLElement>(".tools button:last-child")!.click();
    await until(() => screen.matches(":state(zoomed)"));
    await settled();
    await expect(screen).to.be.accessible();
    const own = await show({ screen: { status: "on", track: canvasTrack("red"), deviceId: undefined } }, "");
    await settled();
    await expect(own.screen).to.be.accessible();
  });

  it("shows the picture and who shares it, and waits until it comes", async () => {
    const { screen, room } = await show({ participants: grace() });
    expect(screen.matches(":state(waiting)")).to.equal(true);
    expect(visibleText(screen)).to.contain("Grace is sharing");
    room.set({ participants: grace(canvasTrack("red")) });
    await until(() => screen.matches(":state(picture)"));
    expect(screen.matches(":state(waiting)")).to.equal(false);
  });

  it("does not show you your own screen, and stops it", async () => {
    const track = canvasTrack("red");
    const { screen, room, find } = await show({ screen: { status: "on", track, deviceId: undefined } }, "");
    expect(find("video")).to.equal(null);
    expect(visibleText(screen)).to.contain("You’re sharing your screen");
    find<HTMLElement>("button")!.click();
    await until(() => room.requests.length > 0);
    expect(room.requests).to.deep.equal([{ type: "set-screen", enabled: false }]);
    room.set({ screen: { status: "off" } });
    await screen.updateComplete;
    expect(visibleText(screen)).to.equal("");
  });

  it("asks for the pixels that it shows, and for more when it is enlarged", async () => {
    const { room, find } = await show({ participants: grace(canvasTrack("red")) });
    const [view] = room.views.values();
    const width = (): number => [...room.views.values()][0]?.size?.width ?? 0;
    expect([view?.participantId, view?.source]).to.deep.equal(["grace", "screen"]);
    await until(() => width() === Math.round(640 * devicePixelRatio));
    find<HTMLElement>(".look")!.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, clientX: 300, clientY: 90 }));
    await until(() => width() === Math.round(1280 * devicePixelRatio));
  });

  describe("looking closer", () => {
    const picture = async (): Promise<Awaited<ReturnType<typeof show>> & { transform: () => string }> => {
      const shown = await show({ participants: grace(canvasTrack("red")) });
      await until(() => shown.screen.matches(":state(picture)"));
      return { ...shown, transform: () => shown.find("video")!.style.transform };
    };

    it("by keys: + and -, the arrows, and 0 for all of it", async () => {
      const { find, transform } = await picture();
      const look = find<HTMLElement>(".look")!;
      expect(look.tabIndex).to.equal(0);
      const press = (key: string): boolean =>
        look.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      expect(press("ArrowRight")).to.equal(true, "while all of it is shown, the arrows turn pages");
      press("+");
      press("+");
      expect(transform()).to.match(/scale\(1\.96\)$/);
      expect(press("ArrowRight")).to.equal(false);
      expect(transform()).to.match(/^translate\(-48px, 0px\)/);
      press("-");
      expect(transform()).to.match(/scale\(1\.4\)$/);
      press("0");
      expect(transform()).to.equal("");
    });

    it("by the wheel with Control, which alone scrolls the page until something is enlarged", async () => {
      const { find, transform } = await picture();
      const look = find<HTMLElement>(".look")!;
      const wheel = (options: WheelEventInit): boolean =>
        look.dispatchEvent(new WheelEvent("wheel", { cancelable: true, bubbles: true, ...options }));
      expect(wheel({ deltaY: 100 })).to.equal(true);
      expect(wheel({ deltaY: -200, ctrlKey: true })).to.equal(false);
      const enlarged = transform();
      expect(enlarged).to.contain("scale(4.4");
      expect(wheel({ deltaY: 40 })).to.equal(false);
      expect(transform()).not.to.equal(enlarged);
    });

    it("by two fingers, and one of them moves what is enlarged", async () => {
      const { find, transform } = await picture();
      const look = find<HTMLElement>(".look")!;
      look.setPointerCapture = () => {};
      const finger = (type: string, pointerId: number, clientX: number): boolean =>
        look.dispatchEvent(
          new PointerEvent(type, { pointerId, clientX, clientY: 100, bubbles: true, cancelable: true }),
        );
      expect(finger("pointerdown", 1, 300)).to.equal(true, "one finger alone wipes to another page");
      finger("pointermove", 1, 310);
      expect(transform()).to.equal("");
      finger("pointerdown", 2, 410);
      finger("pointermove", 2, 510);
      expect(transform()).to.contain("scale(2)");
      finger("pointerup", 2, 510);
      const before = transform();
      finger("pointermove", 1, 280);
      expect(transform()).not.to.equal(before);
      finger("pointerup", 1, 280);
      const after = transform();
      finger("pointermove", 1, 100);
      expect(transform()).to.equal(after);
    });
  });

  it("shows a name that is markup as text, and nothing for somebody who is not here", async () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const { screen } = await show({ participants: [person("grace", hostile, { screen: shared() })] });
    expect(visibleText(screen)).to.contain(hostile);
    const gone = await show({}, "nobody");
    expect(visibleText(gone.screen)).to.equal("");
    expect(gone.room.views.size).to.equal(0);
  });
});

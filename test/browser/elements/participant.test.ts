import { expect } from "@open-wc/testing";
import { sendKeys, sendMouse } from "@web/test-runner-commands";
import { html } from "lit";
import type { MediaState } from "../../../src/client/types.js";
import { CallsActionEvent } from "../../../src/elements/core/events.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import type { CallsParticipant } from "../../../src/elements/participant/participant.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { countUpdates, settled, until, visibleText } from "./support/wait.js";

const camera = (track: MediaStreamTrack | undefined, enabled = true): MediaState => ({
  source: "camera",
  trackName: "camera",
  enabled,
  track,
});
const microphone = (enabled: boolean): MediaState => ({
  source: "microphone",
  trackName: "mic",
  enabled,
  track: undefined,
});

const show = async (
  change: Partial<RoomDouble["snapshot"]>,
  id = "grace",
): Promise<{ tile: CallsParticipant; room: RoomDouble; video: HTMLVideoElement; base: HTMLElement }> => {
  const { element, room } = await inRoom(
    { ...joinedSnapshot, ...change },
    html`<calls-participant participant-id=${id}></calls-participant>`,
  );
  const tile = element.querySelector("calls-participant")!;
  const video = tile.shadowRoot!.querySelector("video")!;
  const base = tile.shadowRoot!.querySelector<HTMLElement>(".base")!;
  return { tile, room, video, base };
};

/** Whatever window is in front. */
const isFocused = (element: Element | undefined): boolean => {
  const root = element?.getRootNode();
  return root instanceof ShadowRoot && root.activeElement === element;
};

describe("<calls-participant>", () => {
  afterEach(stopCanvasTracks);

  it("is accessible with and without a picture", async () => {
    const { tile, room, video } = await show({ participants: [person("grace", "Grace Hopper")] });
    await settled();
    await expect(tile).to.be.accessible();
    room.set({ participants: [person("grace", "Grace Hopper", { camera: camera(canvasTrack("red")) })] });
    await until(() => video.videoWidth > 0);
    await settled();
    await expect(tile).to.be.accessible();
  });

  it("shows initials and a name while the camera is off", async () => {
    const { tile } = await show({ participants: [person("grace", "Grace Hopper")] });
    expect(visibleText(tile)).to.contain("GH").and.to.contain("Grace Hopper").and.to.contain("Microphone off");
    expect(tile.matches(":state(picture)")).to.equal(false);
    expect(tile.matches(":state(muted)")).to.equal(true);
  });

  it("shows the picture once it has arrived, and a wait until then", async () => {
    const { tile, room, video } = await show({
      participants: [person("grace", "Grace", { camera: camera(undefined) })],
    });
    expect(tile.matches(":state(waiting)")).to.equal(true);
    room.set({ participants: [person("grace", "Grace", { camera: camera(canvasTrack("red")) })] });
    await until(() => tile.matches(":state(picture)"));
    expect(tile.matches(":state(waiting)")).to.equal(false);
    expect(video.videoWidth).to.equal(64);
  });

  it("sets srcObject again only for another track", async () => {
    const first = canvasTrack("red");
    const grace = person("grace", "Grace", { camera: camera(first) });
    const { tile, room, video } = await show({ participants: [grace] });
    const stream = video.srcObject;
    room.set({ participants: [{ ...grace, name: "Grace H.", microphone: microphone(true) }] });
    await tile.updateComplete;
    expect(video.srcObject).to.equal(stream);
    room.set({ participants: [{ ...grace, camera: camera(canvasTrack("blue")) }] });
    await tile.updateComplete;
    expect(video.srcObject).not.to.equal(stream);
    room.set({ participants: [{ ...grace, camera: camera(first, false) }] });
    await tile.updateComplete;
    expect(video.srcObject).to.equal(null);
  });

  it("plays on when it comes back to the page after a while", async () => {
    const { tile, video } = await show({
      participants: [person("grace", "Grace", { camera: camera(canvasTrack("red")) })],
    });
    await until(() => tile.matches(":state(picture)"));
    const { parentElement: home } = tile;
    tile.remove();
    await until(() => video.paused);
    home!.append(tile);
    await until(() => !video.paused && tile.matches(":state(picture)"));
  });

  it("mirrors you, and nobody else", async () => {
    const on = { status: "on", track: canvasTrack("red"), deviceId: undefined } as const;
    const self = await show({ camera: on }, "");
    expect(getComputedStyle(self.video).transform).to.equal("matrix(-1, 0, 0, 1, 0, 0)");
    expect(visibleText(self.tile)).to.contain("Ada (you)");
    expect(self.tile.matches(":state(self)")).to.equal(true);
    const other = await show({ participants: [person("grace", "Grace", { camera: camera(canvasTrack("red")) })] });
    expect(getComputedStyle(other.video).transform).to.equal("none");
  });

  it("writes levels to a custom property and does not render", async () => {
    const { tile, room, base } = await show({
      participants: [person("grace", "Grace", { microphone: microphone(true) })],
    });
    const updates = countUpdates(tile);
    room.setLevel("grace", 0.5);
    expect(base.style.getPropertyValue("--calls-level")).to.equal("0.50");
    room.setLevel("grace", 0);
    expect(base.style.getPropertyValue("--calls-level")).to.equal("0.00");
    await tile.updateComplete;
    expect(updates()).to.equal(0);
  });

  it("stops following levels of a muted microphone and after it left the page", async () => {
    const { tile, room, base } = await show({
      participants: [person("grace", "Grace", { microphone: microphone(true) })],
    });
    room.setLevel("grace", 0.5);
    room.set({ participants: [person("grace", "Grace", { microphone: microphone(false) })] });
    await tile.updateComplete;
    room.setLevel("grace", 0.7);
    expect(base.style.getPropertyValue("--calls-level")).to.equal("");
    const before = room.listenerCount;
    tile.remove();
    expect(room.listenerCount).to.be.lessThan(before);
  });

  it("does not render when something else in the room changes", async () => {
    const grace = person("grace", "Grace");
    const { tile, room } = await show({ participants: [grace] });
    const updates = countUpdates(tile);
    room.set({ participants: [grace, person("linus", "Linus")] });
    room.set({ audioBlocked: true });
    room.set({ microphone: { status: "starting" } });
    room.set({ status: { phase: "joined", signaling: "reconnecting", media: "connected" } });
    await tile.updateComplete;
    expect(updates()).to.equal(0);
  });

  it("shows another person when its id changes", async () => {
    const { tile } = await show({
      participants: [person("grace", "Grace"), person("linus", "Linus", { microphone: microphone(true) })],
    });
    tile.participantId = "linus";
    await tile.updateComplete;
    expect(visibleText(tile)).to.contain("Linus");
    expect(tile.matches(":state(muted)")).to.equal(false);
  });

  it("shows a name that is markup as text", async () => {
    const hostile = `<img src=x onerror="window.pwned = true"><script>window.pwned = true</script>`;
    const { tile } = await show({ participants: [person("grace", hostile)] });
    expect(visibleText(tile)).to.contain(hostile);
    expect(tile.shadowRoot!.querySelector("img, script")).to.equal(null);
    expect(Reflect.get(window, "pwned")).to.equal(undefined);
  });

  it("tells of a broken connection, of others only", async () => {
    const { tile, room } = await show({ participants: [person("grace", "Grace")] });
    room.set({ status: { phase: "joined", signaling: "connected", media: "reconnecting" } });
    await tile.updateComplete;
    expect(tile.matches(":state(reconnecting)")).to.equal(true);
  });

  it("stands without a room, and finds one that comes later", async () => {
    const { element } = await inRoom(joinedSnapshot, html`<span>something</span>`);
    const outside = document.createElement("calls-participant");
    outside.for = "late";
    element.parentElement!.append(outside);
    await outside.updateComplete;
    expect(outside.matches(":state(self)")).to.equal(false);
    const late = document.createElement("double-room");
    late.id = "late";
    element.parentElement!.append(late);
    await outside.updateComplete;
    expect(outside.matches(":state(self)")).to.equal(true);
    expect(visibleText(outside)).to.contain("Ada (you)");
  });

  it("says what its signs say: a raised hand, the host, a poor connection, the spotlight", async () => {
    const { tile, room } = await show({
      participants: [person("grace", "Grace", { hand: 1, role: "host", quality: "poor" })],
      policy: { locked: false, waitingRoom: false, spotlight: ["grace"] },
    });
    for (const words of ["Hand raised", "Host", "Connection is poor", "In the spotlight"]) {
      expect(visibleText(tile)).to.contain(words);
    }
    expect(tile.matches(":state(hand)")).to.equal(true);
    await settled();
    await expect(tile).to.be.accessible();
    room.set({ participants: [person("grace", "Grace", { quality: "good" })] });
    await tile.updateComplete;
    expect(visibleText(tile)).not.to.contain("Connection").and.not.to.contain("Hand");
  });

  it("shows a picture whole that would lose a head, and fills the tile with any other", async () => {
    const { tile, video } = await show({
      participants: [person("grace", "Grace", { camera: camera(canvasTrack("red")) })],
    });
    await until(() => video.style.objectFit === "cover");
    tile.style.cssText = "aspect-ratio: auto; inline-size: 600px; block-size: 100px";
    await until(() => video.style.objectFit === "contain");
  });

  it("asks for as many pixels as it shows, and for none while it is out of sight or the camera is off", async () => {
    const { tile, room } = await show({
      participants: [person("grace", "Grace", { camera: camera(undefined) })],
    });
    const size = (): { width: number; height: number } | undefined => [...room.views.values()][0]?.size;
    tile.style.inlineSize = "320px";
    await until(() => size()?.width === Math.round(320 * devicePixelRatio));
    expect(size()?.height).to.equal(Math.round(180 * devicePixelRatio));
    tile.style.cssText = "position: fixed; inset-block-start: 5000px; inline-size: 320px";
    await until(() => room.views.size === 1 && size() === undefined);
    tile.style.cssText = "inline-size: 320px";
    await until(() => size() !== undefined);
    room.set({ participants: [person("grace", "Grace", { camera: camera(undefined, false) })] });
    await until(() => room.views.size === 0);
  });

  it("never asks for your own picture", async () => {
    const { room } = await show({ camera: { status: "on", track: canvasTrack("red"), deviceId: undefined } }, "");
    expect(room.views.size).to.equal(0);
  });

  it("keeps captions over the name", async () => {
    const { tile, room } = await show({ participants: [person("grace", "Grace")] });
    uiOf(room).set({ captions: true });
    const line = Object.assign(document.createElement("span"), { slot: "captions", textContent: "Good morning" });
    tile.append(line);
    const pill = tile.shadowRoot!.querySelector(".pill")!;
    await until(() => line.getBoundingClientRect().bottom > 0);
    expect(line.getBoundingClientRect().bottom).to.be.at.most(pill.getBoundingClientRect().top);
  });

  describe("its menu", () => {
    const open = async (
      change: Partial<RoomDouble["snapshot"]>,
    ): Promise<Awaited<ReturnType<typeof show>> & { items: () => HTMLElement[]; pick: (text: string) => void }> => {
      const shown = await show(change);
      const root = shown.tile.shadowRoot!;
      const items = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(".menu button")];
      root.querySelector<HTMLElement>(".more")!.click();
      await until(() => isFocused(items()[0]));
      return {
        ...shown,
        items,
        pick: (text) =>
          items()
            .find((item) => item.textContent!.trim() === text)!
            .click(),
      };
    };
    const words = (items: readonly HTMLElement[]): string[] => items.map((item) => item.textContent!.trim());
    const host = { self: person("me", "Ada", { isSelf: true, role: "host" }) };
    const grace = person("grace", "Grace", { microphone: microphone(true), camera: camera(undefined), hand: 1 });

    it("pins and sets the volume, is named, accessible, and closes when something was chosen", async () => {
      const { tile, room, items, pick } = await open({ participants: [grace] });
      const button = tile.shadowRoot!.querySelector(".more")!;
      expect(button.getAttribute("aria-label")).to.equal("More about Grace");
      expect(words(items())).to.deep.equal(["Pin"]);
      await settled();
      await expect(tile).to.be.accessible();
      const slider = tile.shadowRoot!.querySelector<HTMLInputElement>("input[type=range]")!;
      slider.value = "0.25";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await until(() => room.requests.length > 0);
      expect(room.requests).to.deep.equal([{ type: "set-volume", participantId: "grace", volume: 0.25 }]);
      pick("Pin");
      await until(() => tile.matches(":state(pinned)"));
      expect(uiOf(room).snapshot.pinned).to.equal("grace");
      expect(tile.shadowRoot!.querySelector(":popover-open")).to.equal(null);
      expect(isFocused(button)).to.equal(true);
      expect(visibleText(tile)).to.contain("Pinned");
    });

    it("shows the volume that anything on the page has set", async () => {
      const { tile, room } = await open({ participants: [grace] });
      tile.dispatchEvent(new CallsActionEvent({ type: "set-volume", participantId: "grace", volume: 0.25 }));
      const slider = tile.shadowRoot!.querySelector<HTMLInputElement>("input[type=range]")!;
      expect(slider.value).to.equal("1");
      await until(() => slider.value === "0.25");
      expect(room.requests).to.deep.equal([{ type: "set-volume", participantId: "grace", volume: 0.25 }]);
    });

    it("has for hosts what hosts can do, and for others nothing of it", async () => {
      const { items, room, pick } = await open({ participants: [grace], ...host });
      expect(words(items())).to.deep.equal([
        "Pin",
        "Mute",
        "Turn off camera",
        "Lower hand",
        "Spotlight for everyone",
        "Remove from the call",
      ]);
      pick("Mute");
      await until(() => room.requests.length > 0);
      expect(room.requests[0]).to.deep.equal({ type: "mute", participantId: "grace", source: "microphone" });
      const muted = await open({ participants: [person("grace", "Grace")], ...host, canAct: false });
      expect(words(muted.items())).to.deep.equal(["Pin"]);
    });

    it("asks before it removes somebody, and keeps the focus in the menu", async () => {
      const { items, room, pick, tile } = await open({ participants: [grace], ...host });
      pick("Remove from the call");
      await until(() => words(items()).includes("Cancel") && isFocused(items()[0]));
      expect(visibleText(tile)).to.contain("Remove Grace?");
      expect(room.requests).to.deep.equal([]);
      pick("Cancel");
      await until(() => words(items()).includes("Pin") && isFocused(items()[0]));
      pick("Remove from the call");
      await until(() => words(items()).includes("Cancel"));
      pick("Remove from the call");
      await until(() => room.requests.length > 0);
      expect(room.requests).to.deep.equal([{ type: "remove", participantId: "grace" }]);
    });

    it("adds to the spotlight, and takes out of it", async () => {
      const policy = { locked: false, waitingRoom: false, spotlight: ["linus"] };
      const { room, pick } = await open({ participants: [grace], policy, ...host });
      pick("Spotlight for everyone");
      await until(() => room.requests.length > 0);
      expect(room.requests).to.deep.equal([{ type: "policy", spotlight: ["linus", "grace"] }]);
      const lit = { ...policy, spotlight: ["grace"] };
      const other = await open({ participants: [grace], policy: lit, ...host });
      other.pick("End spotlight");
      await until(() => other.room.requests.length > 0);
      expect(other.room.requests).to.deep.equal([{ type: "policy", spotlight: [] }]);
    });

    it("has room and the focus when a real key or a real click opens it", async () => {
      const { tile } = await open({ participants: [grace], ...host });
      const root = tile.shadowRoot!;
      const menu = root.querySelector<HTMLElement>(".menu")!;
      const more = root.querySelector<HTMLElement>(".more")!;
      // Before it was shown it had no size, and went where there was room for nothing.
      const hasRoom = (): boolean => menu.matches(":popover-open") && menu.clientHeight > 150;
      const opened = (): boolean => hasRoom() && root.activeElement === menu.querySelector("button");
      menu.hidePopover();
      more.focus();
      await sendKeys({ press: "Enter" });
      await until(opened);
      await sendKeys({ press: "Escape" });
      await until(() => !menu.matches(":popover-open") && root.activeElement === more);
      const { x, y, width, height } = more.getBoundingClientRect();
      await sendMouse({ type: "click", position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
      await until(opened);
    });

    it("stays inside of the window", async () => {
      const { tile } = await open({ participants: [grace], ...host });
      const menu = tile.shadowRoot!.querySelector(".menu")!.getBoundingClientRect();
      expect(menu.left).to.be.at.least(0);
      expect(menu.right).to.be.at.most(innerWidth);
      expect(menu.top).to.be.at.least(0);
      expect(menu.bottom).to.be.at.most(innerHeight);
    });
  });
});

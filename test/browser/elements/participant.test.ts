import { expect } from "@open-wc/testing";
import { html } from "lit";
import type { MediaState } from "../../../src/client/room/types.js";
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
});

import { expect } from "@open-wc/testing";
import { CallsError } from "../../../src/client/index.js";
import type { RoomOptions, VideoView } from "../../../src/client/index.js";
import { SETTLING } from "../../../src/client/room/views.js";
import type { InPageCall } from "../../../src/in-page/index.js";
import type { Signaling } from "../../../src/signaling/signaling.js";
import { eventually } from "../signaling/events.js";
import { colourTrack, isBlue, isRed, toneTrack } from "../signaling/test-media.js";
import { framesOf, other, People, until, type Person } from "./people.js";
import { hears, sees } from "./senses.js";

const FULL = { width: 1280, height: 720 };
const THUMB = { width: 160, height: 90 };

/** Opens a place for `name`'s camera on `person`'s page. */
async function show(person: Person, name: string, size?: typeof FULL): Promise<VideoView> {
  const { id } = await until(person, other(name));
  return person.room.view!(id, "camera", size);
}

/** Resolves when `person` decodes pictures of `name` in that width, without a new track. */
async function seesWidth(person: Person, name: string, width: number): Promise<void> {
  const track = await until(person, (snapshot) => other(name)(snapshot)?.camera?.track);
  await eventually(async () => (await framesOf(person, track)).width === width);
  expect(other(name)(person.room.snapshot)?.camera?.track).to.equal(track);
}

/**
 * Rooms in which cameras have layers: the page's SFU gets one from Chromium and makes the others, so that a publisher there
 * does not know that it has them.
 */
function withLayers({ join }: Signaling): Signaling {
  return {
    async join(options) {
      const connection = await join(options);
      const announce = connection.announce.bind(connection);
      connection.announce = ({ tracks, ...session }) =>
        announce({
          ...session,
          tracks: tracks.map((track) => (track.source === "camera" ? { ...track, rids: ["f", "h", "q"] } : track)),
        });
      return connection;
    },
  };
}

describe("views", () => {
  /** What changes something, and who asked for it. Whether a session is there is asked whenever packets are late. */
  const changes: InPageCall[] = [];
  const callsOf = ({ room }: Person): string[] =>
    changes.flatMap(({ participantId, operation }) => (participantId === room.snapshot.self.id ? operation : []));
  let isGone = false;
  let isRefused = false;
  /** What settles, and nothing else, comes sooner. */
  const soon: Partial<RoomOptions> = {
    schedule(callback, milliseconds) {
      const handle = setTimeout(callback, milliseconds === SETTLING ? 100 : milliseconds);
      return () => clearTimeout(handle);
    },
  };
  let people: People;
  let signaling: Signaling;

  beforeEach(() => {
    changes.length = 0;
    isGone = false;
    isRefused = false;
    people = new People({
      fault(call) {
        const { operation } = call;
        if (operation !== "session") changes.push(call);
        if (isRefused && operation === "updateTracks") return new CallsError("bad-request", "406");
        if (!isGone) return undefined;
        isGone = operation !== "newSession";
        return isGone ? new CallsError("session-expired", "410") : undefined;
      },
    });
    signaling = withLayers(people.rooms.signaling);
  });

  afterEach(() => people.end());

  it("get the layer that they need, without a new session description", async () => {
    await people.join("Ada", { camera: colourTrack("red") }, { signaling });
    const grace = await people.join("Grace", {}, soon);
    await seesWidth(grace, "Ada", 320);
    const before = callsOf(grace).filter((operation) => operation !== "updateTracks").length;
    const view = await show(grace, "Ada", THUMB);
    await seesWidth(grace, "Ada", 80);
    view.resize(FULL);
    await seesWidth(grace, "Ada", 320);
    view.resize({ width: 640, height: 360 });
    await seesWidth(grace, "Ada", 160);
    expect(callsOf(grace).filter((operation) => operation === "updateTracks")).to.have.length(3);
    expect(callsOf(grace).filter((operation) => operation !== "updateTracks")).to.have.length(before);
  });

  it("keep the picture when another layer is refused", async () => {
    await people.join("Ada", { camera: colourTrack("red") }, { signaling });
    const grace = await people.join("Grace", {}, soon);
    const track = await sees(grace, "Ada", isRed);
    isRefused = true;
    const view = await show(grace, "Ada", THUMB);
    await eventually(() => callsOf(grace).includes("updateTracks"));
    expect(await sees(grace, "Ada", isRed)).to.equal(track);
    isRefused = false;
    view.resize({ width: 640, height: 360 });
    await seesWidth(grace, "Ada", 160);
    expect(grace.connections).to.have.length(1);
  });

  it("let go of what is seen nowhere, and bring it back, with the voice going on", async () => {
    await people.join("Ada", { camera: colourTrack("red"), microphone: toneTrack(700) }, { signaling });
    const grace = await people.join("Grace", {}, soon);
    const view = await show(grace, "Ada", FULL);
    const track = await sees(grace, "Ada", isRed);
    view.resize(undefined);
    await until(grace, (snapshot) => other("Ada")(snapshot)?.camera?.track === undefined);
    await eventually(() => track.readyState === "ended");
    expect(other("Ada")(grace.room.snapshot)?.camera?.enabled).to.equal(true);
    await hears(grace, "Ada", 700);
    view.resize(THUMB);
    await sees(grace, "Ada", isRed);
    await seesWidth(grace, "Ada", 80);
  });

  it("that a page opens for whoever comes in are pulled with their voice, by one exchange", async () => {
    const grace = await people.join("Grace", {}, { videoOnDemand: true });
    grace.room.subscribe(({ participants }) => {
      for (const { id, camera } of participants) if (camera && !camera.track) grace.room.view(id, "camera", THUMB);
    });
    await until(grace, ({ status }) => status.phase === "joined" && status.media === "connected");
    changes.length = 0;
    const ada = { room: "standup", name: "Ada", camera: colourTrack("red"), microphone: toneTrack(700) };
    people.rooms.addParticipant(ada);
    await Promise.all([sees(grace, "Ada", isRed), hears(grace, "Ada", 700)]);
    expect(callsOf(grace)).to.deep.equal(["newTracks", "renegotiate"]);
  });

  it("are all that is pulled, on demand: a room of many costs what is on the page", async () => {
    for (const name of ["Ada", "Linus"]) await people.join(name, { camera: colourTrack("red") }, { signaling });
    await people.join("Edsger", { camera: colourTrack("blue"), microphone: toneTrack(700) });
    const grace = await people.join("Grace", {}, { ...soon, videoOnDemand: true });
    await hears(grace, "Edsger", 700);
    const shown = (): string[] =>
      grace.room.snapshot.participants.filter(({ camera }) => camera?.track).map(({ name }) => name);
    const videos = (): number =>
      grace.connections
        .flatMap((connection) => connection.getTransceivers())
        .filter(({ receiver, currentDirection }) => receiver.track.kind === "video" && currentDirection === "recvonly")
        .length;
    expect(shown()).to.deep.equal([]);
    const edsger = await show(grace, "Edsger", THUMB);
    await sees(grace, "Edsger", isBlue);
    expect(shown()).to.deep.equal(["Edsger"]);
    expect(videos()).to.equal(1);
    await show(grace, "Ada", THUMB);
    edsger.close();
    await sees(grace, "Ada", isRed);
    await until(grace, () => shown().join() === "Ada");
    await eventually(() => videos() === 1);
  });

  it("point a receiver at whoever is shown instead, and never show one under the other's name", async () => {
    await people.join("Ada", { camera: colourTrack("red") });
    await people.join("Edsger", { camera: colourTrack("blue") });
    const grace = await people.join("Grace", {}, { videoOnDemand: true });
    const ada = await show(grace, "Ada", THUMB);
    await sees(grace, "Ada", isRed);
    changes.length = 0;
    ada.close();
    await show(grace, "Edsger", THUMB);
    const track = await until(grace, (snapshot) => other("Edsger")(snapshot)?.camera?.track);
    expect(other("Ada")(grace.room.snapshot)?.camera?.track).to.equal(undefined);
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = new MediaStream([track]);
    await video.play();
    const canvas = new OffscreenCanvas(1, 1).getContext("2d")!;
    for (let frame = 0; frame < 5; frame++) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      canvas.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
      expect(isBlue([red, green, blue])).to.equal(true);
    }
    video.srcObject = null;
    expect(callsOf(grace)).to.deep.equal(["updateTracks"]);
  });

  it("are kept through a new session, even one that a change of size finds gone", async () => {
    await people.join("Ada", { camera: colourTrack("red") }, { signaling });
    const grace = await people.join("Grace", {}, { ...soon, videoOnDemand: true });
    const view = await show(grace, "Ada", { width: 640, height: 360 });
    await seesWidth(grace, "Ada", 160);
    const lost = await until(grace, (snapshot) => other("Ada")(snapshot)?.camera?.track);
    isGone = true;
    view.resize(THUMB);
    await until(grace, (snapshot) => {
      const track = other("Ada")(snapshot)?.camera?.track;
      return track && track !== lost;
    });
    await seesWidth(grace, "Ada", 80);
    expect(grace.connections).to.have.length(2);
  });
});

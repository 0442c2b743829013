import { expect } from "@open-wc/testing";
import { CallsError } from "../../../src/client/index.js";
import { eventually } from "../signaling/events.js";
import { colourTrack, isBlue, isRed, toneTrack } from "../signaling/test-media.js";
import { People, until } from "./people.js";
import { hears, sees } from "./senses.js";

async function failureOf(request: Promise<void>): Promise<CallsError> {
  try {
    await request;
  } catch (error) {
    if (error instanceof CallsError) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

describe("a room's life", () => {
  let people: People;

  beforeEach(() => {
    people = new People();
  });

  afterEach(() => people.end());

  it("goes from idle to joined, and tells each step once", async () => {
    const ada = people.add("Ada");
    const phases: string[] = [];
    ada.room.select(
      ({ status }) => (status.phase === "joined" ? `${status.signaling}/${status.media}` : status.phase),
      (phase) => phases.push(phase),
    );
    expect(ada.room.snapshot.status).to.deep.equal({ phase: "idle" });
    await ada.room.request({ type: "join", room: "standup", name: " Ada " });
    await until(ada, ({ status }) => status.phase === "joined" && status.media === "connected");
    await ada.room.request({ type: "leave" });
    expect(phases).to.deep.equal(["joining", "connected/connecting", "connected/connected", "left"]);
    expect(ada.room.snapshot).to.include({ roomId: "standup" });
    expect(ada.room.snapshot.self).to.include({ name: "Ada", isSelf: true });
  });

  it("says why a room cannot be entered, and enters it after all", async () => {
    const ada = people.add("Ada");
    const error = await failureOf(ada.room.request({ type: "join", room: "not a room", name: "Ada" }));
    expect(error.code).to.equal("invalid-room");
    expect(ada.room.snapshot.status).to.deep.equal({ phase: "failed", error });
    await ada.room.request({ type: "join", room: "standup", name: "Ada" });
    expect(ada.room.snapshot.status.phase).to.equal("joined");
  });

  it("fails when the SFU can never be used", async () => {
    await people.end();
    const refusal = new CallsError("unauthorized", "The secret is wrong.");
    people = new People({ fault: () => refusal });
    const ada = await people.join("Ada");
    await until(ada, ({ status }) => status.phase === "failed" && status.error === refusal);
  });

  it("ends a join that is left in the middle, and leaves nobody behind", async () => {
    const ada = people.add("Ada");
    const join = ada.room.request({ type: "join", room: "standup", name: "Ada" });
    await ada.room.request({ type: "leave" });
    expect((await failureOf(join)).code).to.equal("aborted");
    expect(ada.room.snapshot.status).to.deep.equal({ phase: "left", reason: "left" });
    const grace = await people.join("Grace");
    expect(grace.room.snapshot.participants).to.deep.equal([]);
  });

  it("takes the same join twice for one, and another room for a move", async () => {
    const ada = people.add("Ada", { camera: colourTrack("red") });
    await ada.room.request({ type: "set-camera", enabled: true });
    const grace = await people.join("Grace");
    await Promise.all([1, 2].map(() => ada.room.request({ type: "join", room: "standup", name: "Ada" })));
    await sees(grace, "Ada", isRed);
    expect(grace.room.snapshot.participants).to.have.length(1);
    await ada.room.request({ type: "join", room: "elsewhere", name: "Ada" });
    await until(grace, ({ participants }) => participants.length === 0);
    expect(ada.room.snapshot).to.include({ roomId: "elsewhere" });
    await grace.room.request({ type: "join", room: "elsewhere", name: "Grace" });
    await sees(grace, "Ada", isRed);
    expect(ada.asked).to.have.length(1);
  });

  it("tells somebody who was put out", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700) });
    people.rooms.remove(ada.room.snapshot.self.id);
    await until(ada, ({ status }) => status.phase === "left" && status.reason === "removed");
    expect(ada.room.snapshot.microphone.status).to.equal("off");
  });

  it("ends with the page", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace");
    await sees(grace, "Ada", isRed);
    const gone = until(ada, ({ status }) => status.phase === "left");
    window.dispatchEvent(new PageTransitionEvent("pagehide"));
    await gone;
    expect(ada.connections.map(({ connectionState }) => connectionState)).to.deep.equal(["closed"]);
  });

  it("keeps the media while the way to the server is lost, and catches up after", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace", { microphone: toneTrack(700) });
    await sees(grace, "Ada", isRed);
    people.rooms.interrupt();
    await until(ada, ({ status }) => status.phase === "joined" && status.signaling === "reconnecting");
    expect(ada.room.snapshot.status).to.include({ media: "connected" });
    await Promise.all([sees(grace, "Ada", isRed), hears(ada, "Grace", 700)]);
    people.rooms.resume();
    await until(ada, ({ status }) => status.phase === "joined" && status.signaling === "connected");
    await people.join("Linus", { camera: colourTrack("blue") });
    await Promise.all([sees(ada, "Linus", isBlue), sees(grace, "Linus", isBlue)]);
  });

  it("holds nothing after it was destroyed", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red"), microphone: toneTrack(700) });
    const grace = await people.join("Grace", { camera: colourTrack("blue") });
    const channel = ada.room.channel("chat");
    ada.room.onLevel(ada.room.snapshot.self.id, () => {});
    await Promise.all([sees(grace, "Ada", isRed), sees(ada, "Grace", isBlue)]);
    await ada.room.request({ type: "set-camera", enabled: false });
    await ada.room.destroy();
    await ada.room.destroy();
    expect(ada.connections.map(({ connectionState }) => connectionState)).to.deep.equal(["closed"]);
    expect(ada.tracks.map(({ readyState }) => readyState)).to.deep.equal(["ended", "ended"]);
    await eventually(() => ada.timers.size === 0);
    expect(channel.state).to.equal("closed");
    expect((await failureOf(ada.room.request({ type: "leave" }))).code).to.equal("aborted");
    await until(grace, ({ participants }) => participants.length === 0);
  });

  it("holds nothing when it is destroyed in the middle of a join", async () => {
    const ada = people.add("Ada", { camera: colourTrack("red") });
    const join = failureOf(ada.room.request({ type: "join", room: "standup", name: "Ada" }));
    const camera = failureOf(ada.room.request({ type: "set-camera", enabled: true }));
    await ada.room.destroy();
    expect((await join).code).to.equal("aborted");
    expect((await camera).code).to.equal("aborted");
    await eventually(() => ada.timers.size === 0);
    expect(ada.tracks.every(({ readyState }) => readyState === "ended")).to.equal(true);
    expect(ada.connections.every(({ connectionState }) => connectionState === "closed")).to.equal(true);
  });
});

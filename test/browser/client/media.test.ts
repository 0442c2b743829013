import { expect } from "@open-wc/testing";
import { eventually } from "../signaling/events.js";
import { colourTrack, isBlack, isBlue, isGreen, isRed, listen, picture, toneTrack } from "../signaling/test-media.js";
import { other, People, until } from "./people.js";
import { hears, sees } from "./senses.js";

describe("people in a room", () => {
  let people: People;

  beforeEach(() => {
    people = new People();
  });

  afterEach(() => people.end());

  it("see and hear each other, two of them", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700), camera: colourTrack("red") });
    const grace = await people.join("Grace", { microphone: toneTrack(1_500), camera: colourTrack("green") });
    await Promise.all([
      sees(ada, "Grace", isGreen),
      sees(grace, "Ada", isRed),
      hears(ada, "Grace", 1_500),
      hears(grace, "Ada", 700),
    ]);
    expect(ada.room.snapshot.status).to.deep.equal({ phase: "joined", signaling: "connected", media: "connected" });
  });

  it("see and hear each other, three of them and one late", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700), camera: colourTrack("red") });
    const grace = await people.join("Grace", { camera: colourTrack("green") });
    await Promise.all([sees(ada, "Grace", isGreen), sees(grace, "Ada", isRed)]);
    const linus = await people.join("Linus", { microphone: toneTrack(2_000), camera: colourTrack("blue") });
    await Promise.all([
      sees(linus, "Ada", isRed),
      sees(linus, "Grace", isGreen),
      hears(linus, "Ada", 700),
      sees(ada, "Linus", isBlue),
      hears(ada, "Linus", 2_000),
      sees(grace, "Linus", isBlue),
      hears(grace, "Linus", 2_000),
      hears(grace, "Ada", 700),
    ]);
    expect(linus.room.snapshot.participants.map(({ name }) => name)).to.deep.equal(["Ada", "Grace"]);
  });

  it("share one offer for both devices of a person", async () => {
    const calls: string[] = [];
    await people.end();
    people = new People({ fault: ({ operation }) => void calls.push(operation) });
    const grace = people.add("Grace", { microphone: toneTrack(700), camera: colourTrack("red") });
    await grace.room.request({ type: "set-microphone", enabled: true });
    await grace.room.request({ type: "set-camera", enabled: true });
    await grace.room.request({ type: "join", room: "standup", name: "Grace" });
    await until(grace, ({ self }) => self.microphone?.trackName && self.camera?.trackName);
    expect(calls).to.deep.equal(["newSession", "newTracks"]);
  });

  it("need no device: they watch and listen, and media is connected even alone", async () => {
    const watcher = await people.join("Watcher");
    await until(watcher, ({ status }) => status.phase === "joined" && status.media === "connected");
    await people.join("Ada", { microphone: toneTrack(700), camera: colourTrack("red") });
    await Promise.all([sees(watcher, "Ada", isRed), hears(watcher, "Ada", 700)]);
    expect(watcher.room.snapshot.self.microphone).to.equal(undefined);
  });

  it("hear a mute, are told of it, and hear the voice again", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700) });
    const grace = await people.join("Grace");
    const track = await hears(grace, "Ada", 700);
    const ear = listen(track, 700);
    await eventually(() => ear.level() > -50);
    await ada.room.request({ type: "set-microphone", enabled: false });
    expect(ada.room.snapshot.microphone.status).to.equal("off");
    await until(grace, (snapshot) => other("Ada")(snapshot)?.microphone?.enabled === false);
    await eventually(() => ear.level() < -90);
    await ear.close();
    await ada.room.request({ type: "set-microphone", enabled: true });
    await until(grace, (snapshot) => other("Ada")(snapshot)?.microphone?.enabled);
    expect(await hears(grace, "Ada", 700)).to.equal(track);
    expect(ada.asked).to.have.length(1);
  });

  it("see black for a camera that is off, its light out, and the picture again", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace");
    const track = await sees(grace, "Ada", isRed);
    await ada.room.request({ type: "set-camera", enabled: false });
    expect(ada.tracks.map(({ readyState }) => readyState)).to.deep.equal(["ended"]);
    expect(ada.room.snapshot.self.camera).to.include({ enabled: false, track: undefined });
    await until(grace, (snapshot) => other("Ada")(snapshot)?.camera?.enabled === false);
    await picture(track, isBlack);
    await ada.room.request({ type: "set-camera", enabled: true });
    await until(grace, (snapshot) => other("Ada")(snapshot)?.camera?.enabled);
    expect(await sees(grace, "Ada", isRed)).to.equal(track);
  });

  it("see a device that is turned on in the middle of the call", async () => {
    const ada = await people.join("Ada", {});
    const grace = await people.join("Grace", { microphone: toneTrack(1_500) });
    await hears(ada, "Grace", 1_500);
    const capture = { camera: colourTrack("blue") };
    const linus = people.add("Linus", capture);
    await linus.room.request({ type: "join", room: "standup", name: "Linus" });
    await until(linus, ({ status }) => status.phase === "joined" && status.media === "connected");
    await linus.room.request({ type: "set-camera", enabled: true });
    await Promise.all([sees(ada, "Linus", isBlue), sees(grace, "Linus", isBlue)]);
  });

  it("are gone when they leave, and their tracks with them", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace", { camera: colourTrack("green") });
    const track = await sees(grace, "Ada", isRed);
    await ada.room.request({ type: "leave" });
    await until(grace, ({ participants }) => participants.length === 0);
    await eventually(() => track.readyState === "ended");
    expect(ada.room.snapshot.status).to.deep.equal({ phase: "left", reason: "left" });
    expect(ada.room.snapshot.camera.status).to.equal("off");
    expect(ada.room.snapshot.participants).to.deep.equal([]);
    const again = await people.join("Ada", { camera: colourTrack("blue") });
    await Promise.all([sees(grace, "Ada", isBlue), sees(again, "Grace", isGreen)]);
  });
});

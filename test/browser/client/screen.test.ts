import { expect } from "@open-wc/testing";
import { eventually } from "../signaling/events.js";
import { colourTrack, isBlue, isGreen, isRed, toneTrack } from "../signaling/test-media.js";
import { other, People, stats, until, type Capture, type Person } from "./people.js";
import { hears, sees } from "./senses.js";

const statusOf = ({ room }: Person) => room.snapshot.screen?.status;

describe("a shared screen", () => {
  let people: People;

  beforeEach(() => {
    people = new People();
  });

  afterEach(() => people.end());

  it("is seen next to the camera, by those who come later too, and sharp before smooth", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red"), screen: colourTrack("blue") });
    const grace = await people.join("Grace");
    await ada.room.request({ type: "set-screen", enabled: true });
    await Promise.all([sees(grace, "Ada", isBlue, "screen"), sees(grace, "Ada", isRed)]);
    const linus = await people.join("Linus");
    await Promise.all([sees(linus, "Ada", isBlue, "screen"), sees(linus, "Ada", isRed)]);
    const { screen } = ada.room.snapshot;
    expect(screen?.status === "on" && screen.track.contentHint).to.equal("detail");
    expect(ada.room.snapshot.self.screen).to.include({ source: "screen", enabled: true, track: ada.tracks.at(-1) });
    expect(ada.room.snapshot.self.screen?.trackName).to.match(/^screen-/);
    expect(ada.askedScreen[0]?.audio).to.equal(false);
  });

  it("is heard too when its sound was asked for, next to the voice", async () => {
    const capture: Capture = {
      microphone: toneTrack(700),
      screen: colourTrack("blue"),
      screenAudio: toneTrack(2_000),
    };
    const ada = await people.join("Ada", capture);
    const grace = await people.join("Grace");
    await ada.room.request({ type: "set-screen", enabled: true, audio: true });
    await Promise.all([sees(grace, "Ada", isBlue, "screen"), hears(grace, "Ada", 700)]);
    const voice = other("Ada")(grace.room.snapshot)?.microphone?.track?.id;
    await eventually(async () => {
      const inbound = (await stats(grace, "inbound-rtp")).find(
        ({ kind, trackIdentifier }) => kind === "audio" && trackIdentifier !== voice,
      );
      return Number(inbound?.totalAudioEnergy ?? 0) > 0;
    });
    expect(ada.askedScreen[0]?.audio).to.include({ echoCancellation: false });
  });

  it("may be two people's at once, and the one goes on when the other stops", async () => {
    const ada = await people.join("Ada", { screen: colourTrack("red") });
    const grace = await people.join("Grace", { screen: colourTrack("green") });
    const linus = await people.join("Linus");
    await Promise.all([ada, grace].map(({ room }) => room.request({ type: "set-screen", enabled: true })));
    await Promise.all([
      sees(linus, "Ada", isRed, "screen"),
      sees(linus, "Grace", isGreen, "screen"),
      sees(ada, "Grace", isGreen, "screen"),
      sees(grace, "Ada", isRed, "screen"),
    ]);
    await ada.room.request({ type: "set-screen", enabled: false });
    expect(ada.tracks.map(({ readyState }) => readyState)).to.deep.equal(["ended"]);
    expect(ada.room.snapshot.self.screen).to.equal(undefined);
    await until(linus, (snapshot) => other("Ada")(snapshot)?.screen === undefined);
    await sees(linus, "Grace", isGreen, "screen");
  });

  it("that is stopped from the browser's own bar is off, with its sound, and may be shared again", async () => {
    const ada = await people.join("Ada", { screen: colourTrack("blue"), screenAudio: toneTrack(700) });
    const grace = await people.join("Grace");
    await ada.room.request({ type: "set-screen", enabled: true, audio: true });
    await sees(grace, "Ada", isBlue, "screen");
    const picture = ada.tracks.find(({ kind }) => kind === "video")!;
    picture.stop();
    picture.dispatchEvent(new Event("ended"));
    expect(statusOf(ada)).to.equal("off");
    expect(ada.tracks.map(({ readyState }) => readyState)).to.deep.equal(["ended", "ended"]);
    await until(grace, (snapshot) => other("Ada")(snapshot)?.screen === undefined);
    await ada.room.request({ type: "set-screen", enabled: true });
    await sees(grace, "Ada", isBlue, "screen");
  });

  it("goes on in silence when only its sound ends", async () => {
    const ada = await people.join("Ada", { screen: colourTrack("blue"), screenAudio: toneTrack(700) });
    const grace = await people.join("Grace");
    await ada.room.request({ type: "set-screen", enabled: true, audio: true });
    await sees(grace, "Ada", isBlue, "screen");
    const sound = ada.tracks.find(({ kind }) => kind === "audio")!;
    sound.stop();
    sound.dispatchEvent(new Event("ended"));
    expect(statusOf(ada)).to.equal("on");
    await sees(grace, "Ada", isBlue, "screen");
  });

  it("ends with the call", async () => {
    const ada = await people.join("Ada", { screen: colourTrack("blue") });
    await ada.room.request({ type: "set-screen", enabled: true });
    await ada.room.request({ type: "leave" });
    expect(statusOf(ada)).to.equal("off");
    expect(ada.tracks.map(({ readyState }) => readyState)).to.deep.equal(["ended"]);
  });

  it("is the browser's own", async () => {
    const { mediaDevices } = navigator;
    const ada = people.add("Ada", {}, { mediaDevices });
    const grace = await people.join("Grace");
    await ada.room.request({ type: "join", room: "standup", name: "Ada" });
    await ada.room.request({ type: "set-screen", enabled: true });
    await sees(grace, "Ada", () => true, "screen");
  });
});

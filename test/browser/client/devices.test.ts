import { expect } from "@open-wc/testing";
import { CallsError } from "../../../src/client/index.js";
import { colourTrack, isBlack, isBlue, isRed, toneTrack } from "../signaling/test-media.js";
import { other, People, until, type Capture, type Person } from "./people.js";
import { hears, sees } from "./senses.js";

/** The code that a request fails with. */
async function codeOf(request: Promise<void>): Promise<string> {
  try {
    await request;
  } catch (error) {
    if (error instanceof CallsError) return error.code;
    throw error;
  }
  return "done";
}

/** Pulls out what a person captures. */
function unplug({ tracks }: Person, kind: string): void {
  for (const track of tracks) {
    if (track.kind !== kind || track.readyState === "ended") continue;
    track.stop();
    track.dispatchEvent(new Event("ended"));
  }
}

/** As a switch on the device does, or a phone call: the track is live, and gives nothing. */
function muteBySystem({ tracks }: Person, kind: string, muted: boolean): void {
  for (const track of tracks) {
    if (track.kind !== kind || track.readyState === "ended") continue;
    Object.defineProperty(track, "muted", { value: muted, configurable: true });
    track.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
}

/** The browser's speakers, which it names after a grant. */
async function realSpeakers(): Promise<MediaDeviceInfo[]> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const devices = await navigator.mediaDevices.enumerateDevices();
  for (const track of stream.getTracks()) track.stop();
  return devices.filter(({ kind }) => kind === "audiooutput");
}

describe("devices", () => {
  let people: People;

  beforeEach(() => {
    people = new People();
  });

  afterEach(() => people.end());

  it("fail on their own: without the camera, the voice is still heard", async () => {
    const denied = new DOMException("no", "NotAllowedError");
    const ada = people.add("Ada", { microphone: toneTrack(700), camera: denied });
    const joined = ada.room.request({ type: "join", room: "standup", name: "Ada" });
    const camera = ada.room.request({ type: "set-camera", enabled: true });
    await ada.room.request({ type: "set-microphone", enabled: true });
    expect(await codeOf(camera)).to.equal("permission-denied");
    await joined;
    const grace = await people.join("Grace");
    await hears(grace, "Ada", 700);
    expect(grace.room.snapshot.participants[0]?.camera).to.equal(undefined);
    expect(ada.room.snapshot.camera).to.have.nested.property("error.code", "permission-denied");
  });

  it("may be asked for again after a refusal", async () => {
    const capture: Capture = { camera: new DOMException("no", "NotReadableError") };
    const ada = await people.join("Ada");
    const grace = people.add("Grace", capture);
    await grace.room.request({ type: "join", room: "standup", name: "Grace" });
    expect(await codeOf(grace.room.request({ type: "set-camera", enabled: true }))).to.equal("device-in-use");
    capture.camera = colourTrack("blue");
    await grace.room.request({ type: "set-camera", enabled: true });
    await sees(ada, "Grace", isBlue);
  });

  it("change in the middle of a call, under the same name", async () => {
    const capture: Capture = { camera: colourTrack("red") };
    const ada = await people.join("Ada", capture);
    const grace = await people.join("Grace");
    const track = await sees(grace, "Ada", isRed);
    const name = ada.room.snapshot.self.camera?.trackName;
    capture.camera = colourTrack("blue");
    await ada.room.request({ type: "set-camera", enabled: true, deviceId: "other" });
    expect(await sees(grace, "Ada", isBlue)).to.equal(track);
    expect(ada.room.snapshot.self.camera?.trackName).to.equal(name);
    expect(ada.asked[1]).to.have.nested.property("video.deviceId.exact", "other");
    expect(ada.tracks.map(({ readyState }) => readyState)).to.deep.equal(["ended", "live"]);
  });

  it("that are pulled out give way to others, and the others see on", async () => {
    const capture: Capture = { camera: colourTrack("red"), microphone: toneTrack(700) };
    const ada = await people.join("Ada", capture);
    const grace = await people.join("Grace");
    await Promise.all([sees(grace, "Ada", isRed), hears(grace, "Ada", 700)]);
    const names = [ada.room.snapshot.self.camera?.trackName, ada.room.snapshot.self.microphone?.trackName];
    Object.assign(capture, { camera: colourTrack("blue"), microphone: toneTrack(1_500) });
    for (const kind of ["video", "audio"]) unplug(ada, kind);
    await Promise.all([sees(grace, "Ada", isBlue), hears(grace, "Ada", 1_500)]);
    const { self } = ada.room.snapshot;
    expect([self.camera?.trackName, self.microphone?.trackName]).to.deep.equal(names);
  });

  it("that are the last of their kind are gone for the others, and come back by themselves", async () => {
    const capture: Capture = { camera: colourTrack("red"), microphone: toneTrack(700) };
    const ada = await people.join("Ada", capture);
    const grace = await people.join("Grace");
    await sees(grace, "Ada", isRed);
    capture.camera = new DOMException("none", "NotFoundError");
    unplug(ada, "video");
    await until(ada, ({ camera }) => camera.status === "failed");
    expect(ada.room.snapshot.camera).to.have.nested.property("error.code", "device-lost");
    await until(grace, (snapshot) => other("Ada")(snapshot)?.camera === undefined);
    await hears(grace, "Ada", 700);
    capture.camera = colourTrack("blue");
    ada.plug({ kind: "videoinput", deviceId: "new", label: "New" });
    await sees(grace, "Ada", isBlue);
  });

  it("that the system mutes are off for the others, and on again by themselves", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red"), microphone: toneTrack(700) });
    const grace = await people.join("Grace");
    const [camera] = await Promise.all([sees(grace, "Ada", isRed), hears(grace, "Ada", 700)]);
    const enabled = () => {
      const { camera, microphone } = other("Ada")(grace.room.snapshot) ?? {};
      return [camera?.enabled, microphone?.enabled];
    };
    for (const kind of ["video", "audio"]) muteBySystem(ada, kind, true);
    await until(grace, () => enabled().every((each) => each === false));
    for (const source of ["camera", "microphone"] as const) {
      expect(ada.room.snapshot[source]).to.have.nested.property("error.code", "device-muted");
      expect(ada.room.snapshot.self[source]?.enabled).to.equal(false);
    }
    // Something flows on, or the service would forget the camera.
    await sees(grace, "Ada", isBlack);
    for (const kind of ["video", "audio"]) muteBySystem(ada, kind, false);
    await until(grace, () => enabled().every((each) => each === true));
    expect(await sees(grace, "Ada", isRed)).to.equal(camera);
    await hears(grace, "Ada", 700);
  });

  it("wait for the person when they were turned off", async () => {
    const ada = people.add("Ada", { camera: colourTrack("red") });
    await ada.room.request({ type: "set-camera", enabled: true });
    await ada.room.request({ type: "set-camera", enabled: false });
    ada.plug({ kind: "videoinput", deviceId: "new", label: "New" });
    await until(ada, ({ devices }) => devices.cameras.length > 0);
    expect(ada.asked).to.have.length(1);
    expect(ada.room.snapshot.camera.status).to.equal("off");
  });

  it("are opened by push-to-talk for as long as it is held", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700) });
    const grace = await people.join("Grace");
    const talk = (active: boolean) => ada.room.request({ type: "talk", active });
    await talk(true);
    await talk(false);
    expect(ada.room.snapshot.microphone.status).to.equal("on");
    await ada.room.request({ type: "set-microphone", enabled: false });
    await until(grace, (snapshot) => other("Ada")(snapshot)?.microphone?.enabled === false);
    await talk(true);
    await hears(grace, "Ada", 700);
    await talk(false);
    await until(grace, (snapshot) => other("Ada")(snapshot)?.microphone?.enabled === false);
    await Promise.all([talk(true), talk(false)]);
    expect(ada.room.snapshot.microphone.status).to.equal("off");
  });

  it("tell of somebody who talks while muted, and let go of the microphone when that is asked for", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700) });
    await until(ada, ({ self }) => self.quality);
    expect(ada.room.snapshot.talkingWhileMuted).to.equal(false);
    await ada.room.request({ type: "set-microphone", enabled: false });
    await until(ada, ({ talkingWhileMuted }) => talkingWhileMuted);
    expect(ada.tracks[0]?.enabled).to.equal(false);
    await ada.room.request({ type: "set-microphone", enabled: true });
    await until(ada, ({ talkingWhileMuted }) => !talkingWhileMuted);
    await ada.room.request({ type: "set-microphone", enabled: false, release: true });
    expect(ada.tracks[0]?.readyState).to.equal("ended");
    expect(ada.room.snapshot.talkingWhileMuted).to.equal(false);
    await ada.room.request({ type: "set-microphone", enabled: true });
    const grace = await people.join("Grace");
    await hears(grace, "Ada", 700);
  });

  it("show themselves before a join, and let go when turned off", async () => {
    const ada = people.add("Ada", { camera: colourTrack("red"), microphone: toneTrack(700) });
    await Promise.all([
      ada.room.request({ type: "set-camera", enabled: true }),
      ada.room.request({ type: "set-microphone", enabled: true }),
    ]);
    expect(ada.room.snapshot.self.camera?.track?.readyState).to.equal("live");
    expect(ada.room.snapshot.self.camera?.trackName).to.equal("");
    await ada.room.request({ type: "set-camera", enabled: false });
    await ada.room.request({ type: "set-microphone", enabled: false });
    expect(ada.tracks.map(({ readyState }) => readyState)).to.deep.equal(["ended", "ended"]);
    expect(ada.room.snapshot.self.camera).to.equal(undefined);
  });

  it("obey the last of several wishes", async () => {
    const ada = people.add("Ada", { camera: colourTrack("red") });
    const first = ada.room.request({ type: "set-camera", enabled: true });
    const second = ada.room.request({ type: "set-camera", enabled: false });
    expect(await codeOf(first)).to.equal("aborted");
    await second;
    expect(ada.room.snapshot.camera.status).to.equal("off");
    const [one, same] = [1, 2].map(() => ada.room.request({ type: "set-camera", enabled: true }));
    await Promise.all([one, same]);
    expect(ada.room.snapshot.camera.status).to.equal("on");
    expect(ada.tracks.filter(({ readyState }) => readyState === "live")).to.have.length(1);
  });

  it("work with the browser's own capture", async () => {
    const { mediaDevices } = navigator;
    const ada = people.add("Ada", {}, { mediaDevices });
    await ada.room.request({ type: "join", room: "standup", name: "Ada" });
    await ada.room.request({ type: "set-camera", enabled: true });
    await ada.room.request({ type: "set-microphone", enabled: true });
    const grace = await people.join("Grace");
    await sees(grace, "Ada", () => true);
    const { camera } = ada.room.snapshot;
    expect(camera.status === "on" && camera.deviceId).to.be.a("string");
  });

  it("are listed with their names, and the one that is chosen is used the next time too", async () => {
    const { mediaDevices } = navigator;
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const ada = people.add("Ada", {}, { mediaDevices, storage });
    await ada.room.request({ type: "set-microphone", enabled: true });
    await until(ada, ({ devices }) => devices?.microphones.some(({ label }) => label !== ""));
    const microphones = ada.room.snapshot.devices?.microphones ?? [];
    expect(microphones.every(({ label }) => label !== "")).to.equal(true);
    const last = microphones.at(-1)!;
    await ada.room.request({ type: "set-microphone", enabled: true, deviceId: last.deviceId });
    expect(ada.room.snapshot.microphone).to.include({ status: "on", deviceId: last.deviceId });
    expect([...kept.values()]).to.deep.equal([last.deviceId]);
    const again = people.add("Ada", {}, { mediaDevices, storage });
    await again.room.request({ type: "set-microphone", enabled: true });
    expect(again.room.snapshot.microphone).to.include({ status: "on", deviceId: last.deviceId });
  });

  it("play on the speaker that is chosen, while it is there", async () => {
    const browser = new EventTarget();
    let speakers = await realSpeakers();
    const mediaDevices = Object.assign(browser, {
      getUserMedia: (constraints: MediaStreamConstraints) => navigator.mediaDevices.getUserMedia(constraints),
      enumerateDevices: async () => speakers,
    });
    const ada = people.add("Ada", {}, { mediaDevices });
    const speaker = speakers.at(-1)!;
    expect(ada.room.snapshot.speakerId).to.equal("");
    await ada.room.request({ type: "set-speaker", deviceId: speaker.deviceId });
    expect(ada.room.snapshot.speakerId).to.equal(speaker.deviceId);
    const all = speakers;
    speakers = [];
    browser.dispatchEvent(new Event("devicechange"));
    await until(ada, ({ speakerId }) => speakerId === "");
    speakers = all;
    browser.dispatchEvent(new Event("devicechange"));
    await until(ada, ({ speakerId }) => speakerId === speaker.deviceId);
  });

  it("tell of a speaker that is not there, and keep the one that is", async () => {
    const ada = people.add("Ada");
    expect(await codeOf(ada.room.request({ type: "set-speaker", deviceId: "gone" }))).to.equal("device-not-found");
    expect(ada.room.snapshot.speakerId).to.equal("");
  });
});

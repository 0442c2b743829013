import { expect } from "@open-wc/testing";
import type { RoomStats } from "../../../src/client/index.js";
import { eventually } from "../signaling/events.js";
import { colourTrack, isBlue, isRed, toneTrack } from "../signaling/test-media.js";
import { other, People, stats, until, type Person } from "./people.js";
import { hears, sees } from "./senses.js";

/** Everything that a person's room measured. */
function measured({ room }: Person): RoomStats[] {
  const all: RoomStats[] = [];
  room.onStats((each) => all.push(each));
  return all;
}

const named = (all: readonly RoomStats[], direction: string, source: string) =>
  all.at(-1)?.tracks.find((track) => track.direction === direction && track.source === source);

/** Every connection on the page, those of the SFU in it included. */
class RecordedConnection extends RTCPeerConnection {
  static readonly all: RTCPeerConnection[] = [];

  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    RecordedConnection.all.push(this);
  }
}

/** The SFU sends `person` no video any more, without a word. */
async function serviceForgetsVideo(person: Person): Promise<void> {
  const fingerprint = /a=fingerprint:(.*)/;
  const wanted = person.connections.map(({ remoteDescription }) => fingerprint.exec(remoteDescription?.sdp ?? "")?.[1]);
  for (const connection of RecordedConnection.all) {
    if (!wanted.includes(fingerprint.exec(connection.localDescription?.sdp ?? "")?.[1])) continue;
    for (const sender of connection.getSenders()) {
      if (sender.track?.kind === "video") await sender.replaceTrack(null);
    }
  }
}

describe("quality", () => {
  const Native = globalThis.RTCPeerConnection;
  let people: People;

  beforeEach(() => {
    globalThis.RTCPeerConnection = RecordedConnection;
    people = new People();
  });

  afterEach(async () => {
    globalThis.RTCPeerConnection = Native;
    await people.end();
    RecordedConnection.all.length = 0;
  });

  it("is measured in both directions, and graded for everyone", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red"), microphone: toneTrack(700) });
    const grace = await people.join("Grace");
    await sees(grace, "Ada", isRed);
    const [out, back] = [measured(ada), measured(grace)];
    await eventually(() => {
      const sent = named(out, "outbound", "camera");
      return sent && sent.bitrate > 1_000 && (sent.framesPerSecond ?? 0) > 1 && (sent.width ?? 0) > 0;
    });
    await eventually(() => {
      const received = named(back, "inbound", "camera");
      return received && received.bitrate > 1_000 && (received.framesPerSecond ?? 0) > 1 && received.width;
    });
    // The voice may come after the picture, and a busy machine drops a packet now and then.
    const heard = await eventually(() => {
      const received = named(back, "inbound", "microphone");
      return received?.loss === 0 && !received.stalled && received.codec ? received : undefined;
    });
    expect(heard).to.include({ kind: "audio", enabled: true, stalled: false, codec: "audio/opus" });
    expect(heard.participantId).to.equal(ada.room.snapshot.self.id);
    await eventually(() => (out.at(-1)?.connection?.sent ?? 0) > 1_000);
    await eventually(() => typeof back.at(-1)?.connection?.roundTrip === "number");
    await until(grace, (snapshot) => other("Ada")(snapshot)?.quality);
    await until(ada, (snapshot) => snapshot.self.quality);
  });

  it("tells nothing before a join and after the leave, and nothing to those who do not listen any more", async () => {
    const ada = people.add("Ada", { camera: colourTrack("red") });
    const all: RoomStats[] = [];
    const stop = ada.room.onStats((each) => all.push(each));
    await ada.room.request({ type: "set-camera", enabled: true });
    await ada.room.request({ type: "join", room: "standup", name: "Ada" });
    await eventually(() => all.length > 1);
    stop();
    const seen = all.length;
    const others = measured(ada);
    await eventually(() => others.length > 1);
    expect(all).to.have.length(seen);
    await ada.room.request({ type: "leave" });
    expect(ada.room.snapshot.self.quality).to.equal(undefined);
    await eventually(() => ada.timers.size === 0);
  });

  it("notices a track that stops, and subscribes to it anew", async () => {
    await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace");
    const before = await sees(grace, "Ada", isRed);
    const all = measured(grace);
    await serviceForgetsVideo(grace);
    await eventually(() => all.some(({ tracks }) => tracks.some(({ stalled }) => stalled)));
    await until(grace, (snapshot) => {
      const track = other("Ada")(snapshot)?.camera?.track;
      return track && track !== before;
    });
    await sees(grace, "Ada", isRed);
    const { repairs } = await grace.room.report();
    expect(repairs.map(({ action }) => action)).to.include("pull");
  });

  it("is told in a report that names nobody", async () => {
    const ada = await people.join("Ada Lovelace", { camera: colourTrack("blue"), microphone: toneTrack(700) });
    const grace = await people.join("Grace Hopper", {});
    await Promise.all([sees(grace, "Ada Lovelace", isBlue), hears(grace, "Ada Lovelace", 700)]);
    const all = measured(ada);
    await eventually(() => all.length > 1);
    const report = await ada.room.report();
    const text = JSON.stringify(report);
    expect(report.version).to.equal(1);
    expect(report.room).to.include({ phase: "joined", media: "connected", signaling: "connected" });
    expect(report.devices.camera.status).to.equal("on");
    expect(report.participants).to.have.length(2);
    expect(report.tracks.every(({ participant }) => participant === 0)).to.equal(true);
    const calls = report.history.map(({ operation, outcome }) => `${operation} ${outcome}`);
    expect(calls).to.include("newTracks ok");
    for (const secret of ["Lovelace", "Hopper", ada.room.snapshot.self.id, "v=0", "a=candidate", "127.0.0.1"]) {
      expect(text).not.to.include(secret);
    }
    const addresses = (await stats(ada, "local-candidate")).flatMap(({ address }) =>
      address ? [String(address)] : [],
    );
    for (const address of addresses) expect(text).not.to.include(address);
  });
});

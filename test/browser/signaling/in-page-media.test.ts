import { expect } from "@open-wc/testing";
import { eventually } from "./events.js";
import { Fixture, pull } from "./in-page-fixture.js";
import {
  colourTrack,
  framesDecoded,
  isBlack,
  isBlue,
  isGreen,
  isRed,
  listen,
  picture,
  stopTestMedia,
  toneTrack,
} from "./test-media.js";

describe("media through the in-page SFU", () => {
  let fixture: Fixture;

  beforeEach(() => {
    fixture = new Fixture();
  });

  afterEach(() => fixture.end());

  it("shows one client's camera to another, frame after frame", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await ada.publish({ camera: colourTrack("red") });
    await ada.connected();
    const { receiver } = await pull(grace, ada, "camera");
    await picture(receiver.track, isRed);
    const before = await framesDecoded(receiver);
    await eventually(async () => (await framesDecoded(receiver)) > before + 10);
  });

  it("lets one client hear another's tone, and only that tone", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await ada.publish({ microphone: toneTrack(1_000) });
    await ada.connected();
    const { receiver } = await pull(grace, ada, "microphone");
    const ear = listen(receiver.track, 1_000);
    // Where a tone begins, or the machine drops a piece of it, there is a click, which is every tone.
    await eventually(() => ear.level() > -50 && ear.level(3_000) < ear.level() - 20);
    await ear.close();
  });

  it("shows and plays a scripted participant, their mute and their new track", async () => {
    const script = fixture.rooms.addParticipant({
      room: "standup",
      name: "Linus",
      camera: colourTrack("blue"),
      microphone: toneTrack(500),
    });
    const ada = await fixture.enter("Ada");
    const { sessionId, tracks } = ada.connection.roster[0]!.session!;
    const named = (source: string) => tracks.find((track) => track.source === source)!.trackName;
    const reply = await ada.pull(
      { sessionId, trackName: named("camera") },
      { sessionId, trackName: named("microphone") },
    );
    const camera = ada.transceiver(reply.tracks[0]!.mid).receiver;
    await picture(camera.track, isBlue);
    const ear = listen(ada.transceiver(reply.tracks[1]!.mid).receiver.track, 500);
    await eventually(() => ear.level() > -50);

    script.setMuted("microphone", true);
    script.setMuted("camera", true);
    await picture(camera.track, isBlack);
    await eventually(() => ear.level() < -90);
    expect(ada.connection.roster[0]!.session!.tracks.map((track) => track.enabled)).to.deep.equal([false, false]);

    await script.replaceTrack("camera", colourTrack("green"));
    await picture(camera.track, isGreen);
    await ear.close();
  });

  it("publishes and pulls on one connection, in both directions", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await Promise.all([ada.publish({ camera: colourTrack("red") }), grace.publish({ camera: colourTrack("blue") })]);
    await Promise.all([ada.connected(), grace.connected()]);
    const [seenByAda, seenByGrace] = await Promise.all([pull(ada, grace, "camera"), pull(grace, ada, "camera")]);
    await Promise.all([picture(seenByAda.receiver.track, isBlue), picture(seenByGrace.receiver.track, isRed)]);
  });

  it("re-points a receiver at another publication without any SDP", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await ada.publish({ first: colourTrack("red"), second: colourTrack("blue") });
    await ada.connected();
    const { receiver, mid } = await pull(grace, ada, "first");
    await picture(receiver.track, isRed);
    await grace.connected();
    const reply = await eventually(async () => {
      const updated = await grace.calls.call(
        "updateTracks",
        grace.sessionId,
        { tracks: [{ location: "remote", sessionId: ada.sessionId, trackName: "second", mid: mid! }] },
        { signal: grace.signal },
      );
      return !updated.tracks[0]!.errorCode && updated;
    });
    expect(reply.requiresImmediateRenegotiation).to.equal(false);
    await picture(receiver.track, isBlue);
  });

  it("sends the layer that the subscriber prefers", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    const sendEncodings = [
      { rid: "f" },
      { rid: "h", scaleResolutionDownBy: 2 },
      { rid: "q", scaleResolutionDownBy: 4 },
    ];
    await ada.publish({ camera: colourTrack("red") }, { sendEncodings });
    await ada.connected();
    const { receiver, mid } = await pull(grace, ada, "camera");
    await picture(receiver.track, isRed);
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = new MediaStream([receiver.track]);
    await video.play();
    await eventually(() => video.videoWidth === 320);
    const track = { location: "remote", sessionId: ada.sessionId, trackName: "camera", mid: mid! } as const;
    await grace.calls.call(
      "updateTracks",
      grace.sessionId,
      { tracks: [{ ...track, simulcast: { preferredRid: "h" } }] },
      { signal: grace.signal },
    );
    await eventually(() => video.videoWidth === 160);
    video.srcObject = null;
  });

  for (const force of [true, false]) {
    it(`stops one subscription and keeps the other (${force ? "forced" : "negotiated"} close)`, async () => {
      const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
      await ada.publish({ red: colourTrack("red"), blue: colourTrack("blue") });
      await ada.connected();
      const red = await pull(grace, ada, "red");
      await grace.connected();
      const blue = await pull(grace, ada, "blue");
      await Promise.all([picture(red.receiver.track, isRed), picture(blue.receiver.track, isBlue)]);
      const mid = red.mid!;

      const reply = await grace.close([mid], force);
      expect(reply.tracks).to.deep.equal([{ mid }]);
      const before = await framesDecoded(blue.receiver);
      await eventually(async () => (await framesDecoded(blue.receiver)) > before + 5);
      expect((await grace.close([mid], true)).tracks[0]!.errorCode).to.equal("close_track_error");
      const again = await pull(grace, ada, "red");
      await picture(again.receiver.track, isRed);
      const state = await grace.calls.call("session", grace.sessionId, undefined, { signal: grace.signal });
      expect(state.tracks.filter((track) => track.status === "active").map((track) => track.trackName)).to.deep.equal([
        "blue",
        "red",
      ]);
    });
  }

  it("publishes again after a negotiated close of the publication", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    // The second track stays: a connection that bundles cannot be left without any media section.
    const { tracks } = await ada.publish({ camera: colourTrack("red"), screen: colourTrack("green") });
    await ada.connected();
    await pull(grace, ada, "camera");
    await grace.connected();
    await ada.close([tracks[0]!.mid!], false);
    const gone = await grace.pull({ sessionId: ada.sessionId, trackName: "camera" });
    expect(gone.tracks[0]!.errorCode).to.equal("not_found_track_error");
    expect(gone.requiresImmediateRenegotiation).to.equal(false);
    await ada.publish({ camera: colourTrack("blue") });
    const seen = await pull(grace, ada, "camera");
    await picture(seen.receiver.track, isBlue);
  });

  it("ends publications with their publisher's connection", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await ada.publish({ camera: colourTrack("red") });
    await ada.connected();
    const { receiver } = await pull(grace, ada, "camera");
    await picture(receiver.track, isRed);
    ada.pc.close();
    await eventually(async () => {
      const reply = await grace.pull({ sessionId: ada.sessionId, trackName: "camera" });
      return reply.tracks[0]!.errorCode === "not_found_track_error";
    });
    stopTestMedia();
  });

  it("carries media in both directions of one media section", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await grace.publish({ camera: colourTrack("blue") });
    await grace.connected();
    const transceiver = ada.pc.addTransceiver(colourTrack("red"), { direction: "sendrecv" });
    const sessionDescription = await ada.offer();
    const mid = transceiver.mid!;
    const published = await ada.calls.call(
      "newTracks",
      ada.sessionId,
      {
        sessionDescription,
        tracks: [{ location: "local", trackName: "camera", mid, bidirectionalMediaStream: true, kind: "video" }],
      },
      { signal: ada.signal },
    );
    await ada.pc.setRemoteDescription(published.sessionDescription!);
    ada.announce({ tracks: [{ trackName: "camera", kind: "video" }] });
    await ada.connected();
    await eventually(async () => {
      const reply = await ada.pull({ sessionId: grace.sessionId, trackName: "camera", mid: "#camera", kind: "video" });
      expect(reply.requiresImmediateRenegotiation).to.equal(false);
      return reply.tracks[0]!.mid === mid;
    });
    await picture(transceiver.receiver.track, isBlue);
    const seen = await pull(grace, ada, "camera");
    await picture(seen.receiver.track, isRed);
  });

  it("answers a client that offers to receive", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await grace.publish({ camera: colourTrack("blue") });
    await grace.connected();
    const transceiver = ada.pc.addTransceiver("video", { direction: "recvonly" });
    const sessionDescription = await ada.offer();
    const reply = await eventually(async () => {
      const pulled = await ada.calls.call(
        "newTracks",
        ada.sessionId,
        { sessionDescription, tracks: [{ location: "remote", sessionId: grace.sessionId, trackName: "camera" }] },
        { signal: ada.signal },
      );
      return !pulled.tracks[0]!.errorCode && pulled;
    });
    await ada.pc.setRemoteDescription(reply.sessionDescription!);
    await picture(transceiver.receiver.track, isBlue);
  });
});

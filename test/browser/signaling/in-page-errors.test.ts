import { expect } from "@open-wc/testing";
import { CallsError } from "../../../src/base/error.js";
import { eventually } from "./events.js";
import { Fixture, expectCode, pull } from "./in-page-fixture.js";
import { colourTrack, isRed, picture } from "./test-media.js";

describe("refusals of the in-page SFU", () => {
  let fixture: Fixture;

  beforeEach(() => {
    fixture = new Fixture();
  });

  afterEach(() => fixture.end());

  it("does not know a session that it did not make", async () => {
    const ada = await fixture.enter("Ada");
    await expectCode(ada.calls.call("session", "made up", undefined, ada), "session-expired");
  });

  it("takes one change at a time", async () => {
    const ada = await fixture.enter("Ada");
    const first = ada.calls.call("establishDataChannels", ada.sessionId, {}, ada);
    await expectCode(ada.calls.call("newTracks", ada.sessionId, { tracks: [] }, ada), "session-conflict");
    const { sessionDescription } = await first;
    await expectCode(ada.calls.call("newTracks", ada.sessionId, { tracks: [] }, ada), "session-conflict");
    await ada.answer(sessionDescription!);
    await expectCode(ada.answer(sessionDescription!), "session-conflict");
  });

  it("keeps what it has when an offer makes no sense", async () => {
    const ada = await fixture.enter("Ada");
    const nonsense = { sessionDescription: { type: "offer", sdp: "v=1" }, tracks: [] } as const;
    await expectCode(ada.calls.call("newTracks", ada.sessionId, { ...nonsense, tracks: [] }, ada), "session-conflict");
    const reply = await ada.publish({ camera: colourTrack("red") });
    expect(reply.tracks[0]!.errorCode).to.equal(undefined);
    await ada.connected();
  });

  it("waits for the connection, and then says that the session is not ready", async () => {
    const ada = await fixture.enter("Ada");
    ada.pc.createDataChannel("server-events", { negotiated: true, id: 0 });
    const sessionDescription = await ada.offer();
    // The answer is not applied, so that nothing can connect.
    await ada.calls.call("establishDataChannels", ada.sessionId, { sessionDescription }, ada);
    const error = await expectCode(
      ada.calls.call("newDataChannels", ada.sessionId, { dataChannels: [] }, ada),
      "session-not-ready",
    );
    expect(error.retryable).to.equal(true);
  });

  it("tells a good pull of a batch from one that nobody publishes", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await ada.publish({ camera: colourTrack("red") });
    await ada.connected();
    const { sessionId } = ada;
    const reply = await eventually(async () => {
      const both = await grace.pull({ sessionId, trackName: "nothing" }, { sessionId, trackName: "camera" });
      return both.tracks[1]!.mid ? both : undefined;
    });
    expect(reply.tracks[0]).to.deep.include({ trackName: "nothing", mid: "", errorCode: "not_found_track_error" });
    await picture(grace.transceiver(reply.tracks[1]!.mid).receiver.track, isRed);
  });

  it("refuses a mixed batch, and a second publication of a name", async () => {
    const ada = await fixture.enter("Ada");
    const mixed = [
      { location: "local", trackName: "a", mid: "0" },
      { location: "remote", trackName: "b", sessionId: ada.sessionId },
    ] as const;
    await expectCode(ada.calls.call("newTracks", ada.sessionId, { tracks: [...mixed] }, ada), "session-conflict");
    await ada.publish({ camera: colourTrack("red") });
    await ada.connected();
    const again = await ada.publish({ camera: colourTrack("blue") });
    expect(again.tracks[0]!.errorCode).to.equal("repeated_local_track_error");
  });

  it("ends the session with the client's connection", async () => {
    const ada = await fixture.enter("Ada");
    await ada.establishChannels();
    ada.pc.close();
    await eventually(async () => {
      const state = await ada.calls.call("session", ada.sessionId, undefined, ada).catch((error: unknown) => error);
      return state instanceof CallsError && state.code === "session-expired";
    });
  });

  it("gives up what is still going on when the participant leaves", async () => {
    const ada = await fixture.enter("Ada");
    ada.pc.createDataChannel("server-events", { negotiated: true, id: 0 });
    const sessionDescription = await ada.offer();
    await ada.calls.call("establishDataChannels", ada.sessionId, { sessionDescription }, ada);
    const waiting = ada.calls.call("newDataChannels", ada.sessionId, { dataChannels: [] }, ada);
    const ended = expectCode(waiting, "aborted");
    await ada.connection.leave();
    await ended;
    await expectCode(ada.calls.call("session", ada.sessionId, undefined, ada), "aborted");
  });

  it("fails as the test says, takes its time, and can be aborted", async () => {
    const asked: string[] = [];
    const other = new Fixture({
      latency: 30,
      fault: async ({ operation, participantId }) => {
        asked.push(operation);
        return operation === "session" && participantId
          ? new CallsError("service-unavailable", "On purpose.", { retryable: true })
          : undefined;
      },
    });
    const ada = await other.enter("Ada");
    await expectCode(ada.calls.call("session", ada.sessionId, undefined, ada), "service-unavailable");
    const controller = new AbortController();
    const call = expectCode(ada.calls.call("session", ada.sessionId, undefined, controller), "aborted");
    controller.abort();
    await call;
    expect(asked).to.deep.equal(["newSession", "session"]);
    await other.end();
  });

  it("stops pulls of a track whose publisher is put out", async () => {
    const [ada, grace] = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await ada.publish({ camera: colourTrack("red") });
    await ada.connected();
    await pull(grace, ada, "camera");
    await grace.connected();
    fixture.rooms.remove(ada.connection.participantId);
    expect(ada.connection.state).to.deep.include({ status: "closed" });
    expect(grace.connection.roster).to.deep.equal([]);
    const reply = await grace.pull({ sessionId: ada.sessionId, trackName: "camera" });
    expect(reply.tracks[0]!.errorCode).to.equal("not_found_track_error");
  });
});

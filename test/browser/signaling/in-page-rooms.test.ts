import { expect } from "@open-wc/testing";
import type { SignalingEvent } from "../../../src/signaling/signaling.js";
import { eventually } from "./events.js";
import { Fixture, expectCode } from "./in-page-fixture.js";

describe("rooms in the page", () => {
  let fixture: Fixture;

  beforeEach(() => {
    fixture = new Fixture();
  });

  afterEach(() => fixture.end());

  const names = (connection: { roster: readonly { name: string }[] }) => connection.roster.map(({ name }) => name);

  it("tells everybody of everybody else, and of nobody in other rooms", async () => {
    const ada = await fixture.join("Ada");
    const grace = await fixture.join(" Grace ");
    fixture.rooms.addParticipant({ room: "elsewhere", name: "Linus" });
    expect(grace.participantName).to.equal("Grace");
    expect(names(ada)).to.deep.equal(["Grace"]);
    expect(names(grace)).to.deep.equal(["Ada"]);
    await ada.leave();
    await ada.leave();
    expect(names(grace)).to.deep.equal([]);
    expect(ada.state).to.deep.equal({ status: "closed" });
  });

  it("announces whole sessions, and mutes by themselves", async () => {
    const [{ connection: ada, sessionId }, grace] = [await fixture.enter("Ada"), await fixture.join("Grace")];
    const events: SignalingEvent[] = [];
    const unsubscribe = grace.subscribe((event) => events.push(event));
    const session = { sessionId, tracks: [{ trackName: "mic", kind: "audio" as const }] };
    ada.announce(session);
    ada.setTrackState({ trackName: "mic", kind: "audio", enabled: false });
    await eventually(() => events.length === 2);
    expect(events.map(({ type }) => type)).to.deep.equal(["roster", "roster"]);
    expect(grace.roster[0]!.session).to.deep.include({
      sessionId,
      tracks: [{ trackName: "mic", kind: "audio", enabled: false }],
    });
    expect(session.tracks).to.deep.equal([{ trackName: "mic", kind: "audio" }]);
    unsubscribe();
    ada.announce(session);
    await eventually(() => grace.roster[0]!.session!.tracks[0]!.enabled !== false);
    expect(events).to.have.length(2);
  });

  it("reconnects after an interruption, with what happened meanwhile", async () => {
    const [{ connection: ada, sessionId }, grace] = [await fixture.enter("Ada"), await fixture.join("Grace")];
    const states: string[] = [];
    ada.subscribe((event) => event.type === "state" && states.push(event.state.status));
    const kept = ada.roster[0];
    fixture.rooms.interrupt();
    const linus = fixture.rooms.addParticipant({ room: "standup", name: "Linus" });
    ada.announce({ sessionId, tracks: [] });
    expect(names(ada)).to.deep.equal(["Grace"]);
    expect(grace.roster[0]!.session).to.equal(undefined);
    fixture.rooms.resume();
    await eventually(() => ada.state.status === "connected" && grace.roster[0]!.session);
    expect(states).to.deep.equal(["reconnecting", "connected"]);
    expect(names(ada)).to.deep.equal(["Grace", "Linus"]);
    expect(ada.roster[0]).to.equal(kept);
    expect(grace.roster[0]!.session).to.deep.include({ sessionId, tracks: [] });
    linus.leave();
    expect(names(ada)).to.deep.equal(["Grace"]);
  });

  it("tells apart whose names look the same", async () => {
    const ada = await fixture.join("Ada");
    const script = fixture.rooms.addParticipant({ room: "standup", name: "Ada" });
    expect(script.name).to.equal("Ada (2)");
    expect((await fixture.join("Ada")).participantName).to.equal("Ada (3)");
    expect(names(ada)).to.deep.equal(["Ada (2)", "Ada (3)"]);
  });

  it("closes with `removed` for somebody who is put out", async () => {
    const [ada, grace] = [await fixture.join("Ada"), await fixture.join("Grace")];
    const script = fixture.rooms.addParticipant({ room: "standup", name: "Linus" });
    fixture.rooms.remove(ada.participantId);
    fixture.rooms.remove(script.id);
    expect(ada.state.status === "closed" && ada.state.error?.code).to.equal("removed");
    expect(names(grace)).to.deep.equal([]);
  });

  it("refuses rooms and names that cannot be, and a join that is given up", async () => {
    const { signaling } = fixture.rooms;
    const signal = new AbortController().signal;
    await expectCode(signaling.join({ room: "no room", name: "Ada", signal }), "invalid-room");
    await expectCode(signaling.join({ room: "room", name: "  ", signal }), "invalid-name");
    await expectCode(signaling.join({ room: "room", name: "Ada", signal: AbortSignal.abort() }), "aborted");
    expect(() => fixture.rooms.addParticipant({ room: "", name: "Ada" })).to.throw("invalid-room");
    const ada = await signaling.join({ room: "room", name: "Ada", signal });
    expect(names(ada)).to.deep.equal([]);
  });

  it("keeps no peer connection of anybody who left", async () => {
    const made: RTCPeerConnection[] = [];
    const { RTCPeerConnection } = window;
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
    try {
      const { connection } = await fixture.enter("Ada");
      const grace = await fixture.enter("Grace");
      await grace.establishChannels();
      await connection.leave();
      // Both ends of both people.
      expect(made.map(({ connectionState }) => connectionState === "closed")).to.deep.equal([
        false,
        true,
        false,
        false,
      ]);
      await fixture.end();
      expect(made.every(({ signalingState }) => signalingState === "closed")).to.equal(true);
    } finally {
      window.RTCPeerConnection = RTCPeerConnection;
    }
  });
});

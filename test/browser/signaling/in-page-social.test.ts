import { expect } from "@open-wc/testing";
import type { RoomConnection, SignalingEvent } from "../../../src/signaling/signaling.js";
import type { RoomAction } from "../../../src/wire/room-protocol.js";
import { eventually } from "./events.js";
import { Fixture, expectCode } from "./in-page-fixture.js";
import { stopTestMedia, toneTrack } from "./test-media.js";

describe("order, chat and hands in a room of the page", () => {
  let fixture: Fixture;

  beforeEach(() => {
    fixture = new Fixture({ role: "host" });
  });

  afterEach(() => fixture.end());

  const act = (connection: RoomConnection, action: RoomAction) => connection.act!(action);
  const add = (name: string, role?: "host" | "viewer") =>
    fixture.rooms.addParticipant({ room: "standup", name, ...(role && { role }) });
  const texts = ({ facts }: RoomConnection) => facts!.chat.map(({ text }) => text);

  it("knows roles, hands, names and metadata, one's own too", async () => {
    const ada = await fixture.join("Ada");
    const grace = fixture.rooms.addParticipant({
      room: "standup",
      name: "Grace",
      role: "viewer",
      metadata: { team: 1 },
    });
    expect(ada.facts!.self).to.deep.include({ name: "Ada", role: "host" });
    expect(ada.roster[0]).to.deep.include({ name: "Grace", role: "viewer", metadata: { team: 1 } });
    grace.act({ type: "hand", raised: true });
    const { hand } = ada.roster[0]!;
    expect(hand).to.be.a("number");
    grace.act({ type: "hand", raised: true });
    expect(ada.roster[0]!.hand).to.equal(hand);
    await act(ada, { type: "hand", raised: false, participantId: grace.id });
    expect(ada.roster[0]!.hand).to.equal(undefined);
    await act(ada, { type: "hand", raised: true });
    await act(ada, { type: "profile", name: " Ada L. ", metadata: { mood: "fine" } });
    expect(ada.facts!.self).to.deep.include({ name: "Ada L.", metadata: { mood: "fine" } });
    grace.act({ type: "speaking", speaking: true });
    expect(ada.roster[0]!.speaking).to.equal(true);
  });

  it("carries the chat: in order, once each, edited, deleted and in private", async () => {
    const ada = await fixture.join("Ada");
    const [grace, linus] = [add("Grace"), add("Linus")];
    const first = grace.say("hello");
    await act(ada, { type: "chat", id: "m1", text: "hi", replyTo: first });
    await act(ada, { type: "chat", id: "m1", text: "hi", replyTo: first });
    grace.say("for Ada only", ada.participantId);
    grace.say("for Linus only", linus.id);
    expect(texts(ada)).to.deep.equal(["hello", "hi", "for Ada only"]);
    expect(ada.facts!.chat[1]).to.deep.include({ from: ada.participantId, name: "Ada", replyTo: first });
    grace.act({ type: "chat-edit", id: first, text: "hello!" });
    await expectCode(act(ada, { type: "chat-edit", id: first, text: "mine" }), "forbidden");
    await act(ada, { type: "chat-delete", id: first });
    expect(() => linus.act({ type: "chat-delete", id: "m1" })).to.throw("forbidden");
    expect(ada.facts!.chat[0]).to.deep.include({ text: "", deleted: true });
    const later = await fixture.join("Barbara");
    expect(texts(later)).to.deep.equal(["", "hi"]);
  });

  it("tells of reactions, and of what a host asks; a script does it", async () => {
    const [ada, grace] = [await fixture.join("Ada"), await fixture.join("Grace")];
    const linus = add("Linus");
    const events: SignalingEvent[] = [];
    grace.subscribe((event) => event.type !== "roster" && event.type !== "facts" && events.push(event));
    linus.act({ type: "reaction", reaction: "👏" });
    await act(ada, { type: "mute", participantId: grace.participantId, source: "microphone" });
    await act(ada, { type: "ask-unmute", participantId: grace.participantId, source: "camera" });
    await act(ada, { type: "ask-unmute", participantId: linus.id, source: "camera" });
    const from = ada.participantId;
    expect(events).to.deep.equal([
      { type: "reaction", from: linus.id, reaction: "👏" },
      { type: "asked", from, action: "mute", source: "microphone" },
      { type: "asked", from, action: "unmute", source: "camera" },
    ]);
    expect(() => linus.act({ type: "mute", source: "microphone" })).to.throw("forbidden");
  });

  it("hands the room over, and holds its policy", async () => {
    const ada = await fixture.join("Ada");
    const grace = add("Grace");
    const { policy } = ada.facts!;
    await act(ada, { type: "role", participantId: grace.id, role: "host" });
    await act(ada, { type: "role", participantId: ada.participantId, role: "speaker" });
    await expectCode(act(ada, { type: "policy", locked: true }), "forbidden");
    expect(ada.facts!.policy).to.equal(policy);
    grace.act({ type: "policy", locked: true, spotlight: [grace.id], endsAt: Date.now() + 60_000 });
    grace.act({ type: "policy", endsAt: null });
    expect(ada.facts!.policy).to.deep.equal({ locked: true, waitingRoom: false, spotlight: [grace.id] });
  });

  it("turns a script's microphone off when a host does, and ends what a viewer publishes", async () => {
    const ada = await fixture.join("Ada");
    const microphone = toneTrack(440);
    const grace = fixture.rooms.addParticipant({ room: "standup", name: "Grace", microphone, channels: ["notes"] });
    await act(ada, { type: "mute", source: "microphone" });
    expect(microphone.enabled).to.equal(false);
    expect(ada.roster[0]!.session!.tracks[0]).to.deep.include({ source: "microphone", enabled: false });
    await act(ada, { type: "role", participantId: grace.id, role: "viewer" });
    expect(ada.roster[0]!.session!.tracks).to.deep.equal([]);
    expect(() => grace.send("notes", "one")).to.throw("channel-closed");
    stopTestMedia();
  });

  it("removes and ends", async () => {
    const [ada, grace] = [await fixture.join("Ada"), await fixture.join("Grace")];
    add("Linus");
    await act(ada, { type: "remove", participantId: grace.participantId, ban: true });
    expect(grace.state).to.deep.include({ status: "closed" });
    await expectCode(act(ada, { type: "remove", participantId: ada.participantId }), "forbidden");
    await act(ada, { type: "end" });
    expect(ada.state.status === "closed" && ada.state.error?.code).to.equal("room-ended");
    await expectCode(fixture.join("Ada"), "room-ended");
  });

  it("has people wait at the door, whom hosts let in or send away", async () => {
    const ada = await fixture.join("Ada");
    fixture.rooms.setPolicy("standup", { waitingRoom: true });
    const [grace, linus] = [knock("Grace"), knock("Linus")];
    expect(ada.facts!.waiting.map(({ name }) => name)).to.deep.equal(["Grace", "Linus"]);
    const [first, second] = ada.facts!.waiting;
    await act(ada, { type: "admit", participantId: first!.id });
    expect((await grace).name).to.equal("Grace");
    await act(ada, { type: "deny", participantId: second!.id });
    await expectCode(linus, "denied");
    expect(ada.facts!.waiting).to.deep.equal([]);
    // Who keeps the door sees it.
    add("Kay", "host");
    await act(ada, { type: "role", participantId: ada.participantId, role: "speaker" });
    const barbara = knock("Barbara");
    expect(ada.facts!.waiting).to.deep.equal([]);
    fixture.rooms.close();
    await expectCode(barbara, "aborted");
  });

  it("tells a client that it waits, and forgets one that gives up", async () => {
    fixture = new Fixture();
    const host = add("Host", "host");
    fixture.rooms.setPolicy("standup", { waitingRoom: true });
    const controller = new AbortController();
    const wait = (name: string) =>
      new Promise<{ joining: Promise<RoomConnection> }>((resolve) => {
        const { signal } = controller;
        const onWaiting = () => resolve({ joining });
        const joining = fixture.rooms.signaling.join({ room: "standup", name, signal, onWaiting });
      });
    const ada = await wait("Ada");
    host.act({ type: "admit" });
    expect((await ada.joining).participantName).to.equal("Ada");
    const grace = await wait("Grace");
    controller.abort();
    await expectCode(grace.joining, "aborted");
  });

  it("lets nobody but hosts into a locked room", async () => {
    fixture.rooms.setPolicy("standup", { locked: true });
    await fixture.join("Ada");
    await expectCode(fixture.rooms.knock({ room: "standup", name: "Grace" }), "room-locked");
    expect(() => add("Grace")).to.throw("room-locked");
  });

  it("refuses requests while the room cannot be reached, and catches up", async () => {
    const ada = await fixture.join("Ada");
    const grace = add("Grace");
    fixture.rooms.interrupt();
    await expectCode(act(ada, { type: "hand", raised: true }), "server-unreachable");
    grace.say("anyone?");
    grace.act({ type: "hand", raised: true });
    expect(texts(ada)).to.deep.equal([]);
    fixture.rooms.resume();
    await eventually(() => ada.state.status === "connected");
    expect(texts(ada)).to.deep.equal(["anyone?"]);
    expect(ada.roster[0]!.hand).to.be.a("number");
  });

  function knock(name: string) {
    return fixture.rooms.knock({ room: "standup", name });
  }
});

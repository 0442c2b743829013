import { expect } from "@open-wc/testing";
import type { Role, RoomEvent } from "../../../src/client/types.js";
import type { SignalingEvent } from "../../../src/signaling/signaling.js";
import { CallsError } from "../../../src/base/error.js";
import { People, until } from "./people.js";
import { colourTrack, toneTrack } from "../signaling/test-media.js";

describe("roles, chat, hands and order in a room", () => {
  let people: People;

  beforeEach(() => {
    const roles: Record<string, Role> = { Grace: "speaker", Vic: "viewer" };
    people = new People({ role: (name) => roles[name] ?? "host" });
  });

  afterEach(() => people.end());

  const failed = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => (error instanceof CallsError ? error.code : error),
    );

  it("shows what the room knows, and does what is asked of it", async () => {
    const ada = await people.join("Ada");
    const grace = people.rooms.addParticipant({ room: "standup", name: "Grace", metadata: { team: "blue" } });
    expect(ada.room.snapshot).to.deep.include({ canAct: true, chat: [], waiting: [] });
    expect(ada.room.snapshot.self.role).to.equal("host");
    await ada.room.request({ type: "hand", raised: true });
    await ada.room.request({ type: "profile", name: "Ada L." });
    await ada.room.request({ type: "chat", id: "m1", text: "hello" });
    grace.say("hi");
    grace.act({ type: "speaking", speaking: true });
    const { self, participants, chat } = ada.room.snapshot;
    expect(self).to.deep.include({ name: "Ada L.", speaking: false });
    expect(self.hand).to.be.a("number");
    expect(participants[0]).to.deep.include({ speaking: true, metadata: { team: "blue" } });
    expect(chat.map(({ name, text }) => `${name}: ${text}`)).to.deep.equal(["Ada L.: hello", "Grace: hi"]);
    await ada.room.request({ type: "policy", locked: true });
    expect(ada.room.snapshot.policy.locked).to.equal(true);
    // What did not change is the same object.
    expect(ada.room.snapshot.chat).to.equal(chat);
  });

  it("says why something cannot be asked for", async () => {
    const ada = people.add("Ada");
    expect(await failed(ada.room.request({ type: "hand", raised: true }))).to.equal("bad-request");
    const bare = people.add("Bob", {}, { signaling: { join: async (options) => withoutOrder(people, options) } });
    await bare.room.request({ type: "join", room: "standup", name: "Bob" });
    expect(bare.room.snapshot.canAct).to.equal(false);
    expect(await failed(bare.room.request({ type: "reaction", reaction: "x" }))).to.equal("not-supported");
    const viewer = people.rooms.addParticipant({ room: "standup", name: "Vic", role: "viewer" });
    expect(() => viewer.act({ type: "end" })).to.throw("forbidden");
  });

  it("lets viewers see and hear, on one session, and publish once they may speak", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(440), camera: colourTrack("red") });
    const vic = await people.join("Vic", { microphone: toneTrack(880), camera: colourTrack("blue") });
    const [{ id }] = [vic.room.snapshot.self];
    const seenBy = (who: typeof ada, name: string) =>
      who.room.snapshot.participants.find((each) => each.name === name)?.camera?.track;
    await until(vic, () => seenBy(vic, "Ada"));
    expect(vic.room.snapshot.status).to.deep.include({ media: "connected" });
    // Nobody is captured whom nobody may see.
    await until(vic, ({ camera, microphone }) => camera.status === "off" && microphone.status === "off");
    expect(ada.room.snapshot.participants.map(({ camera, microphone }) => [camera, microphone])).to.deep.equal([
      [undefined, undefined],
    ]);
    await ada.room.request({ type: "role", participantId: id, role: "speaker" });
    await until(vic, ({ self }) => self.role === "speaker");
    await vic.room.request({ type: "set-camera", enabled: true });
    await until(ada, () => seenBy(ada, "Vic"));
    await ada.room.request({ type: "role", participantId: id, role: "viewer" });
    await until(vic, ({ camera }) => camera.status === "off");
    await until(ada, () => !seenBy(ada, "Vic"));
    expect(seenBy(vic, "Ada")?.readyState).to.equal("live");
    const sessions = (await vic.room.report()).history.filter(({ operation }) => operation === "newSession");
    expect(sessions).to.have.length(1);
  });

  it("turns off what a host turns off, and leaves it to the person to turn something on", async () => {
    const microphone = toneTrack(440);
    const camera = colourTrack("red");
    const ada = await people.join("Ada", { microphone, camera });
    const grace = await people.join("Barbara");
    const events: RoomEvent[] = [];
    const stop = ada.room.onEvent((event) => {
      // It is off already when the page hears of it.
      if (event.type === "asked" && event.action === "mute") {
        expect(ada.room.snapshot[event.source as "camera" | "microphone"].status).to.equal("off");
      }
      events.push(event);
    });
    const participantId = ada.room.snapshot.self.id;
    for (const source of ["microphone", "camera"] as const) {
      await grace.room.request({ type: "mute", participantId, source });
    }
    await grace.room.request({ type: "ask-unmute", participantId, source: "camera" });
    await grace.room.request({ type: "reaction", reaction: "👏" });
    const told = events.map((event) => (event.type === "asked" ? `${event.action} ${event.source}` : event.reaction));
    expect(told).to.deep.equal(["mute microphone", "mute camera", "unmute camera", "👏"]);
    expect(ada.room.snapshot.camera.status).to.equal("off");
    stop();
    await grace.room.request({ type: "reaction", reaction: "x" });
    expect(events).to.have.length(4);
  });

  it("tells everybody who speaks, and who has stopped", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(440) });
    const grace = await people.join("Grace");
    await until(grace, ({ participants }) => participants[0]?.speaking);
    await until(ada, ({ self }) => self.speaking);
    await ada.room.request({ type: "set-microphone", enabled: false });
    await until(grace, ({ participants }) => participants[0]?.speaking === false);
    expect(ada.room.snapshot.talkingWhileMuted).to.equal(false);
  });

  it("waits at the door until a host opens it, and may go away from it", async () => {
    const ada = await people.join("Ada");
    people.rooms.setPolicy("standup", { waitingRoom: true });
    const guest = people.add("Grace");
    const joining = guest.room.request({ type: "join", room: "standup", name: "Grace" });
    await until(guest, ({ status }) => status.phase === "waiting");
    expect(ada.room.snapshot.waiting.map(({ name }) => name)).to.deep.equal(["Grace"]);
    await ada.room.request({ type: "admit", participantId: ada.room.snapshot.waiting[0]!.id });
    await joining;
    expect(guest.room.snapshot.status.phase).to.equal("joined");
    await guest.room.request({ type: "leave" });
    const again = failed(guest.room.request({ type: "join", room: "standup", name: "Grace" }));
    await until(guest, ({ status }) => status.phase === "waiting");
    await guest.room.request({ type: "leave" });
    expect(await again).to.equal("aborted");
    expect(guest.room.snapshot.status).to.deep.equal({ phase: "left", reason: "left" });
    expect(ada.room.snapshot.waiting).to.deep.equal([]);
    const denied = failed(guest.room.request({ type: "join", room: "standup", name: "Grace" }));
    await until(guest, ({ status }) => status.phase === "waiting");
    await ada.room.request({ type: "deny", participantId: ada.room.snapshot.waiting[0]!.id });
    expect(await denied).to.equal("denied");
    expect(guest.room.snapshot.status).to.deep.include({ phase: "failed" });
  });

  it("hands renewed TURN credentials to the connection that there is", async () => {
    const listeners = new Set<(event: SignalingEvent) => void>();
    const join: People["rooms"]["signaling"]["join"] = async (options) => {
      const connection = await people.rooms.signaling.join(options);
      const { subscribe } = connection;
      connection.subscribe = (listener) => (listeners.add(listener), subscribe.call(connection, listener));
      return connection;
    };
    const ada = people.add("Ada", {}, { signaling: { join } });
    await ada.room.request({ type: "join", room: "standup", name: "Ada" });
    await until(ada, ({ status }) => status.phase === "joined" && status.media === "connected");
    const iceServers = [{ urls: "turn:turn.example.org", username: "later", credential: "fresh" }];
    for (const listener of listeners) listener({ type: "ice-servers", iceServers });
    const [server] = ada.connections.at(-1)!.getConfiguration().iceServers ?? [];
    expect(server).to.deep.include({ username: "later", credential: "fresh" });
    expect(ada.room.snapshot.status).to.deep.include({ phase: "joined", media: "connected" });
  });

  it("is left with the reason when a host removes somebody, or ends the room", async () => {
    const [ada, grace] = [await people.join("Ada"), await people.join("Grace")];
    await ada.room.request({ type: "remove", participantId: grace.room.snapshot.self.id });
    expect(grace.room.snapshot.status).to.deep.equal({ phase: "left", reason: "removed" });
    await ada.room.request({ type: "end" });
    expect(ada.room.snapshot.status).to.deep.equal({ phase: "left", reason: "ended" });
  });
});

type Join = Parameters<People["rooms"]["signaling"]["join"]>[0];

/** A backend that knows nothing of order. */
async function withoutOrder({ rooms }: People, options: Join) {
  const connection = await rooms.signaling.join(options);
  return new Proxy(connection, {
    get(target, key) {
      if (key === "act" || key === "facts") return undefined;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

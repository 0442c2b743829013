/** Whatever happens in a room, in whatever order: its state stays sound, and every client knows the truth. */
import { expect, it } from "vitest";
import type { Participant, Role, RoomActionMessage } from "../../src/wire/room-protocol.js";
import { withIndexes } from "../../src/room/indexes.js";
import { isIn } from "../../src/room/people.js";
import { snapshot } from "../../src/room/roster.js";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import type { RoomState } from "../../src/room/state.js";
import { Machine, seeded } from "./machine.js";
import { Member } from "./member.js";

const PEOPLE = ["ada", "ben", "cho", "dia", "eli", "fay"];
const SETTINGS = {
  ...ROOM_SETTINGS,
  participants: 4,
  sessionsPerParticipant: 2,
  waiting: 2,
  chat: { messages: 12, characters: 200 },
};
const STEPS = 700;
/** Comparing whole states is slow: not after every step. */
const CLONE_EVERY = 20;

class Play {
  readonly machine = new Machine(SETTINGS);
  readonly #random: () => number;
  readonly #members = new Map<string, Member>();
  /** What somebody still knew when the socket was lost. */
  readonly #memories = new Map<string, Member>();
  readonly #released = new Set<string>();
  #counter = 0;
  #steps = 0;

  readonly #roles: Readonly<Record<string, Role>>;

  /** @param roles what the tokens of some say. */
  constructor(seed: number, roles: Readonly<Record<string, Role>> = {}) {
    this.#random = seeded(seed);
    this.#roles = roles;
  }

  step(): void {
    this.machine.at += Math.floor(this.#random() * 2_000);
    const who = this.#pick(PEOPLE);
    const sockets = [...this.machine.state.sockets.keys()];
    const socket = sockets.length > 0 ? this.#pick(sockets) : "none";
    const sessions = [...this.machine.state.sessions.keys(), "unknown"];
    const kept = this.machine.state;
    const before = ++this.#steps % CLONE_EVERY === 0 ? structuredClone(kept) : undefined;
    this.#act(this.#random(), who, socket, this.#pick(sessions));
    if (before) expect(kept, "a step leaves the state before it alone").toEqual(before);
    this.#deliver();
    this.#check();
  }

  #act(roll: number, who: string, socket: string, sessionId: string): void {
    const { machine } = this;
    if (roll < 0.16) return this.#connect(who, this.#random() < 0.3);
    if (roll < 0.24) return this.#lose(socket);
    if (roll < 0.28) return void machine.say(socket, { type: "leave" });
    if (roll < 0.4) return void machine.say(socket, { type: "heartbeat" });
    if (roll < 0.5) return void machine.take({ type: "sweep" });
    if (roll < 0.6) {
      return void machine.take({ type: "session-created", participantId: who, sessionId: `s${this.#counter++}` });
    }
    if (roll < 0.61) return void machine.say(socket, { type: "hello", protocol: 1, gathers: true });
    if (roll < 0.62) return void machine.take({ type: "join", participantId: who, participantName: who, role: this.#roles[who], enters: this.#random() < 0.5 }); // prettier-ignore
    if (this.#random() < 0.5) return void machine.say(socket, this.#action(who));
    if (roll < 0.64) return void machine.take({ type: "message", socket, text: "nonsense" });
    if (roll < 0.72) {
      const trackName = this.#random() < 0.5 ? { trackName: this.#pick(["a", "b", "c"]) } : {};
      const kind = this.#pick(["audio", "video"]);
      return void machine.say(socket, { type: "track-state", kind, enabled: this.#random() < 0.5, ...trackName });
    }
    const owner = machine.state.sockets.get(socket)?.participantId;
    const own = [...machine.state.sessions.values()].filter((session) => session.owner === owner);
    const said = this.#random() < 0.85 && own.length > 0 ? this.#pick(own).id : sessionId;
    const tracks = ["a", "b", "c"]
      .filter(() => this.#random() < 0.5)
      .map((trackName) => ({ trackName, kind: this.#pick(["audio", "video"]) }));
    machine.say(socket, { type: "cloudflare-session", sessionId: said, tracks });
  }

  /** Something that somebody may ask of the room. */
  #action(who: string): RoomActionMessage {
    const yes = this.#random() < 0.5;
    const message = this.#pick([...this.machine.state.chat.keys(), "unknown"]);
    const source = this.#pick(["microphone", "camera", "screen"] as const);
    const role = this.#pick(["host", "host", "speaker", "viewer", "audience"] as const);
    const actions: RoomActionMessage[] = [
      { type: "hand", raised: yes },
      { type: "hand", raised: false, participantId: who },
      { type: "reaction", reaction: "wave" },
      { type: "speaking", speaking: yes },
      { type: "profile", name: `${who} ${this.#counter++ % 7}` },
      { type: "profile", metadata: { seat: this.#counter++ % 5 } },
      { type: "chat", id: `m${this.#counter++}`, text: "hello" },
      { type: "chat", id: `m${this.#counter++}`, text: "psst", to: who, replyTo: message },
      { type: "chat", id: message, text: "again" },
      { type: "chat-edit", id: message, text: `edited ${this.#counter++}` },
      { type: "chat-delete", id: message },
      { type: "mute", source, ...(yes && { participantId: who }) },
      { type: "ask-unmute", source, participantId: who },
      { type: "role", participantId: who, role },
      { type: "remove", participantId: who, ban: this.#random() < 0.02 },
      { type: "admit", ...(yes && { participantId: who }) },
      { type: "deny", participantId: who },
      { type: "policy", locked: this.#random() < 0.05, waitingRoom: this.#random() < 0.15 },
      { type: "policy", spotlight: yes ? [who, "nobody"] : [] },
    ];
    return { ...this.#pick(actions), ref: `r${this.#counter++}` };
  }

  #connect(who: string, plain: boolean): void {
    const socket = `socket${this.#counter++}`;
    for (const [id, member] of this.#members) if (member.id === who) this.#forget(id, member);
    const memory = this.#memories.get(who);
    const resumes = !plain && memory?.versioned === true && this.#random() < 0.8;
    this.#members.set(socket, resumes && memory ? memory : new Member(who, !plain));
    const role = this.#roles[who];
    this.machine.connect(who, socket, { plain, ...(role && { role }) });
    const resume =
      resumes && memory ? { resume: { epoch: memory.epoch, revision: memory.revision, chat: memory.chatVersion } } : {};
    if (!plain && this.#random() < 0.9)
      this.machine.say(socket, { type: "hello", protocol: 1, gathers: true, ...resume });
  }

  #lose(socket: string): void {
    const member = this.#members.get(socket);
    this.machine.take({ type: "disconnect", socket });
    if (member) this.#forget(socket, member);
  }

  #forget(socket: string, member: Member): void {
    this.#deliver();
    this.#members.delete(socket);
    if (member.epoch) this.#memories.set(member.id, member);
  }

  #deliver(): void {
    for (const [socket, member] of this.#members) for (const message of this.machine.read(socket)) member.read(message);
    const { effects } = this.machine;
    this.machine.effects = [];
    for (const effect of effects) {
      if (effect.type !== "release") continue;
      const { sessionId } = effect;
      const tracks = this.machine.state.sessions.get(sessionId)?.closing;
      if (tracks === undefined) continue;
      if (tracks === "all") {
        expect(this.#released.has(sessionId), "a session is released once").toBe(false);
        this.#released.add(sessionId);
      }
      this.machine.take({ type: "session-closed", sessionId, tracks });
    }
  }

  #check(): void {
    const { state } = this.machine;
    checkState(state);
    for (const [socket, member] of this.#members) {
      expect(member.fault).toBeUndefined();
      if (!state.sockets.get(socket)?.listening) continue;
      const truth = snapshot(state.participants).filter(({ id }) => id !== member.id);
      if (member.versioned) expect(member.shown()).toEqual(truth);
      else expect(member.shown().map(asPlain)).toEqual(truth.map(asPlain));
      if (!member.versioned) continue;
      expect(member.revision).toBe(state.revision);
      expect(member.policy).toEqual(state.rules.policy);
      this.#checkChat(member);
      const isHost = state.participants.get(member.id)?.role === "host";
      expect(member.waiting.map(({ id }) => id)).toEqual(isHost ? [...state.waiting.keys()] : []);
    }
  }

  /** A client has everything that it may read, as it is now; what the room forgot, it may still have. */
  #checkChat({ id, chat }: Member): void {
    const meant = [...this.machine.state.chat.values()].filter(
      ({ from, to }) => to === undefined || to === id || from === id,
    );
    for (const message of meant) expect(chat.get(message.id)).toEqual(message);
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!;
  }
}

/** What a client without the subprotocol knows of somebody: the name as it was when it heard of them last. */
const asPlain = ({ id, joinedAt, session }: Participant) => ({ id, joinedAt, session });

function checkState(state: RoomState): void {
  const people = [...state.participants.values()];
  if (people.length > 0 && !state.rules.hasRoles) expect(people.some(({ role }) => role === "host")).toBe(true);
  for (const { id, role, session } of people) {
    if (role === "viewer") expect(session?.tracks ?? []).toEqual([]);
    expect(state.waiting.has(id)).toBe(false);
    expect(state.verdicts.get(id)?.banned ?? false).toBe(false);
  }
  const hands = people.flatMap(({ hand }) => hand ?? []);
  expect(new Set(hands).size).toBe(hands.length);
  expect(state.rules.policy.spotlight.every((id) => state.participants.has(id))).toBe(true);
  expect(state.waiting.size).toBeLessThanOrEqual(SETTINGS.waiting);
  const versions = [...state.chat.values()].map(({ version }) => version);
  expect(new Set(versions).size).toBe(versions.length);
  expect(state.chat.size).toBeLessThanOrEqual(SETTINGS.chat.messages);
  expect(state.participants.size).toBeLessThanOrEqual(SETTINGS.participants);
  const owners = [...state.sockets.values()].map(({ participantId }) => participantId);
  expect(new Set(owners).size).toBe(owners.length);
  for (const socket of state.sockets.values()) {
    if (socket.listening) expect(isIn(state, socket.participantId)).toBe(true);
  }
  for (const { id, session } of state.participants.values()) {
    if (!session) continue;
    expect(state.sessions.get(session.sessionId)).toMatchObject({ owner: id, releasedAt: undefined });
  }
  for (const id of state.audience.keys()) expect(state.participants.has(id)).toBe(false);
  const { callers, clients, newcomers, crowd } = withIndexes(state);
  expect(state).toMatchObject({ callers, clients, newcomers, crowd });
  const { since, changes } = state.log;
  expect(since + changes.length).toBe(state.revision);
  expect(changes.every(({ revision }, index) => revision === since + index + 1)).toBe(true);
  for (const who of PEOPLE) {
    const live = [...state.sessions.values()].filter(({ owner, releasedAt }) => owner === who && !releasedAt);
    expect(live.length).toBeLessThanOrEqual(SETTINGS.sessionsPerParticipant);
  }
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])("holds in the play of seed %i", (seed) => {
  const play = new Play(seed);
  for (let i = 0; i < STEPS; i++) play.step();
  expect(play.machine.state.revision).toBeGreaterThan(50);
});

it.each([21, 22, 23, 24])("holds where tokens say roles, in the play of seed %i", (seed) => {
  const play = new Play(seed, { ada: "host", ben: "host", fay: "viewer", eli: "audience" });
  for (let i = 0; i < STEPS; i++) play.step();
  expect(play.machine.state.rules.hasRoles).toBe(true);
});

it("holds to the end, and after it", () => {
  const play = new Play(31);
  for (let i = 0; i < 200; i++) play.step();
  play.machine.take({ type: "act", action: { type: "end" } });
  for (let i = 0; i < 200; i++) play.step();
  const { participants, sockets, waiting } = play.machine.state;
  expect([participants.size, [...sockets.values()].filter(({ listening }) => listening).length, waiting.size]).toEqual([
    0, 0, 0,
  ]);
});

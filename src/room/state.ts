/** What a room knows, what can happen to it, and what it asks of its host. Plain data that survives a structured clone. */
import type { ChatMessage, News, RoomAction, ServerMessage } from "../wire/room-protocol.js";
import { ROOM_LIMITS, ROOM_TIMING } from "../wire/room-protocol.js";
import type { Allowance, Rate } from "./allowance.js";
import type { RoomEventType } from "../wire/room-events.js";
import type { FeatureRefusal, RoomFeature } from "./feature.js";
import type { Refusal } from "./parse.js";
import type { FromShard, ShardReport, ToShard } from "./shard-protocol.js";
import type {
  Attendant,
  ChangeLog,
  ClosedTracks,
  Crowd,
  FeatureState,
  RoomParticipant,
  RoomPast,
  RoomPerson,
  RoomRules,
  RoomSession,
  RoomSocket,
  RoomTicket,
  RoomValue,
  RoomVerdict,
  RoomWaiter,
  ServiceWords,
  SocketId,
  WaitingEvent,
} from "./records.js";

export * from "./records.js";

/** Everything that a room knows. {@link stepRoom} never changes one: it makes the next. */
export interface RoomState {
  readonly id: string;
  /** Set in a shard, see `shard-protocol.ts`: it has the stage as the room's own object tells it, and an audience of its own. */
  readonly shard?: number | undefined;
  readonly name: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** When something last happened. */
  readonly activeAt: number;
  /** Names this life of the room. Another after everything was forgotten: revisions of before mean nothing then. */
  readonly epoch: string;
  /** Grows by one with every change that people are told of. */
  readonly revision: number;
  /** Who is in the room, by participant id, in order of joining. */
  readonly participants: ReadonlyMap<string, RoomParticipant>;
  /** Who is in the room and not in its roster, by participant id, in order of coming. */
  readonly audience: ReadonlyMap<string, RoomParticipant>;
  /** What is counted of them. */
  readonly crowd: Crowd;
  /** Where more of the audience is, by the number of the shard. */
  readonly shards: ReadonlyMap<string, ShardReport>;
  /** How many of these come from one network, where nobody vouches for them. */
  readonly callers: ReadonlyMap<string, number>;
  /** Every open socket, by its id, of people at the door too. */
  readonly sockets: ReadonlyMap<SocketId, RoomSocket>;
  /** The socket of each client, by participant id. */
  readonly clients: ReadonlyMap<string, SocketId>;
  /** Sockets of version 1 that no welcome was said to, and when they connected. */
  readonly newcomers: ReadonlyMap<SocketId, number>;
  /** SFU sessions that the room's proxy made, by their ids. */
  readonly sessions: ReadonlyMap<string, RoomSession>;
  /** Tickets that were used, by their ids: each opens one socket. */
  readonly tickets: ReadonlyMap<string, RoomTicket>;
  /** The last changes, for whoever comes back after having lost their socket. */
  readonly log: ChangeLog;
  /** What holds for the room as a whole. */
  readonly rules: RoomRules;
  /** In order of coming. */
  readonly waiting: ReadonlyMap<string, RoomWaiter>;
  /** By participant id, or by {@link subjectKey}. */
  readonly verdicts: ReadonlyMap<string, RoomVerdict>;
  /** Who was let in and is not in the roster, by now or yet, in the order in which they were seen last. */
  readonly past: ReadonlyMap<string, RoomPast>;
  /** In order of saying. */
  readonly chat: ReadonlyMap<string, ChatMessage>;
  /** What your own rules keep, by key. */
  readonly values: ReadonlyMap<string, RoomValue>;
  /** By name. One that nothing has happened to yet is not in it. */
  readonly features: ReadonlyMap<string, FeatureState>;
  /** What a backend has to be told of, by event id, in order. */
  readonly outbox: ReadonlyMap<string, WaitingEvent>;
  /** What participants may still do now. Not worth keeping. */
  readonly budgets: ReadonlyMap<string, Allowance>;
}

/** Where the verdict on a person of an identity provider stands. No participant id has a space. */
export const subjectKey = (subject: string): string => `subject ${subject}`;

/** Times are in milliseconds. */
export interface RoomSettings {
  /** How often a client says that it is there. */
  readonly heartbeat: number;
  /** How long somebody who was not heard of is still in the room. */
  readonly stale: number;
  /** People in the room at once, beside its audience. */
  readonly participants: number;
  /** People of the audience at once. */
  readonly audience: number;
  /** ...in one object, where the host has more of them. */
  readonly perObject: number;
  /**
   * People in the roster of a room for more than {@link ROOM_LIMITS.participants}, before those who publish nothing are merely
   * counted. Whoever publishes is in it in any case.
   */
  readonly roster: number;
  /** SFU sessions that one participant may have at once; the oldest that is not announced makes way. */
  readonly sessionsPerParticipant: number;
  /** How long a released session is remembered, so that its owner is told that it is gone. */
  readonly remember: number;
  /** How long an empty room is kept. */
  readonly idle: number;
  /** How long an empty room is kept that was made to order. */
  readonly keep: number;
  /** Messages from one socket. */
  readonly messages: Rate;
  /** People at the door at once. */
  readonly waiting: number;
  /** What one network gets of the room, so that it cannot fill it alone. */
  readonly share: CallerShare;
  /** Sockets of people who are not in yet. When there are more, the oldest make way. */
  readonly silentSockets: number;
  /** How long a socket may say nothing before its client is in, or waits. */
  readonly hello: number;
  /** People who were let in that a room remembers. */
  readonly past: number;
  /** Verdicts that a room remembers; the oldest that are no bans go first. */
  readonly verdicts: number;
  /** Chat messages that a room remembers, and how many characters they may have together. */
  readonly chat: { readonly messages: number; readonly characters: number };
  /** The least time between two changes of one participant's `speaking`. */
  readonly speaking: number;
  /** Changes of `speaking` in the whole room. */
  readonly voices: Rate;
  /** Per participant. */
  readonly chatting: Rate;
  /** Messages of one person of the audience. */
  readonly slowMode: Rate;
  /** What the whole audience may do: each is work for the room, and what is said is for everybody. */
  readonly crowd: { readonly actions: Rate; readonly chatting: Rate; readonly reactions: Rate };
  /** Searches of one participant. */
  readonly searches: Rate;
  /** Reactions of one participant. */
  readonly reactions: Rate;
  /** Changes of name or metadata of one participant. */
  readonly profiles: Rate;
  /** In the whole room; more are not passed on. */
  readonly allReactions: Rate;
  /** What the application has added to rooms. */
  readonly features: readonly RoomFeature[];
  /** Commands to features in the whole room: each may have to be told to everybody. */
  readonly commands: Rate;
  /** What a backend is told of, and how many events wait for it at once; then the oldest make way. */
  readonly events: { readonly types: readonly RoomEventType[]; readonly waiting: number };
}

/** What a room goes by where nothing else is said. Hosts spread it and put their own in its place. */
export const ROOM_SETTINGS: RoomSettings = {
  ...ROOM_TIMING,
  participants: ROOM_LIMITS.participants,
  audience: ROOM_LIMITS.audience,
  perObject: Number.POSITIVE_INFINITY,
  roster: 50,
  sessionsPerParticipant: 8,
  remember: 600_000,
  idle: 600_000,
  keep: 24 * 60 * 60 * 1000,
  messages: { perSecond: 20, burst: 60 },
  waiting: 100,
  share: { ofRoom: 0.75, atLeast: 16, waiting: 20, silentSockets: 16 },
  silentSockets: 100,
  hello: 10_000,
  past: 1_000,
  verdicts: 1_000,
  chat: { messages: ROOM_LIMITS.chatMessages, characters: 400_000 },
  speaking: 300,
  voices: { perSecond: 20, burst: 20 },
  chatting: { perSecond: 1, burst: 10 },
  slowMode: { perSecond: 0.1, burst: 2 },
  crowd: {
    actions: { perSecond: 200, burst: 1_000 },
    chatting: { perSecond: 5, burst: 20 },
    reactions: { perSecond: 100, burst: 200 },
  },
  searches: { perSecond: 2, burst: 5 },
  reactions: { perSecond: 2, burst: 10 },
  profiles: { perSecond: 0.5, burst: 10 },
  allReactions: { perSecond: 30, burst: 60 },
  features: [],
  commands: { perSecond: 60, burst: 200 },
  events: { types: [], waiting: 1_000 },
};

/** Something that happened, and when (`at`, milliseconds since 1970). Chance comes from `seed`, another with every input. */
export type RoomInput = { readonly at: number; readonly seed?: number } & (
  | ({
      readonly type: "connect";
      readonly socket: SocketId;
      readonly versioned: boolean;
      /** What the socket was opened with, when it was not a token. */
      readonly ticket?: RoomTicket | undefined;
      /** Why your own rules do not let them in. */
      readonly refusal?: Refusal | undefined;
    } & RoomPerson)
  /** A shard of the room says something, was expected somebody in, has come or is lost; the room itself says something to its shard. */
  | { readonly type: "shard"; readonly shard: string; readonly said: FromShard }
  | { readonly type: "stage"; readonly said: ToShard }
  /** Somebody joins over HTTP. With `enters` they are in the room from now on; their socket has the usual time to follow. */
  | ({ readonly type: "join"; readonly enters: boolean } & RoomPerson)
  /** Somebody makes the room to order, before anybody has been in it. */
  | { readonly type: "order"; readonly name: string | undefined; readonly order: RoomOrder }
  /** Your own rules or your backend do something, with the rights of a host. `name` is under which the chat has it. */
  | { readonly type: "act"; readonly action: RoomAction; readonly name?: string | undefined }
  /** ...or say something in the chat. */
  | { readonly type: "announce"; readonly id: string; readonly name: string; readonly text: string }
  /** ...or keep a value; `undefined` deletes it. */
  | { readonly type: "keep"; readonly key: string; readonly text: string | undefined }
  /** Somebody who is or was in the room tells how the call is. */
  | {
      readonly type: "report";
      readonly kind: string;
      readonly id: string;
      readonly participantId: string;
      readonly body: object;
    }
  /** A service of the server brings somebody in who has no page, or says what they publish. */
  | ({ readonly type: "attend" } & Attendant)
  /** ...or says something in the chat, or more of it. */
  | ({ readonly type: "say" } & ServiceWords)
  /** ...and takes them out. */
  | { readonly type: "dismiss"; readonly participantId: string }
  /** A backend was told of these events, or they are not worth telling any more. */
  | { readonly type: "told"; readonly events: readonly string[] }
  /** What was held back for a moment is due. */
  | { readonly type: "settle" }
  /**
   * `text` is `undefined` for a binary message; `refusal` is why your own rules do not let it through. With `from` it comes from
   * somebody in a shard.
   */
  | {
      readonly type: "message";
      readonly socket: SocketId;
      readonly text: string | undefined;
      readonly refusal?: Refusal | undefined;
      readonly from?: RoomParticipant | undefined;
    }
  /** `goesAway`: the browser said that the page is closed, or turns into another. */
  | { readonly type: "disconnect"; readonly socket: SocketId; readonly goesAway?: boolean }
  /** The host answered a heartbeat by itself, at `seenAt`, without waking the room. */
  | { readonly type: "seen"; readonly socket: SocketId; readonly seenAt: number }
  /** ...or many of them, by their sockets. */
  | { readonly type: "heard"; readonly seen: ReadonlyMap<SocketId, number> }
  /** The host was away. These sockets are still open; all others are lost. */
  | { readonly type: "restart"; readonly open: readonly SocketId[] }
  /** Looks for what has become stale. Hosts send it about every half heartbeat. */
  | { readonly type: "sweep" }
  | { readonly type: "session-created"; readonly sessionId: string; readonly participantId: string }
  | { readonly type: "session-used"; readonly sessionId: string }
  /** The SFU has closed what a `release` asked for. */
  | { readonly type: "session-closed"; readonly sessionId: string; readonly tracks: ClosedTracks }
);

/** What the host must do, in order. */
export type RoomEffect =
  | {
      readonly type: "send";
      readonly to: readonly SocketId[];
      readonly message: ServerMessage;
      readonly isNews?: never;
    }
  /** For all who listen in version 1: a host may gather what comes close together. */
  | { readonly type: "send"; readonly to: readonly SocketId[]; readonly message: News; readonly isNews: true }
  | { readonly type: "close"; readonly socket: SocketId; readonly code: number; readonly reason: string }
  /** Force-close what the session's `closing` says, and say `session-closed` when it is done. Asked for until then. */
  | { readonly type: "release"; readonly sessionId: string; readonly tracks: ClosedTracks }
  /** Something changed that must survive the host. */
  | { readonly type: "persist" }
  /** For the shards of the room, or one of them. */
  | { readonly type: "to-shards"; readonly shard?: number | undefined; readonly message: ToShard }
  /** From a shard, for the object of its room. */
  | { readonly type: "to-room"; readonly message: FromShard }
  /** A feature of the application failed, for the log. */
  | { readonly type: "fault"; readonly feature: string; readonly operation: string; readonly message: string }
  /** Somebody kept order, or tried to. */
  | { readonly type: "audit"; readonly entry: AuditEntry };

/** For the log: who did what to whom. Never what was said. */
export interface AuditEntry {
  readonly action: RoomAction["type"];
  readonly by: string;
  readonly target?: string;
  /** Why it was refused. */
  readonly refused?: string;
}

/** What people of one network, whom nobody vouches for, get of a room. */
export interface CallerShare {
  /** Of the people whom the room holds, from 0 to 1: three quarters let a whole office in, and leave room for others. */
  readonly ofRoom: number;
  /** People, however small the room is: a family may fill theirs. */
  readonly atLeast: number;
  /** People at the door. */
  readonly waiting: number;
  /** Sockets that have not said hello. */
  readonly silentSockets: number;
}

/** What became of a room. */
export interface RoomStep {
  /** The room after the input. */
  readonly state: RoomState;
  /** What the host must do now, in order. */
  readonly effects: readonly RoomEffect[];
  /** Why an `act` was not done. */
  readonly refused?: FeatureRefusal | undefined;
}

/** A room to order: what holds in it from the start. */
export interface RoomOrder {
  readonly capacity?: number | undefined;
  readonly locked?: boolean | undefined;
  readonly waitingRoom?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly endsAt?: number | undefined;
  /** By somebody whom neither a token nor a provider vouches for. */
  readonly isStranger?: boolean | undefined;
}

/**
 * A new, empty room.
 * @param options.epoch names this life of the room; never the same twice.
 * @param options.at milliseconds since 1970.
 */
export function createRoomState(options: {
  id: string;
  name?: string;
  epoch: string;
  at: number;
  order?: RoomOrder | undefined;
}): RoomState {
  return {
    id: options.id,
    name: options.name,
    createdAt: options.at,
    activeAt: options.at,
    epoch: options.epoch,
    revision: 0,
    participants: new Map(),
    audience: new Map(),
    crowd: { quiet: 0, elsewhere: 0, came: 0, toldAt: 0, isNews: false, sweptAt: 0 },
    shards: new Map(),
    callers: new Map(),
    sockets: new Map(),
    clients: new Map(),
    newcomers: new Map(),
    sessions: new Map(),
    tickets: new Map(),
    log: { since: 0, changes: [], size: 0 },
    rules: options.order ? rulesOf(options.order) : NO_ORDER,
    waiting: new Map(),
    verdicts: new Map(),
    past: new Map(),
    chat: new Map(),
    values: new Map(),
    features: new Map(),
    outbox: new Map(),
    budgets: new Map(),
  };
}

/** What holds in a room that was just made. */
export function rulesOf({
  capacity,
  locked = false,
  waitingRoom = false,
  endsAt,
  isStranger = false,
}: RoomOrder): RoomRules {
  const isSpecial = locked || waitingRoom || capacity !== undefined || endsAt !== undefined;
  return {
    policy: { locked, waitingRoom, spotlight: [], ...(endsAt !== undefined && { endsAt }) },
    capacity,
    maker: isStranger ? "stranger" : "known",
    isMadeToOrder: !isStranger && isSpecial,
    wasEntered: false,
    hasRoles: false,
    isShutToOrder: locked || waitingRoom,
    endedAt: undefined,
    chatVersion: 0,
    events: 0,
  };
}

const NO_ORDER: RoomRules = { ...rulesOf({}), maker: "nobody" };

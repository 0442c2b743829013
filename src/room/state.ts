/** What a room knows, what can happen to it, and what it asks of its host. Plain data that survives a structured clone. */
import type {
  AnnouncedSession,
  ChatMessage,
  Metadata,
  RoomAction,
  RoomChange,
  RoomPolicy,
  Role,
  ServerMessage,
} from "../wire/room-protocol.js";
import { ROOM_LIMITS, ROOM_TIMING } from "../wire/room-protocol.js";
import type { Allowance, Rate } from "./allowance.js";
import type { RoomFeature } from "./feature.js";
import type { Refusal } from "./parse.js";

/** Chosen by the host; unique in the life of a room. */
export type SocketId = string;

/** Somebody who wants in, as their token and your own rules describe them. */
export interface RoomPerson {
  readonly participantId: string;
  readonly participantName: string;
  /** They chose the name themselves, and may choose another. */
  readonly mayRename?: boolean | undefined;
  /** What the token says. Hosts may give another role for as long as the room lasts. */
  readonly role?: Role | undefined;
  /** A stream without a page, which comes by WHIP or WHEP. Nobody but its token says its role, which is this without one. */
  readonly stream?: StreamEntry | undefined;
  /** Who it is to an identity provider, under whatever id they come. */
  readonly subject?: string | undefined;
  /** From which network they come, as an opaque word, when nobody vouches for them: one network gets a share of the room. */
  readonly caller?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

/** How a stream without a page comes in. */
export interface StreamEntry {
  /** What its way in makes of it where no token and no host says more. It decides about nobody else. */
  readonly role: Role;
  /** The participant whose token was shown, where the stream goes by an id of its own. */
  readonly bearer?: string | undefined;
}

/** Somebody who is in the room, with or without a socket at this moment. */
export interface RoomParticipant {
  readonly id: string;
  readonly name: string;
  /** They chose the name themselves, and may choose another. Else it stays as a token or identity gave it. */
  readonly mayRename: boolean;
  readonly role: Role;
  /** Host only because nobody else was. */
  readonly isStandIn: boolean;
  /** A stream without a page: an encoder or a player, who cannot keep order. */
  readonly isStream?: boolean | undefined;
  readonly subject: string | undefined;
  readonly caller: string | undefined;
  readonly metadata: Metadata | undefined;
  /** When the hand was raised, in milliseconds since 1970. */
  readonly hand: number | undefined;
  readonly voice: Voice;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
  /** When the participant was last heard of, in milliseconds since 1970. */
  readonly lastSeen: number;
  readonly session: AnnouncedSession | undefined;
}

/** Whether somebody speaks: what the room was told, since when, and what they have said since. */
export interface Voice {
  readonly speaking: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly said: boolean;
}

/** Somebody at the door. */
export interface RoomWaiter extends RoomPerson {
  readonly since: number;
  /** When they were last heard of, in milliseconds since 1970. */
  readonly lastSeen: number;
}

/** What was decided about somebody, for as long as the room lasts. */
export interface RoomVerdict {
  /** Given by a host; counts more than the token's. */
  readonly role?: Role;
  /** Let in from the waiting room: they need not wait again. */
  readonly admitted?: boolean;
  /** Put out: what they have is worth nothing until they join again. */
  readonly removed?: boolean;
  readonly banned?: boolean;
}

/** What holds for the room as a whole. */
export interface RoomRules {
  readonly policy: RoomPolicy;
  /** People in the room at once, when that is less than the server allows. */
  readonly capacity: number | undefined;
  /** Who asked for the room: nobody when it began with the first who came in, or somebody whom a token or a provider vouches for. */
  readonly maker: "nobody" | "stranger" | "known";
  /** Somebody who is known said what holds in the room: it is kept although nobody is in it. */
  readonly isMadeToOrder: boolean;
  readonly wasEntered: boolean;
  /** A token has said a role: from then on nobody is host by being first. */
  readonly hasRoles: boolean;
  /** The room was made with its door shut: whoever comes first does not open it, as somebody has the keys. */
  readonly isShutToOrder: boolean;
  readonly endedAt: number | undefined;
  /** Of the newest message, edit or deletion. */
  readonly chatVersion: number;
}

/** Somebody who was let in. */
export interface RoomPast {
  /** When they left, or were let in, in milliseconds since 1970. */
  readonly seenAt: number;
}

/** A small value that your own rules keep with the room. */
export interface RoomValue {
  /** JSON. */
  readonly text: string;
}

/** Where a feature of the application stands. */
export interface FeatureState {
  /** Grows with every change of what somebody may see of it. */
  readonly version: number;
  /** JSON: whatever a feature does to what it is given, this stays. */
  readonly text: string;
  /** When time changes something, in milliseconds since 1970. */
  readonly due?: number | undefined;
}

/** An open socket. Its participant may not be in the room yet: version 1 clients enter with `hello`. */
export interface RoomSocket extends RoomPerson {
  readonly id: SocketId;
  readonly connectedAt: number;
  /** Opened with the subprotocol of version 1. */
  readonly versioned: boolean;
  /** Gets the room's changes: at once without the subprotocol, else from `hello` on. */
  readonly listening: boolean;
  /** Has sent a heartbeat. A client without the subprotocol that never does so is alive as long as its socket is. */
  readonly heartbeats: boolean;
  /** Messages that were not understood. */
  readonly strikes: number;
  /** Messages that may still be sent now; below zero they are dropped. */
  readonly allowance: Allowance | undefined;
}

/** An SFU session that was made through this room's proxy, and by whom. */
export interface RoomSession {
  readonly id: string;
  readonly owner: string;
  readonly usedAt: number;
  /** Set when the session was given up: nobody may use it any more. */
  readonly releasedAt: number | undefined;
  /** What of it the SFU has not closed yet, although it must. Survives the host: what is owed stays owed. */
  readonly closing?: ClosedTracks | undefined;
}

/** What is closed of a session: all that it has, or what it publishes. */
export type ClosedTracks = "all" | "published";

/** A ticket that opened a socket, until it would have expired. */
export interface RoomTicket {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The last changes, so that a client can resume. */
export interface ChangeLog {
  /** The revision before the first change in the log. */
  readonly since: number;
  readonly changes: readonly RoomChange[];
  /** Characters of all changes as JSON. */
  readonly size: number;
}

/** Everything that a room knows. {@link stepRoom} never changes one: it makes the next. */
export interface RoomState {
  readonly id: string;
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
  /** Every open socket, by its id, of people at the door too. */
  readonly sockets: ReadonlyMap<SocketId, RoomSocket>;
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
  /** People in the room at once. */
  readonly participants: number;
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
}

/** What a room goes by where nothing else is said. Hosts spread it and put their own in its place. */
export const ROOM_SETTINGS: RoomSettings = {
  ...ROOM_TIMING,
  participants: ROOM_LIMITS.participants,
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
  reactions: { perSecond: 2, burst: 10 },
  profiles: { perSecond: 0.5, burst: 10 },
  allReactions: { perSecond: 30, burst: 60 },
  features: [],
  commands: { perSecond: 60, burst: 200 },
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
  /** Somebody joins over HTTP. With `enters` they are in the room from now on; their socket has the usual time to follow. */
  | ({ readonly type: "join"; readonly enters: boolean } & RoomPerson)
  /** Somebody makes the room to order, before anybody has been in it. */
  | { readonly type: "order"; readonly name: string | undefined; readonly order: RoomOrder }
  /** Your own rules do something, with the rights of a host. */
  | { readonly type: "act"; readonly action: RoomAction }
  /** ...or say something in the chat. */
  | { readonly type: "announce"; readonly id: string; readonly name: string; readonly text: string }
  /** ...or keep a value; `undefined` deletes it. */
  | { readonly type: "keep"; readonly key: string; readonly text: string | undefined }
  /** What was held back for a moment is due. */
  | { readonly type: "settle" }
  /** `text` is `undefined` for a binary message; `refusal` is why your own rules do not let it through. */
  | {
      readonly type: "message";
      readonly socket: SocketId;
      readonly text: string | undefined;
      readonly refusal?: Refusal | undefined;
    }
  /** `goesAway`: the browser said that the page is closed, or turns into another. */
  | { readonly type: "disconnect"; readonly socket: SocketId; readonly goesAway?: boolean }
  /** The host answered a heartbeat by itself, at `seenAt`, without waking the room. */
  | { readonly type: "seen"; readonly socket: SocketId; readonly seenAt: number }
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
  | { readonly type: "send"; readonly to: readonly SocketId[]; readonly message: ServerMessage }
  | { readonly type: "close"; readonly socket: SocketId; readonly code: number; readonly reason: string }
  /** Force-close what the session's `closing` says, and say `session-closed` when it is done. Asked for until then. */
  | { readonly type: "release"; readonly sessionId: string; readonly tracks: ClosedTracks }
  /** Something changed that must survive the host. */
  | { readonly type: "persist" }
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
    sockets: new Map(),
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
  };
}

const NO_ORDER: RoomRules = { ...rulesOf({}), maker: "nobody" };

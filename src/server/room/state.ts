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
} from "../../wire/room-protocol.js";
import { ROOM_LIMITS, ROOM_TIMING } from "../../wire/room-protocol.js";
import type { Allowance, Rate } from "./allowance.js";
import type { Refusal } from "./parse.js";

/** Chosen by the host; unique in the life of a room. */
export type SocketId = string;

/** Somebody who wants in, as their token and your own rules describe them. */
export interface RoomPerson {
  readonly participantId: string;
  readonly participantName: string;
  /** What the token says. Hosts may give another role for as long as the room lasts. */
  readonly role?: Role | undefined;
  /** Who it is to an identity provider, under whatever id they come. */
  readonly subject?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

/** Somebody who is in the room, with or without a socket at this moment. */
export interface RoomParticipant {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Host only because nobody else was. */
  readonly isStandIn: boolean;
  readonly subject: string | undefined;
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
  /** The room was made to order: it is kept although nobody is in it. */
  readonly isMadeToOrder: boolean;
  /** A token has said a role: from then on nobody is host by being first. */
  readonly hasRoles: boolean;
  readonly endedAt: number | undefined;
  /** Of the newest message, edit or deletion. */
  readonly chatVersion: number;
}

/** A small value that your own rules keep with the room. */
export interface RoomValue {
  /** JSON. */
  readonly text: string;
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
}

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

export interface RoomState {
  readonly id: string;
  readonly name: string | undefined;
  readonly createdAt: number;
  /** When something last happened. */
  readonly activeAt: number;
  readonly epoch: string;
  readonly revision: number;
  readonly participants: ReadonlyMap<string, RoomParticipant>;
  readonly sockets: ReadonlyMap<SocketId, RoomSocket>;
  readonly sessions: ReadonlyMap<string, RoomSession>;
  readonly tickets: ReadonlyMap<string, RoomTicket>;
  readonly log: ChangeLog;
  readonly rules: RoomRules;
  /** In order of coming. */
  readonly waiting: ReadonlyMap<string, RoomWaiter>;
  /** By participant id, or by {@link subjectKey}. */
  readonly verdicts: ReadonlyMap<string, RoomVerdict>;
  /** In order of saying. */
  readonly chat: ReadonlyMap<string, ChatMessage>;
  readonly values: ReadonlyMap<string, RoomValue>;
  /** What participants may still do now. Not worth keeping. */
  readonly budgets: ReadonlyMap<string, Allowance>;
}

/** Where the verdict on a person of an identity provider stands. No participant id has a space. */
export const subjectKey = (subject: string): string => `subject ${subject}`;

/** Times are in milliseconds. */
export interface RoomSettings {
  readonly heartbeat: number;
  readonly stale: number;
  /** People in the room at once. */
  readonly participants: number;
  /** SFU sessions that one participant may have at once; the oldest that is not announced makes way. */
  readonly sessionsPerParticipant: number;
  /** How long an SFU session of somebody who is not in the room is kept. */
  readonly orphan: number;
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
  readonly reactions: Rate;
  readonly profiles: Rate;
  /** In the whole room; more are not passed on. */
  readonly allReactions: Rate;
}

export const ROOM_SETTINGS: RoomSettings = {
  ...ROOM_TIMING,
  participants: ROOM_LIMITS.participants,
  sessionsPerParticipant: 8,
  orphan: 60_000,
  remember: 600_000,
  idle: 600_000,
  keep: 24 * 60 * 60 * 1000,
  messages: { perSecond: 20, burst: 60 },
  waiting: 100,
  verdicts: 1_000,
  chat: { messages: ROOM_LIMITS.chatMessages, characters: 400_000 },
  speaking: 300,
  voices: { perSecond: 20, burst: 20 },
  chatting: { perSecond: 1, burst: 10 },
  reactions: { perSecond: 2, burst: 10 },
  profiles: { perSecond: 0.5, burst: 10 },
  allReactions: { perSecond: 30, burst: 60 },
};

/** Something that happened, and when (`at`, milliseconds since 1970). */
export type RoomInput = { readonly at: number } & (
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
);

/** What the host must do, in order. */
export type RoomEffect =
  | { readonly type: "send"; readonly to: readonly SocketId[]; readonly message: ServerMessage }
  | { readonly type: "close"; readonly socket: SocketId; readonly code: number; readonly reason: string }
  /** Force-close an SFU session's tracks, all of them or those that it publishes. Best effort. */
  | { readonly type: "release"; readonly sessionId: string; readonly tracks: "all" | "published" }
  /** Something changed that must survive the host. */
  | { readonly type: "persist" }
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

/** What became of a room. */
export interface RoomStep {
  readonly state: RoomState;
  readonly effects: readonly RoomEffect[];
}

/** A room to order: what holds in it from the start. */
export interface RoomOrder {
  readonly capacity?: number | undefined;
  readonly locked?: boolean | undefined;
  readonly waitingRoom?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly endsAt?: number | undefined;
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
    rules: rulesOf(options.order ?? {}),
    waiting: new Map(),
    verdicts: new Map(),
    chat: new Map(),
    values: new Map(),
    budgets: new Map(),
  };
}

function rulesOf({ capacity, locked = false, waitingRoom = false, endsAt }: RoomOrder): RoomRules {
  return {
    policy: { locked, waitingRoom, spotlight: [], ...(endsAt !== undefined && { endsAt }) },
    capacity,
    isMadeToOrder: locked || waitingRoom || capacity !== undefined || endsAt !== undefined,
    hasRoles: false,
    endedAt: undefined,
    chatVersion: 0,
  };
}

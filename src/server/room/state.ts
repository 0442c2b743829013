/** What a room knows, what can happen to it, and what it asks of its host. Plain data that survives a structured clone. */
import type { AnnouncedSession, RoomChange, ServerMessage } from "../../wire/room-protocol.js";
import { ROOM_LIMITS, ROOM_TIMING } from "../../wire/room-protocol.js";
import type { Allowance, Rate } from "./allowance.js";

/** Chosen by the host; unique in the life of a room. */
export type SocketId = string;

/** Somebody who is in the room, with or without a socket at this moment. */
export interface RoomParticipant {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
  /** When the participant was last heard of, in milliseconds since 1970. */
  readonly lastSeen: number;
  readonly session: AnnouncedSession | undefined;
}

/** An open socket. Its participant may not be in the room yet: version 1 clients enter with `hello`. */
export interface RoomSocket {
  readonly id: SocketId;
  readonly participantId: string;
  readonly participantName: string;
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
}

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
  /** Messages from one socket. */
  readonly messages: Rate;
}

export const ROOM_SETTINGS: RoomSettings = {
  ...ROOM_TIMING,
  participants: ROOM_LIMITS.participants,
  sessionsPerParticipant: 8,
  orphan: 60_000,
  remember: 600_000,
  idle: 600_000,
  messages: { perSecond: 20, burst: 60 },
};

/** Something that happened, and when (`at`, milliseconds since 1970). */
export type RoomInput = { readonly at: number } & (
  | {
      readonly type: "connect";
      readonly socket: SocketId;
      readonly participantId: string;
      readonly participantName: string;
      readonly versioned: boolean;
      /** What the socket was opened with, when it was not a token. */
      readonly ticket?: RoomTicket | undefined;
    }
  /** Somebody enters before their socket does, which has the usual time to follow. */
  | { readonly type: "arrive"; readonly participantId: string; readonly participantName: string }
  /** `text` is `undefined` for a binary message. */
  | { readonly type: "message"; readonly socket: SocketId; readonly text: string | undefined }
  | { readonly type: "disconnect"; readonly socket: SocketId }
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
  | { readonly type: "persist" };

/** What became of a room. */
export interface RoomStep {
  readonly state: RoomState;
  readonly effects: readonly RoomEffect[];
}

/**
 * A new, empty room.
 * @param options.epoch names this life of the room; never the same twice.
 * @param options.at milliseconds since 1970.
 */
export function createRoomState(options: { id: string; name?: string; epoch: string; at: number }): RoomState {
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
  };
}

/** What a room keeps of people, sockets, sessions and the rest: the parts of its state. */
import type { AnnouncedSession, ChatMessage, Metadata, Role, RoomChange, RoomPolicy } from "../wire/room-protocol.js";
import type { RoomEvent } from "../wire/room-events.js";
import type { Allowance } from "./allowance.js";

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
  /** The shard that their token seats them in, for as long as they are of the audience. */
  readonly seat?: number | undefined;
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
  /** A service of the server has brought them in: they send no signs of life, and leave with the last of the others. */
  readonly isAttendant?: boolean | undefined;
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

/** Somebody whom a service brings in, and what they publish. */
export interface Attendant {
  readonly participantId: string;
  readonly participantName: string;
  readonly metadata?: Metadata | undefined;
  /** A session of theirs on the SFU: from now on the room closes it when they leave. */
  readonly session?: AnnouncedSession | undefined;
}

/** What a service says in the chat: the same `id` again is more of the same message. */
export interface ServiceWords {
  /** The service's own name, by which nobody else changes what it says. */
  readonly service: string;
  readonly id: string;
  /** What people see who read it. */
  readonly name: string;
  /** All of it so far. */
  readonly text: string;
  readonly replyTo?: string | undefined;
  readonly unfinished?: boolean | undefined;
  readonly failure?: ChatMessage["failure"];
}

/** Whether somebody speaks: what the room was told, since when, and what they have said since. */
export interface Voice {
  readonly speaking: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly said: boolean;
}

/** Of somebody who has said nothing. */
export const SILENT: Voice = { speaking: false, at: 0, said: false };

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
  /** What a backend is told of the room, counted. */
  readonly events: number;
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

/** An event that a backend has not been told of yet. */
export interface WaitingEvent {
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  readonly event: RoomEvent;
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
  /** Its client takes what happened within a moment at once. */
  readonly gathers?: boolean | undefined;
  /** Has sent a heartbeat. A client without the subprotocol that never does so is alive as long as its socket is. */
  readonly heartbeats: boolean;
  /** When it was asked whether somebody is there, since the last sign of life or before. */
  readonly askedAt?: number | undefined;
  /** Messages that were not understood. */
  readonly strikes: number;
  /** Messages that may still be sent now; below zero they are dropped. */
  readonly allowance: Allowance | undefined;
}

/** What is counted of those who are in the room and not in its roster. */
export interface Crowd {
  /** Those who may publish, and have not: they are no audience, and take a place in the room. */
  readonly quiet: number;
  /** People of the audience who are in other objects than this one. */
  readonly elsewhere: number;
  /** Those who have come into this one, whether they are still there or not. */
  readonly came: number;
  /** When the count was told last, in milliseconds since 1970. */
  readonly toldAt: number;
  /** Something has changed since. */
  readonly isNews: boolean;
  /** When it was last looked who of them is stale. */
  readonly sweptAt: number;
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

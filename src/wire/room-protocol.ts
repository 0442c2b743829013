/**
 * The room protocol, version 1: what a browser and the room server say to each other, over HTTP and over one WebSocket.
 *
 * `cloudflare-session`, `track-state`, `join` and `leave` are also understood, and sent, without anything else of this
 * file: a client that opens the socket without the subprotocol `ROOM_SUBPROTOCOL` gets the roster as `join` and
 * `cloudflare-session` messages and never needs `hello`.
 *
 * Messages from the server that change the room carry its new `revision`. A client that lost its socket says which
 * revision it has and gets what it missed, or a fresh snapshot.
 */
import type { ChannelDelivery, SessionDescription, TracksReply } from "./calls-api.js";
import type {
  AudienceMember,
  ChatMessage,
  FoundPeople,
  Metadata,
  ModeratedSource,
  Role,
  RoomActionMessage,
  RoomPolicy,
  WaitingPerson,
} from "./room-actions.js";
import type { Delta } from "./delta.js";
import type { ROOM_ERROR_CODES, ROOM_PROTOCOL_VERSION } from "./tables.js";

export type * from "./room-actions.js";
export {
  GOING_AWAY,
  HEARTBEAT,
  ROOM_CLOSE,
  ROOM_ERROR_CODES,
  ROOM_LIMITS,
  ROOM_PROTOCOL_VERSION,
  ROOM_SUBPROTOCOL,
  ROOM_TIMING,
  TICKET_SUBPROTOCOL,
} from "./tables.js";

/** What a track carries. */
export type MediaKind = "audio" | "video";

/** Where a track comes from. */
export type MediaSource = "microphone" | "camera" | "screen" | "screen-audio";

/** A published track, as announced to the room. */
export interface AnnouncedTrack {
  /** Its name on the session. */
  trackName: string;
  /** What it carries, as its source says too. */
  kind: MediaKind;
  /** A client that does not know of sources means its microphone or camera: see `sourceOf`. */
  source?: MediaSource;
  /** `false` while muted. Absent means `true`. */
  enabled?: boolean;
  /** The simulcast RIDs on offer, best first. */
  rids?: string[];
}

/** A published data channel and its delivery policy, which subscribers must mirror. */
export interface AnnouncedChannel extends ChannelDelivery {
  name: string;
}

/** What a participant has on the SFU: one session, its tracks and its channels. */
export interface AnnouncedSession {
  /** As the Connection API gave it: whoever pulls names it. */
  sessionId: string;
  /** All that flow. What is in it no more has ended. */
  tracks: AnnouncedTrack[];
  /** All that are open. Absent means none. */
  channels?: AnnouncedChannel[];
}

/** One person in the room, as everyone in it may see them. */
export interface Participant {
  id: string;
  name: string;
  /** Milliseconds since 1970, by the server's clock. The roster's order. */
  joinedAt: number;
  /** Absent while they publish nothing. */
  session?: AnnouncedSession;
  /** Absent means `speaker`. */
  role?: Role;
  /** When the hand was raised, in milliseconds since 1970; absent while it is not. The order of the hands. */
  hand?: number;
  /** Absent means `false`. */
  speaking?: boolean;
  /** What the application wants everyone to know of them. */
  metadata?: Metadata;
}

// ---- Client to server ------------------------------------------------------------------------------------------------

/** First message on a version 1 socket. With `resume`, the server sends only what was missed, if it still has it. */
export interface HelloMessage {
  type: "hello";
  protocol: typeof ROOM_PROTOCOL_VERSION;
  /** The client reads {@link BatchMessage}. */
  gathers?: boolean;
  resume?: {
    epoch: string;
    revision: number;
    chat?: number;
    /** The version that is known of each. */
    features?: Record<string, number>;
  };
}

/**
 * Announces everything that the sender publishes; what is not in it is no longer published. Publishers announce only
 * what is connected and flowing. The server takes the ids from the token and ignores those in the message.
 */
export interface CloudflareSessionMessage extends AnnouncedSession {
  type: "cloudflare-session";
  roomId?: string;
  participantId?: string;
  participantName?: string;
}

/** Mute and unmute. Without `trackName` it speaks of the microphone (`audio`) or the camera (`video`). */
export interface TrackStateMessage {
  type: "track-state";
  from?: string;
  kind: MediaKind;
  enabled: boolean;
  trackName?: string;
}

/** Anything that a client may say. */
export type ClientMessage =
  | HelloMessage
  | CloudflareSessionMessage
  | TrackStateMessage
  | { type: "leave" }
  | { type: "heartbeat" }
  | RoomActionMessage;

// ---- Server to client ------------------------------------------------------------------------------------------------

/** Answers `hello`. Without `participants` the socket was resumed and the missed changes follow. */
export interface WelcomeMessage {
  type: "welcome";
  protocol: number;
  roomId: string;
  participantId: string;
  /** Names this life of the room: revisions of another epoch mean nothing. */
  epoch: string;
  revision: number;
  /** Milliseconds. */
  timing: { heartbeat: number; stale: number };
  participants?: Participant[];
  /** With `participants`. */
  policy?: RoomPolicy;
}

export interface JoinMessage {
  type: "join";
  revision: number;
  from: string;
  data: {
    participant_id: string;
    participant_name: string;
    joined_at: number;
    role?: Role;
    metadata?: Metadata;
  };
}

/**
 * Why somebody is gone: they `left`, were not heard of (`stale`), came again elsewhere (`replaced`), were put out (`removed`),
 * or the room `ended`.
 */
export type LeaveReason = "left" | "stale" | "replaced" | "removed" | "ended";

export interface LeaveMessage {
  type: "leave";
  revision: number;
  from: string;
  /** `audience`: they have left the stage, and are still in the room. */
  data: { participant_id: string; reason: LeaveReason | "audience" };
}

export interface SessionMessage extends AnnouncedSession {
  type: "cloudflare-session";
  revision: number;
  roomId: string;
  participantId: string;
  participantName: string;
}

export interface TrackStateChange {
  type: "track-state";
  revision: number;
  from: string;
  kind: MediaKind;
  enabled: boolean;
  trackName?: string;
}

/** Something about a participant is another: what is in `set` replaces what was, and `null` takes it away. */
export interface ParticipantChange {
  type: "participant";
  revision: number;
  from: string;
  set: { name?: string; role?: Role; hand?: number | null; speaking?: boolean; metadata?: Metadata };
}

/** Something that holds for the whole room is another. `from` is who changed it, or empty for the room itself. */
export interface PolicyChange {
  type: "policy";
  revision: number;
  from: string;
  policy: RoomPolicy;
}

/** What its recipient sees of a feature of the application is another. Versions belong to the epoch, and may leave some out. */
export interface FeatureMessage {
  type: "feature";
  feature: string;
  version: number;
  /** Of what the recipient has seen last. A list of one is the whole: what everybody gets first, and after a `hello` what is newer. */
  change: Delta;
}

/** The server messages that change the room, in the order of their revisions. */
export type RoomChange =
  | JoinMessage
  | LeaveMessage
  | SessionMessage
  | TrackStateChange
  | ParticipantChange
  | PolicyChange;

/** What everybody is told, and may be gathered. */
export type News =
  | RoomChange
  /** What was said, edited or deleted; after a `hello`, what the client lacks. Those that it has are replaced. */
  | { type: "chat"; messages: ChatMessage[] }
  | FeatureMessage
  /** With `count` so many of the audience have reacted alike, of whom `from` is one. */
  | { type: "reaction"; from: string; reaction: string; count?: number }
  | AudienceMessage;

/** Who is in the room and not in its roster. What is given replaces what was. */
export interface AudienceMessage {
  type: "audience";
  count?: number;
  sample?: AudienceMember[];
  hands?: AudienceMember[];
}

/**
 * What happened within a moment, for clients that say so in their `hello`. What was overtaken meanwhile is left out: the changes of
 * the room in it lead from one revision to another, and not every one between is there.
 */
export interface BatchMessage {
  type: "batch";
  /** The revision before the first change of the room in it, and the one after the last. Absent: it has no such change. */
  since?: number;
  revision?: number;
  messages: News[];
}

/** Anything that the server may say. */
export type ServerMessage =
  | WelcomeMessage
  /** Answers `hello` where a host has to let people in: `welcome` follows, or the end of the socket. */
  | { type: "wait"; roomId: string; participantId: string }
  | News
  | BatchMessage
  /** How the recipient is in the audience, where no roster has them. */
  | { type: "seat"; participant: Participant }
  /** Answers a search. */
  | ({ type: "found" } & FoundPeople)
  /** A host has turned something of the recipient's off, or asks them to turn it on. */
  | { type: "asked"; from: string; action: "mute" | "unmute"; source: ModeratedSource }
  /** Everybody at the door, for hosts. */
  | { type: "waiting"; people: WaitingPerson[] }
  /** What the message with this `ref` asked for is done. */
  | { type: "done"; ref: string }
  /** `ref` is that of the message that was refused, when it had one. */
  | { type: "error"; code: string; reason: string; ref?: string }
  | { type: "heartbeat" }
  /**
   * Are you there? A heartbeat is the answer, at once: the timers of a page that nobody looks at may run once a minute, and what
   * comes through its socket is told all the same.
   */
  | { type: "ping" };

/** Codes of `error` messages and of failed HTTP calls to the room server. */
export type RoomErrorCode = (typeof ROOM_ERROR_CODES)[number];

// ---- HTTP ------------------------------------------------------------------------------------------------------------

/** `POST /api/rooms` */
export interface CreateRoomRequest {
  /** Chosen by the caller; without it the server picks an unguessable one. */
  id?: string;
  name?: string;
  /** People in it at once, as far as the server allows. */
  capacity?: number;
  /** Nobody comes in but hosts by their token. */
  locked?: boolean;
  waitingRoom?: boolean;
  /** When it ends, in milliseconds since 1970. */
  endsAt?: number;
  /** How long it lasts from now on, in seconds: another way to say `endsAt`. */
  durationSeconds?: number;
}

/** A room, as `GET /api/rooms/:id` tells it. */
export interface RoomInfo {
  id: string;
  name?: string;
  createdAt: number;
  /** Without the audience. */
  participantCount: number;
  /** People of the audience; absent while there are none. */
  audienceCount?: number;
  capacity?: number;
  /** Absent means `false`. */
  locked?: boolean;
  /** Absent means `false`. */
  waitingRoom?: boolean;
  /** Milliseconds since 1970. */
  endsAt?: number;
}

/** Answers `POST /api/rooms`. */
export interface CreateRoomReply extends RoomInfo {
  /**
   * Comes in as host, with any name: for whoever makes a room with its door shut and has no backend that signs tokens. Show it at
   * the join like a backend's token.
   */
  hostToken?: string;
}

/** `POST /api/rooms/:id/join`. A caller that already has a token sends it as `Authorization: Bearer`. */
export interface JoinRoomRequest {
  name?: string;
  /** Come in as one of the audience, whatever else the caller might be. */
  audience?: boolean;
  /** Make a session on the SFU as well. */
  session?: boolean;
  /**
   * Pull what the room has, and answer: the first picture then waits for nothing. The offer is a template, with one section of
   * each kind that receives. Its copies stand behind its last section of media, as many as there are tracks, sound and picture
   * in turns for as long as there are both, and all sections are numbered on from where its mids end, as in the browser's next.
   */
  offer?: SessionDescription;
}

/** What a join answers: everything that a browser needs for the call. */
export interface JoinRoomReply {
  participantId: string;
  participantName: string;
  room: RoomInfo;
  /** Bearer for `/cloudflare/…` and for the socket. */
  token: string;
  /** Milliseconds since 1970, by the server's clock, which may be another than the caller's. */
  expiresAt: number;
  /** Milliseconds from now for which the token is good. */
  expiresIn: number;
  iceServers: { urls: string | string[]; username?: string; credential?: string }[];
  /** Milliseconds from now for which the credentials of `iceServers` are good: another join, with the token, brings others. */
  iceExpiresIn?: number;
  role?: Role;
  /** A session on the SFU that is the caller's, when the request asked for one and the service made it in time. */
  sessionId?: string;
  /** Opens the first socket, so that it takes no request of its own. */
  ticket?: string;
  /** Who is there now: what they publish can be pulled before the socket is open. Not where a host has to let people in. */
  participants?: Participant[];
  /** What was pulled into the request's repeated offer, with the answer to it, as the SFU said it. */
  opening?: TracksReply;
}

/**
 * `POST /api/rooms/:id/ticket`, with a join token: a ticket that opens one socket, once, within seconds. It goes into the
 * subprotocols as `TICKET_SUBPROTOCOL` and the ticket, instead of the token into the address.
 */
export interface SocketTicketReply {
  ticket: string;
  /** Milliseconds since 1970, by the server's clock. */
  expiresAt: number;
}

/**
 * `POST /api/poll`: opens a room's socket over plain HTTP, for people whose network lets no WebSocket through. What the
 * WebSocket would carry, one text after the other, goes through `GET` and `PUT` of the same address then, with the reply's key
 * as bearer.
 */
export interface OpenPollRequest {
  /** The subprotocols of the WebSocket: `ROOM_SUBPROTOCOL`, and `TICKET_SUBPROTOCOL` with a ticket. */
  protocols: string[];
}

/** Either the key of an open socket, or how it ended at once. */
export interface OpenPollReply {
  key?: string;
  end?: PollEnd;
}

/** How a socket ended, as a WebSocket's close event says it. */
export interface PollEnd {
  code: number;
  reason: string;
}

/**
 * `GET /api/poll?after=`: what the room has said after so many texts, as soon as there is something, or nothing after a while.
 * What comes before is known to have arrived, and what comes after is said again to whoever asks again.
 */
export interface PollReply {
  messages: string[];
  /** There are no more. */
  end?: PollEnd;
}

/** `PUT /api/poll`: says something to the room. What it has heard already, it does not hear again. */
export interface PollSayRequest {
  /** How many texts were said before. */
  after: number;
  /** `null` where a WebSocket would carry a binary message. */
  messages: (string | null)[];
  /** Closes the socket after them, with this code. */
  close?: number;
}

/** Body of every failed call to the room server. Replies of the `/cloudflare/…` proxy keep the Connection API's shape. */
export interface RoomErrorReply {
  error: { code: RoomErrorCode; reason: string };
}

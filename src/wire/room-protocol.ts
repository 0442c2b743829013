/**
 * The room protocol, version 1: what a browser and the room server say to each other, over HTTP and over one WebSocket.
 *
 * `cloudflare-session`, `track-state`, `join` and `leave` are also understood, and sent, without anything else of this
 * file: a client that opens the socket without the subprotocol {@link ROOM_SUBPROTOCOL} gets the roster as `join` and
 * `cloudflare-session` messages and never needs `hello`.
 *
 * Messages from the server that change the room carry its new `revision`. A client that lost its socket says which
 * revision it has and gets what it missed, or a fresh snapshot.
 */
import * as v from "valibot";
import { SessionDescriptionSchema, type TracksReply } from "./calls-api.js";
import {
  ChatMessageSchema,
  MetadataSchema,
  ModeratedSourceSchema,
  RoleSchema,
  RoomActionSchemas,
  RoomPolicySchema,
  WaitingPersonSchema,
} from "./room-actions.js";
import { ROOM_ID, ROOM_LIMITS, ROOM_PROTOCOL_VERSION } from "./room-constants.js";

export * from "./room-actions.js";
export * from "./room-constants.js";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const revision = v.pipe(v.number(), v.integer(), v.minValue(0));

export const RoomIdSchema = v.pipe(v.string(), v.regex(ROOM_ID));
/** A person's name: trimmed, without control characters, 1 to 80 characters. */
export const ParticipantNameSchema = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/[\p{Cc}\p{Cf}]/gu, (c) => (c === "\u200d" || c === "\u200c" ? c : "")).trim()),
  v.minLength(1),
  v.maxLength(ROOM_LIMITS.name),
);

export const MediaKindSchema = v.picklist(["audio", "video"]);
export type MediaKind = v.InferOutput<typeof MediaKindSchema>;

/** Where a track comes from. */
export const MediaSourceSchema = v.picklist(["microphone", "camera", "screen", "screen-audio"]);
export type MediaSource = v.InferOutput<typeof MediaSourceSchema>;

/** A published track, as announced to the room. A client that does not know `source` means its microphone or camera. */
export const AnnouncedTrackSchema = v.object({
  trackName: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  kind: MediaKindSchema,
  source: v.optional(MediaSourceSchema),
  /** `false` while muted. Absent means `true`. */
  enabled: v.optional(v.boolean()),
  /** The simulcast RIDs on offer, best first. */
  rids: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(16))), v.maxLength(4))),
});
export type AnnouncedTrack = v.InferOutput<typeof AnnouncedTrackSchema>;

/** A published data channel and its delivery policy, which subscribers must mirror. */
export const AnnouncedChannelSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  ordered: v.optional(v.boolean()),
  maxRetransmits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
  maxPacketLifeTime: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
});
export type AnnouncedChannel = v.InferOutput<typeof AnnouncedChannelSchema>;

/** What a participant has on the SFU: one session, its tracks and its channels. */
export const AnnouncedSessionSchema = v.object({
  sessionId: id,
  tracks: v.pipe(v.array(AnnouncedTrackSchema), v.maxLength(ROOM_LIMITS.tracks)),
  channels: v.optional(v.pipe(v.array(AnnouncedChannelSchema), v.maxLength(ROOM_LIMITS.channels))),
});
export type AnnouncedSession = v.InferOutput<typeof AnnouncedSessionSchema>;

/** One person in the room, as everyone in it may see them. */
export const ParticipantSchema = v.object({
  id,
  name: v.string(),
  /** Milliseconds since 1970, by the server's clock. The roster's order. */
  joinedAt: v.number(),
  session: v.optional(AnnouncedSessionSchema),
  /** Absent means `speaker`. */
  role: v.optional(RoleSchema),
  /** When the hand was raised, in milliseconds since 1970; absent while it is not. The order of the hands. */
  hand: v.optional(v.number()),
  /** Absent means `false`. */
  speaking: v.optional(v.boolean()),
  metadata: v.optional(MetadataSchema),
});
export type Participant = v.InferOutput<typeof ParticipantSchema>;

// ---- Client to server ------------------------------------------------------------------------------------------------

/** First message on a version 1 socket. With `resume`, the server sends only what was missed, if it still has it. */
export const HelloMessageSchema = v.object({
  type: v.literal("hello"),
  protocol: v.literal(ROOM_PROTOCOL_VERSION),
  resume: v.optional(v.object({ epoch: id, revision, chat: v.optional(v.number()) })),
});

/**
 * Announces everything that the sender publishes; what is not in it is no longer published. Publishers announce only
 * what is connected and flowing. The server takes the ids from the token and ignores those in the message.
 */
export const CloudflareSessionMessageSchema = v.object({
  type: v.literal("cloudflare-session"),
  roomId: v.optional(v.string()),
  participantId: v.optional(v.string()),
  participantName: v.optional(v.string()),
  ...AnnouncedSessionSchema.entries,
});

/** Mute and unmute. Without `trackName` it speaks of the microphone (`audio`) or the camera (`video`). */
export const TrackStateMessageSchema = v.object({
  type: v.literal("track-state"),
  from: v.optional(v.string()),
  kind: MediaKindSchema,
  enabled: v.boolean(),
  trackName: v.optional(v.pipe(v.string(), v.maxLength(256))),
});

export const LeaveRequestSchema = v.object({ type: v.literal("leave") });
export const HeartbeatMessageSchema = v.object({ type: v.literal("heartbeat") });

export const ClientMessageSchema = v.variant("type", [
  HelloMessageSchema,
  CloudflareSessionMessageSchema,
  TrackStateMessageSchema,
  LeaveRequestSchema,
  HeartbeatMessageSchema,
  ...RoomActionSchemas,
]);
/** Anything that a client may say. */
export type ClientMessage = v.InferOutput<typeof ClientMessageSchema>;

// ---- Server to client ------------------------------------------------------------------------------------------------

/** Answers `hello`. Without `participants` the socket was resumed and the missed changes follow. */
export const WelcomeMessageSchema = v.object({
  type: v.literal("welcome"),
  protocol: v.number(),
  roomId: v.string(),
  participantId: id,
  /** Names this life of the room: revisions of another epoch mean nothing. */
  epoch: id,
  revision,
  /** Milliseconds. */
  timing: v.object({ heartbeat: v.number(), stale: v.number() }),
  participants: v.optional(v.array(ParticipantSchema)),
  /** With `participants`. */
  policy: v.optional(RoomPolicySchema),
});

/** Answers `hello` where a host has to let people in: `welcome` follows, or the end of the socket. */
export const WaitMessageSchema = v.object({ type: v.literal("wait"), roomId: v.string(), participantId: id });

export const JoinMessageSchema = v.object({
  type: v.literal("join"),
  revision,
  from: id,
  data: v.object({
    participant_id: id,
    participant_name: v.string(),
    joined_at: v.number(),
    role: v.optional(RoleSchema),
    metadata: v.optional(MetadataSchema),
  }),
});

export const LeaveReasonSchema = v.picklist(["left", "stale", "replaced", "removed", "ended"]);
export type LeaveReason = v.InferOutput<typeof LeaveReasonSchema>;
export const LeaveMessageSchema = v.object({
  type: v.literal("leave"),
  revision,
  from: id,
  data: v.object({ participant_id: id, reason: LeaveReasonSchema }),
});

export const SessionMessageSchema = v.object({
  type: v.literal("cloudflare-session"),
  revision,
  roomId: v.string(),
  participantId: id,
  participantName: v.string(),
  ...AnnouncedSessionSchema.entries,
});

export const TrackStateChangeSchema = v.object({
  type: v.literal("track-state"),
  revision,
  from: id,
  kind: MediaKindSchema,
  enabled: v.boolean(),
  trackName: v.optional(v.string()),
});

/** Something about a participant is another: what is in `set` replaces what was, and `null` takes it away. */
export const ParticipantChangeSchema = v.object({
  type: v.literal("participant"),
  revision,
  from: id,
  set: v.object({
    name: v.optional(v.string()),
    role: v.optional(RoleSchema),
    hand: v.optional(v.nullable(v.number())),
    speaking: v.optional(v.boolean()),
    metadata: v.optional(MetadataSchema),
  }),
});

/** Something that holds for the whole room is another. `from` is who changed it, or empty for the room itself. */
export const PolicyChangeSchema = v.object({
  type: v.literal("policy"),
  revision,
  from: v.string(),
  policy: RoomPolicySchema,
});

/** What was said, edited or deleted; after a `hello`, what the client lacks. Those that it has are replaced. */
export const ChatUpdateSchema = v.object({ type: v.literal("chat"), messages: v.array(ChatMessageSchema) });

export const ReactionMessageSchema = v.object({ type: v.literal("reaction"), from: id, reaction: v.string() });

/** A host has turned something of the recipient's off, or asks them to turn it on. */
export const AskedMessageSchema = v.object({
  type: v.literal("asked"),
  from: id,
  action: v.picklist(["mute", "unmute"]),
  source: ModeratedSourceSchema,
});

/** Everybody at the door, for hosts. */
export const WaitingMessageSchema = v.object({ type: v.literal("waiting"), people: v.array(WaitingPersonSchema) });

/** What the message with this `ref` asked for is done. */
export const DoneMessageSchema = v.object({ type: v.literal("done"), ref: v.string() });

/** Codes of `error` messages and of failed HTTP calls to the room server. */
export const ROOM_ERROR_CODES = [
  "invalid_message",
  "message_too_large",
  "rate_limited",
  "session_not_owned",
  "track_not_in_room",
  "invalid_room",
  "invalid_name",
  "room_not_found",
  "room_full",
  "room_locked",
  "room_ended",
  "denied",
  "banned",
  "unauthorized",
  "token_expired",
  "forbidden",
  "upstream_unavailable",
  "internal",
] as const;
export type RoomErrorCode = (typeof ROOM_ERROR_CODES)[number];

export const ErrorMessageSchema = v.object({
  type: v.literal("error"),
  code: v.string(),
  reason: v.string(),
  /** Of the message that was refused, when it had one. */
  ref: v.optional(v.string()),
});

export const ServerMessageSchema = v.variant("type", [
  WelcomeMessageSchema,
  JoinMessageSchema,
  LeaveMessageSchema,
  SessionMessageSchema,
  TrackStateChangeSchema,
  ParticipantChangeSchema,
  PolicyChangeSchema,
  WaitMessageSchema,
  ChatUpdateSchema,
  ReactionMessageSchema,
  AskedMessageSchema,
  WaitingMessageSchema,
  DoneMessageSchema,
  ErrorMessageSchema,
  HeartbeatMessageSchema,
]);
/** Anything that the server may say. */
export type ServerMessage = v.InferOutput<typeof ServerMessageSchema>;

/** The server messages that change the room, in the order of their revisions. */
export type RoomChange =
  | Extract<ServerMessage, { revision: number; from: string }>
  | v.InferOutput<typeof SessionMessageSchema>;

// ---- HTTP ------------------------------------------------------------------------------------------------------------

/** `POST /api/rooms` */
export const CreateRoomRequestSchema = v.object({
  /** Chosen by the caller; without it the server picks an unguessable one. */
  id: v.optional(RoomIdSchema),
  name: v.optional(v.pipe(v.string(), v.maxLength(ROOM_LIMITS.name))),
  /** People in it at once, as far as the server allows. */
  capacity: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Nobody comes in but hosts by their token. */
  locked: v.optional(v.boolean()),
  waitingRoom: v.optional(v.boolean()),
  /** When it ends, in milliseconds since 1970. */
  endsAt: v.optional(v.number()),
  /** How long it lasts from now on, in seconds: another way to say `endsAt`. */
  durationSeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(ROOM_LIMITS.duration))),
});
export type CreateRoomRequest = v.InferOutput<typeof CreateRoomRequestSchema>;

/** A room, as `GET /api/rooms/:id` tells it. */
export const RoomInfoSchema = v.object({
  id: v.string(),
  name: v.optional(v.string()),
  createdAt: v.number(),
  participantCount: v.number(),
  capacity: v.optional(v.number()),
  /** Absent means `false`. */
  locked: v.optional(v.boolean()),
  /** Absent means `false`. */
  waitingRoom: v.optional(v.boolean()),
  /** Milliseconds since 1970. */
  endsAt: v.optional(v.number()),
});
export type RoomInfo = v.InferOutput<typeof RoomInfoSchema>;

/** `POST /api/rooms/:id/join`. A caller that already has a token sends it as `Authorization: Bearer`. */
export const JoinRoomRequestSchema = v.object({
  name: v.optional(ParticipantNameSchema),
  /** Make a session on the SFU as well. */
  session: v.optional(v.boolean()),
  /**
   * Pull what the room has, and answer: the first picture then waits for nothing. The offer is a template, with one section of
   * each kind that receives. Its copies stand behind its last section of media, as many as there are tracks, sound and picture
   * in turns for as long as there are both, and all sections are numbered on from where its mids end, as in the browser's next.
   */
  offer: v.optional(SessionDescriptionSchema),
});
export type JoinRoomRequest = v.InferOutput<typeof JoinRoomRequestSchema>;

const iceServer = v.object({
  urls: v.union([v.string(), v.array(v.string())]),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});

/** What a join answers: everything that a browser needs for the call. */
export const JoinRoomReplySchema = v.object({
  participantId: id,
  participantName: v.string(),
  room: RoomInfoSchema,
  /** Bearer for `/cloudflare/…` and for the socket. */
  token: v.string(),
  /** Milliseconds since 1970, by the server's clock. */
  expiresAt: v.number(),
  iceServers: v.array(iceServer),
  /** When the credentials of `iceServers` end, in milliseconds since 1970: another join, with the token, brings others. */
  iceExpiresAt: v.optional(v.number()),
  role: v.optional(RoleSchema),
  /** A session on the SFU that is the caller's, when the request asked for one and the service made it in time. */
  sessionId: v.optional(id),
  /** Opens the first socket, so that it takes no request of its own. */
  ticket: v.optional(v.string()),
  /** Who is there now: what they publish can be pulled before the socket is open. Not where a host has to let people in. */
  participants: v.optional(v.array(ParticipantSchema)),
  /** What was pulled into the request's repeated offer, with the answer to it, as the SFU said it. */
  opening: v.optional(v.custom<TracksReply>((value) => typeof value === "object" && value !== null)),
});
export type JoinRoomReply = v.InferOutput<typeof JoinRoomReplySchema>;

/**
 * `POST /api/rooms/:id/ticket`, with a join token: a ticket that opens one socket, once, within seconds. It goes into the
 * subprotocols as {@link TICKET_SUBPROTOCOL} and the ticket, instead of the token into the address.
 */
export const SocketTicketReplySchema = v.object({
  ticket: v.string(),
  /** Milliseconds since 1970, by the server's clock. */
  expiresAt: v.number(),
});
export type SocketTicketReply = v.InferOutput<typeof SocketTicketReplySchema>;

/** Body of every failed call to the room server. Replies of the `/cloudflare/…` proxy keep the Connection API's shape. */
export interface RoomErrorReply {
  error: { code: RoomErrorCode; reason: string };
}

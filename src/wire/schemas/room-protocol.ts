/**
 * Schemas of what goes over the wire, apart from its types, because a page that needs a type or a limit must not load a
 * validator. This module has the messages and HTTP bodies of the room protocol, as both sides may check them.
 *
 * @module
 */
import * as v from "valibot";
import type { TracksReply } from "../calls-api.js";
import type { Delta } from "../delta.js";
import { cleanName } from "../participant-name.js";
import { normalRoomId } from "../room-id.js";
import { MAX_FEATURES, ROOM_ID, ROOM_LIMITS, ROOM_PROTOCOL_VERSION } from "../tables.js";
import { SessionDescriptionSchema } from "./calls-api.js";
import {
  ChatMessageSchema,
  FeatureNameSchema,
  MetadataSchema,
  ModeratedSourceSchema,
  RoleSchema,
  RoomActionSchemas,
  RoomPolicySchema,
  WaitingPersonSchema,
} from "./room-actions.js";

export * from "./room-actions.js";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const revision = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A room's id: {@link normalRoomId | in one way of writing it}. */
export const RoomIdSchema = v.pipe(
  v.string(),
  v.transform((text) => normalRoomId(text) ?? ""),
  v.regex(ROOM_ID),
);
/** A person's name: {@link cleanName | only what can be seen}, 1 to 80 characters. */
export const ParticipantNameSchema = v.pipe(
  v.string(),
  v.transform(cleanName),
  v.minLength(1),
  v.maxLength(ROOM_LIMITS.name),
);

export const MediaKindSchema = v.picklist(["audio", "video"]);

export const MediaSourceSchema = v.picklist(["microphone", "camera", "screen", "screen-audio"]);

export const AnnouncedTrackSchema = v.object({
  trackName: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  kind: MediaKindSchema,
  source: v.optional(MediaSourceSchema),
  enabled: v.optional(v.boolean()),
  rids: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(16))), v.maxLength(4))),
});

export const AnnouncedChannelSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  ordered: v.optional(v.boolean()),
  maxRetransmits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
  maxPacketLifeTime: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
});

export const AnnouncedSessionSchema = v.object({
  sessionId: id,
  tracks: v.pipe(v.array(AnnouncedTrackSchema), v.maxLength(ROOM_LIMITS.tracks)),
  channels: v.optional(v.pipe(v.array(AnnouncedChannelSchema), v.maxLength(ROOM_LIMITS.channels))),
});

export const ParticipantSchema = v.object({
  id,
  name: v.string(),
  joinedAt: v.number(),
  session: v.optional(AnnouncedSessionSchema),
  role: v.optional(RoleSchema),
  hand: v.optional(v.number()),
  speaking: v.optional(v.boolean()),
  metadata: v.optional(MetadataSchema),
});

// ---- Client to server ------------------------------------------------------------------------------------------------

/** First message on a version 1 socket. With `resume`, the server sends only what was missed, if it still has it. */
export const HelloMessageSchema = v.object({
  type: v.literal("hello"),
  protocol: v.literal(ROOM_PROTOCOL_VERSION),
  gathers: v.optional(v.boolean()),
  resume: v.optional(
    v.object({
      epoch: id,
      revision,
      chat: v.optional(v.number()),
      features: v.optional(v.pipe(v.record(FeatureNameSchema, revision), v.maxEntries(MAX_FEATURES))),
    }),
  ),
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

export const PingMessageSchema = v.object({ type: v.literal("ping") });

export const ClientMessageSchema = v.variant("type", [
  HelloMessageSchema,
  CloudflareSessionMessageSchema,
  TrackStateMessageSchema,
  LeaveRequestSchema,
  HeartbeatMessageSchema,
  ...RoomActionSchemas,
]);

// ---- Server to client ------------------------------------------------------------------------------------------------

/** Answers `hello`. Without `participants` the socket was resumed and the missed changes follow. */
export const WelcomeMessageSchema = v.object({
  type: v.literal("welcome"),
  protocol: v.number(),
  roomId: v.string(),
  participantId: id,
  epoch: id,
  revision,
  timing: v.object({ heartbeat: v.number(), stale: v.number() }),
  participants: v.optional(v.array(ParticipantSchema)),
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
export const LeaveMessageSchema = v.object({
  type: v.literal("leave"),
  revision,
  from: id,
  data: v.object({ participant_id: id, reason: v.picklist([...LeaveReasonSchema.options, "audience"]) }),
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

/** What its recipient sees of a feature of the application is another. */
export const FeatureMessageSchema = v.object({
  type: v.literal("feature"),
  feature: FeatureNameSchema,
  version: revision,
  change: v.custom<Delta>((value) => typeof value === "object" && value !== null),
});

/** With `count` so many of the audience have reacted alike, of whom `from` is one. */
export const ReactionMessageSchema = v.object({
  type: v.literal("reaction"),
  from: id,
  reaction: v.string(),
  count: v.optional(v.number()),
});

const AudienceMemberSchema = v.object({ id, name: v.string(), hand: v.optional(v.number()) });

/** Who is in the room and not in its roster. What is given replaces what was. */
export const AudienceMessageSchema = v.object({
  type: v.literal("audience"),
  count: v.optional(v.number()),
  sample: v.optional(v.array(AudienceMemberSchema)),
  hands: v.optional(v.array(AudienceMemberSchema)),
});

/** Answers a search. */
export const FoundMessageSchema = v.object({
  type: v.literal("found"),
  text: v.string(),
  people: v.array(AudienceMemberSchema),
  hasMore: v.optional(v.boolean()),
});

/** How the recipient is in the audience, where no roster has them. */
export const SeatMessageSchema = v.object({ type: v.literal("seat"), participant: ParticipantSchema });

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

export const ErrorMessageSchema = v.object({
  type: v.literal("error"),
  code: v.string(),
  reason: v.string(),
  ref: v.optional(v.string()),
});

const NEWS = [
  JoinMessageSchema,
  LeaveMessageSchema,
  SessionMessageSchema,
  TrackStateChangeSchema,
  ParticipantChangeSchema,
  PolicyChangeSchema,
  ChatUpdateSchema,
  FeatureMessageSchema,
  ReactionMessageSchema,
  AudienceMessageSchema,
] as const;

/** What happened within a moment, without what was overtaken. */
export const BatchMessageSchema = v.object({
  type: v.literal("batch"),
  since: v.optional(revision),
  revision: v.optional(revision),
  messages: v.array(v.variant("type", NEWS)),
});

export const ServerMessageSchema = v.variant("type", [
  WelcomeMessageSchema,
  ...NEWS,
  BatchMessageSchema,
  SeatMessageSchema,
  FoundMessageSchema,
  WaitMessageSchema,
  AskedMessageSchema,
  WaitingMessageSchema,
  DoneMessageSchema,
  ErrorMessageSchema,
  HeartbeatMessageSchema,
  PingMessageSchema,
]);

// ---- HTTP ------------------------------------------------------------------------------------------------------------

export const CreateRoomRequestSchema = v.object({
  id: v.optional(RoomIdSchema),
  name: v.optional(v.pipe(v.string(), v.maxLength(ROOM_LIMITS.name))),
  capacity: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  locked: v.optional(v.boolean()),
  waitingRoom: v.optional(v.boolean()),
  endsAt: v.optional(v.number()),
  durationSeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(ROOM_LIMITS.duration))),
});

export const RoomInfoSchema = v.object({
  id: v.string(),
  name: v.optional(v.string()),
  createdAt: v.number(),
  participantCount: v.number(),
  audienceCount: v.optional(v.number()),
  capacity: v.optional(v.number()),
  locked: v.optional(v.boolean()),
  waitingRoom: v.optional(v.boolean()),
  endsAt: v.optional(v.number()),
});

export const CreateRoomReplySchema = v.object({ ...RoomInfoSchema.entries, hostToken: v.optional(v.string()) });

export const JoinRoomRequestSchema = v.object({
  name: v.optional(ParticipantNameSchema),
  audience: v.optional(v.boolean()),
  session: v.optional(v.boolean()),
  offer: v.optional(SessionDescriptionSchema),
});

const iceServer = v.object({
  urls: v.union([v.string(), v.array(v.string())]),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});

export const JoinRoomReplySchema = v.object({
  participantId: id,
  participantName: v.string(),
  room: RoomInfoSchema,
  token: v.string(),
  expiresAt: v.number(),
  expiresIn: v.number(),
  iceServers: v.array(iceServer),
  iceExpiresIn: v.optional(v.number()),
  role: v.optional(RoleSchema),
  sessionId: v.optional(id),
  ticket: v.optional(v.string()),
  participants: v.optional(v.array(ParticipantSchema)),
  opening: v.optional(v.custom<TracksReply>((value) => typeof value === "object" && value !== null)),
});

export const SocketTicketReplySchema = v.object({
  ticket: v.string(),
  expiresAt: v.number(),
});

export const OpenPollRequestSchema = v.object({
  protocols: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4_096))), v.maxLength(8)),
});

const PollEndSchema = v.object({ code: v.number(), reason: v.string() });

export const OpenPollReplySchema = v.object({ key: v.optional(v.string()), end: v.optional(PollEndSchema) });

export const PollReplySchema = v.object({ messages: v.array(v.string()), end: v.optional(PollEndSchema) });

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const PollSayRequestSchema = v.object({
  after: count,
  messages: v.pipe(v.array(v.nullable(v.string())), v.maxLength(64)),
  close: v.optional(count),
});

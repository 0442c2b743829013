/** What a participant asks of the room, and what becomes of it. */
import * as v from "valibot";
import { FEATURE_NAME, ROOM_LIMITS } from "../tables.js";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

export const RoleSchema = v.picklist(["host", "speaker", "viewer", "audience"]);

export const MetadataSchema = v.pipe(
  v.record(
    v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    v.union([v.pipe(v.string(), v.maxLength(512)), v.number(), v.boolean(), v.null()]),
  ),
  v.maxEntries(ROOM_LIMITS.metadata),
);

export const ChatMessageSchema = v.object({
  id,
  version: v.number(),
  from: id,
  name: v.string(),
  to: v.optional(id),
  text: v.string(),
  at: v.number(),
  editedAt: v.optional(v.number()),
  deleted: v.optional(v.boolean()),
  replyTo: v.optional(id),
  unfinished: v.optional(v.boolean()),
  failure: v.optional(v.object({ code: v.string(), at: v.number() })),
});

export const RoomPolicySchema = v.object({
  locked: v.boolean(),
  waitingRoom: v.boolean(),
  spotlight: v.array(id),
  endsAt: v.optional(v.number()),
});

export const WaitingPersonSchema = v.object({ id, name: v.string(), since: v.number() });

export const FeatureNameSchema = v.pipe(v.string(), v.regex(FEATURE_NAME));

export const ModeratedSourceSchema = v.picklist(["microphone", "camera", "screen"]);

/** Answered with `done` or `error`, with the same `ref`. */
const ref = v.optional(v.pipe(v.string(), v.maxLength(64)));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(ROOM_LIMITS.chatText));

export const RoomActionSchemas = [
  v.object({ type: v.literal("hand"), ref, raised: v.boolean(), participantId: v.optional(id) }),
  v.object({ type: v.literal("reaction"), ref, reaction: v.pipe(v.string(), v.minLength(1), v.maxLength(32)) }),
  v.object({ type: v.literal("speaking"), ref, speaking: v.boolean() }),
  v.object({
    type: v.literal("profile"),
    ref,
    name: v.optional(v.string()),
    metadata: v.optional(MetadataSchema),
  }),
  v.object({ type: v.literal("chat"), ref, id, text, to: v.optional(id), replyTo: v.optional(id) }),
  v.object({ type: v.literal("chat-edit"), ref, id, text }),
  v.object({ type: v.literal("chat-delete"), ref, id }),
  v.object({ type: v.literal("search"), ref, text: v.pipe(v.string(), v.minLength(1), v.maxLength(ROOM_LIMITS.name)) }),
  v.object({ type: v.literal("feature"), ref, feature: FeatureNameSchema, command: v.unknown() }),
  v.object({ type: v.literal("mute"), ref, participantId: v.optional(id), source: ModeratedSourceSchema }),
  v.object({ type: v.literal("ask-unmute"), ref, participantId: id, source: ModeratedSourceSchema }),
  v.object({ type: v.literal("role"), ref, participantId: id, role: RoleSchema }),
  v.object({ type: v.literal("remove"), ref, participantId: id, ban: v.optional(v.boolean()) }),
  v.object({ type: v.literal("admit"), ref, participantId: v.optional(id) }),
  v.object({ type: v.literal("deny"), ref, participantId: id }),
  v.object({
    type: v.literal("policy"),
    ref,
    locked: v.optional(v.boolean()),
    waitingRoom: v.optional(v.boolean()),
    spotlight: v.optional(v.pipe(v.array(id), v.maxLength(ROOM_LIMITS.spotlight))),
    endsAt: v.optional(v.nullable(v.number())),
  }),
  v.object({ type: v.literal("end"), ref }),
] as const;

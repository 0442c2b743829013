/** What a backend with the API key asks of rooms over HTTP. */
import * as v from "valibot";
import {
  FeatureNameSchema,
  ModeratedSourceSchema,
  RoleSchema,
  RoomPolicySchema,
  WaitingPersonSchema,
} from "./room-actions.js";
import { ParticipantNameSchema, ParticipantSchema, RoomInfoSchema } from "./room-protocol.js";
import { ROOM_LIMITS } from "../tables.js";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(ROOM_LIMITS.chatText));

/** A room; whoever has the API key is told more of it. */
export const RoomReplySchema = v.object({
  ...RoomInfoSchema.entries,
  policy: v.optional(RoomPolicySchema),
  participants: v.optional(v.array(ParticipantSchema)),
  waiting: v.optional(v.array(WaitingPersonSchema)),
  endedAt: v.optional(v.number()),
});

export const RoomListSchema = v.object({ rooms: v.array(RoomInfoSchema), next: v.optional(v.string()) });

export const RoomCommandSchema = v.variant("type", [
  v.object({ type: v.literal("mute"), participantId: v.optional(id), source: ModeratedSourceSchema }),
  v.object({ type: v.literal("ask-unmute"), participantId: id, source: ModeratedSourceSchema }),
  v.object({ type: v.literal("role"), participantId: id, role: RoleSchema }),
  v.object({ type: v.literal("remove"), participantId: id, ban: v.optional(v.boolean()) }),
  v.object({ type: v.literal("admit"), participantId: v.optional(id) }),
  v.object({ type: v.literal("deny"), participantId: id }),
  v.object({
    type: v.literal("policy"),
    locked: v.optional(v.boolean()),
    waitingRoom: v.optional(v.boolean()),
    spotlight: v.optional(v.pipe(v.array(id), v.maxLength(ROOM_LIMITS.spotlight))),
    endsAt: v.optional(v.nullable(v.number())),
  }),
  v.object({ type: v.literal("end") }),
  v.object({
    type: v.literal("chat"),
    text,
    id: v.optional(id),
    name: v.optional(ParticipantNameSchema),
    to: v.optional(id),
    replyTo: v.optional(id),
  }),
  v.object({ type: v.literal("chat-delete"), id }),
  v.object({ type: v.literal("feature"), feature: FeatureNameSchema, command: v.unknown() }),
]);

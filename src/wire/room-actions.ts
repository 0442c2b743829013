/**
 * What a participant may ask of the room beside publishing: to be heard, to say something, and, as a host, to keep order.
 * Everything is asked for, and takes effect when the server says so.
 */
import * as v from "valibot";
import { ROOM_LIMITS } from "./room-constants.js";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

/** Hosts keep order, speakers publish, viewers watch, chat and raise their hand. */
export const RoleSchema = v.picklist(["host", "speaker", "viewer"]);
export type Role = v.InferOutput<typeof RoleSchema>;

/** What an application wants everyone to know of a participant: up to {@link ROOM_LIMITS.metadata} entries. */
export const MetadataSchema = v.pipe(
  v.record(
    v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    v.union([v.pipe(v.string(), v.maxLength(512)), v.number(), v.boolean(), v.null()]),
  ),
  v.maxEntries(ROOM_LIMITS.metadata),
);
export type Metadata = v.InferOutput<typeof MetadataSchema>;

/** A message of the chat, as those may read it to whom it is said. */
export const ChatMessageSchema = v.object({
  /** Made by the author's client, so that a message that is sent twice is there once. */
  id,
  /** Grows with every post, edit and deletion in the room: what a client that comes back has is said by the highest. */
  version: v.number(),
  from: id,
  /** The author's name when it was said: they may have gone since. */
  name: v.string(),
  /** The one other person who reads it. Absent: everybody. */
  to: v.optional(id),
  /** Empty when it was deleted. */
  text: v.string(),
  /** Milliseconds since 1970, by the server's clock. The order of the chat. */
  at: v.number(),
  editedAt: v.optional(v.number()),
  deleted: v.optional(v.boolean()),
  /** The id of the message that it answers. */
  replyTo: v.optional(id),
});
export type ChatMessage = v.InferOutput<typeof ChatMessageSchema>;

/** What holds for the whole room. */
export const RoomPolicySchema = v.object({
  /** Nobody new comes in. */
  locked: v.boolean(),
  /** Whoever comes waits until a host lets them in. */
  waitingRoom: v.boolean(),
  /** Whom everybody sees large, in this order. */
  spotlight: v.array(id),
  /** When the room ends, in milliseconds since 1970 by the server's clock. */
  endsAt: v.optional(v.number()),
});
export type RoomPolicy = v.InferOutput<typeof RoomPolicySchema>;

/** Somebody at the door. */
export const WaitingPersonSchema = v.object({ id, name: v.string(), since: v.number() });
export type WaitingPerson = v.InferOutput<typeof WaitingPersonSchema>;

/** What a host may ask somebody to turn on or off. */
export const ModeratedSourceSchema = v.picklist(["microphone", "camera", "screen"]);
export type ModeratedSource = v.InferOutput<typeof ModeratedSourceSchema>;

/** Answered with `done` or `error`, with the same `ref`. */
const ref = v.optional(v.pipe(v.string(), v.maxLength(64)));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(ROOM_LIMITS.chatText));

export const RoomActionSchemas = [
  /** Raises or lowers one's hand; a host may lower somebody else's. */
  v.object({ type: v.literal("hand"), ref, raised: v.boolean(), participantId: v.optional(id) }),
  v.object({ type: v.literal("reaction"), ref, reaction: v.pipe(v.string(), v.minLength(1), v.maxLength(32)) }),
  /** Whether one is speaking, as far as one's own microphone tells. */
  v.object({ type: v.literal("speaking"), ref, speaking: v.boolean() }),
  /** Another name, or other metadata: what is given replaces what was. */
  v.object({
    type: v.literal("profile"),
    ref,
    name: v.optional(v.string()),
    metadata: v.optional(MetadataSchema),
  }),
  v.object({ type: v.literal("chat"), ref, id, text, to: v.optional(id), replyTo: v.optional(id) }),
  /** Authors only. */
  v.object({ type: v.literal("chat-edit"), ref, id, text }),
  /** Authors and hosts. */
  v.object({ type: v.literal("chat-delete"), ref, id }),
  // ---- Hosts only ----
  /** Turns somebody's, or with no `participantId` everybody else's, microphone, camera or screen off. */
  v.object({ type: v.literal("mute"), ref, participantId: v.optional(id), source: ModeratedSourceSchema }),
  v.object({ type: v.literal("ask-unmute"), ref, participantId: id, source: ModeratedSourceSchema }),
  /** Another role. Making somebody else host and oneself speaker hands the room over. */
  v.object({ type: v.literal("role"), ref, participantId: id, role: RoleSchema }),
  /** Puts somebody out; with `ban` they cannot come back while the room lasts. */
  v.object({ type: v.literal("remove"), ref, participantId: id, ban: v.optional(v.boolean()) }),
  /** Lets somebody in who waits; with no `participantId` everybody. */
  v.object({ type: v.literal("admit"), ref, participantId: v.optional(id) }),
  v.object({ type: v.literal("deny"), ref, participantId: id }),
  /** What is given replaces what was; `endsAt: null` takes the end away. */
  v.object({
    type: v.literal("policy"),
    ref,
    locked: v.optional(v.boolean()),
    waitingRoom: v.optional(v.boolean()),
    spotlight: v.optional(v.pipe(v.array(id), v.maxLength(ROOM_LIMITS.spotlight))),
    endsAt: v.optional(v.nullable(v.number())),
  }),
  /** Ends the room for everybody. */
  v.object({ type: v.literal("end"), ref }),
] as const;

type WithoutRef<T> = T extends unknown ? Omit<T, "ref"> : never;
/** A {@link RoomActionSchemas | request} as it goes over the wire. */
export type RoomActionMessage = v.InferOutput<(typeof RoomActionSchemas)[number]>;
/** Something that a participant may ask of the room. */
export type RoomAction = WithoutRef<RoomActionMessage>;

/** What a room server tells a backend by webhook. */
import * as v from "valibot";
import type { RoomEventType } from "../room-events.js";
import { ChatMessageSchema, MetadataSchema, RoleSchema } from "./room-actions.js";
import { LeaveReasonSchema } from "./room-protocol.js";

const participant = v.object({
  id: v.string(),
  name: v.string(),
  role: RoleSchema,
  joinedAt: v.number(),
  metadata: v.optional(MetadataSchema),
});

const eventOf = <T extends RoomEventType, D extends v.ObjectEntries>(type: T, details: D) =>
  v.object({
    type: v.literal(type),
    timestamp: v.string(),
    data: v.object({
      room: v.object({ id: v.string(), name: v.optional(v.string()) }),
      sequence: v.number(),
      ...details,
    }),
  });

/** The body of a delivery, by the kind of event. */
export const ROOM_EVENT_SCHEMAS = {
  "room.started": eventOf("room.started", {}),
  "room.ended": eventOf("room.ended", { reason: v.picklist(["empty", "ended"]) }),
  "participant.joined": eventOf("participant.joined", { participant }),
  "participant.left": eventOf("participant.left", { participant, reason: LeaveReasonSchema }),
  "chat.message": eventOf("chat.message", { message: ChatMessageSchema }),
  report: eventOf("report", {
    kind: v.string(),
    id: v.string(),
    participantId: v.string(),
    report: v.record(v.string(), v.unknown()),
  }),
} as const satisfies Record<RoomEventType, v.GenericSchema>;

/** The body of any delivery. */
export const RoomEventSchema = v.variant("type", [
  ROOM_EVENT_SCHEMAS["room.started"],
  ROOM_EVENT_SCHEMAS["room.ended"],
  ROOM_EVENT_SCHEMAS["participant.joined"],
  ROOM_EVENT_SCHEMAS["participant.left"],
  ROOM_EVENT_SCHEMAS["chat.message"],
  ROOM_EVENT_SCHEMAS.report,
]);

/** What asks for a guest link, and what answers. */
import * as v from "valibot";
import { GUEST_ID, GUEST_LINK_LIFE } from "../guest-links.js";
import { ParticipantNameSchema } from "./room-protocol.js";

export const GuestLinkRequestSchema = v.object({
  guestId: v.optional(v.pipe(v.string(), v.regex(GUEST_ID))),
  name: v.optional(ParticipantNameSchema),
  expiresIn: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(GUEST_LINK_LIFE.most))),
});

export const GuestLinkSchema = v.object({
  guestId: v.string(),
  participantId: v.string(),
  room: v.string(),
  key: v.string(),
  whip: v.string(),
  path: v.string(),
  expiresAt: v.number(),
});

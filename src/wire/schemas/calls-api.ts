/** The requests of the Connection API, as the proxy checks them and the local SFU decodes them. */
import * as v from "valibot";
import { CALLS_LIMITS, CALLS_ROUTES } from "../tables.js";

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(CALLS_LIMITS.name));
const sessionId = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** A media id, or `#` and the track name of the transceiver's own publication. */
const mid = v.pipe(v.string(), v.maxLength(CALLS_LIMITS.name + 1));
const location = v.picklist(["local", "remote"]);

export const SessionDescriptionSchema = v.object({
  type: v.picklist(["offer", "answer"]),
  sdp: v.pipe(v.string(), v.minLength(1), v.maxLength(CALLS_LIMITS.sdp)),
});

const ordering = v.picklist(["none", "asciibetical"]);
export const SimulcastSchema = v.object({
  preferredRid: v.optional(v.pipe(v.string(), v.maxLength(64))),
  priorityOrdering: v.optional(ordering),
  ridNotAvailable: v.optional(ordering),
});

export const TrackObjectSchema = v.object({
  location,
  mid: v.optional(mid),
  sessionId: v.optional(sessionId),
  trackName: v.optional(name),
  bidirectionalMediaStream: v.optional(v.boolean()),
  kind: v.optional(v.picklist(["audio", "video"])),
  simulcast: v.optional(SimulcastSchema),
});

export const NewSessionRequestSchema = v.object({
  sessionDescription: v.optional(SessionDescriptionSchema),
});

export const NewTracksRequestSchema = v.object({
  sessionDescription: v.optional(SessionDescriptionSchema),
  tracks: v.optional(v.array(TrackObjectSchema)),
  autoDiscover: v.optional(v.boolean()),
});

export const UpdateTracksRequestSchema = v.object({
  sessionDescription: v.optional(SessionDescriptionSchema),
  tracks: v.array(v.object({ ...TrackObjectSchema.entries, location: v.optional(location, "remote") })),
});

export const RenegotiateRequestSchema = v.object({ sessionDescription: SessionDescriptionSchema });

export const CloseTracksRequestSchema = v.object({
  tracks: v.array(v.object({ mid })),
  force: v.boolean(),
  sessionDescription: v.optional(SessionDescriptionSchema),
});

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
export const DataChannelObjectSchema = v.object({
  location,
  sessionId: v.optional(sessionId),
  dataChannelName: name,
  ordered: v.optional(v.boolean()),
  maxRetransmits: v.optional(wholeNumber),
  maxPacketLifeTime: v.optional(wholeNumber),
  waitForAck: v.optional(v.boolean()),
  canReply: v.optional(v.boolean()),
});

export const EstablishDataChannelsRequestSchema = v.object({
  dataChannel: v.optional(DataChannelObjectSchema),
  sessionDescription: v.optional(SessionDescriptionSchema),
});

export const NewDataChannelsRequestSchema = v.object({ dataChannels: v.array(DataChannelObjectSchema) });

export const UpdateDataChannelsRequestSchema = v.object({ dataChannels: v.array(DataChannelObjectSchema) });

const ClosedChannelSchema = v.object({
  id: v.optional(wholeNumber),
  location: v.optional(location),
  sessionId: v.optional(sessionId),
  dataChannelName: v.optional(name),
});
export const CloseDataChannelsRequestSchema = v.object({ dataChannels: v.array(ClosedChannelSchema) });

/** Every operation on a session, with the schema of its request. */
export const CALLS_OPERATIONS = {
  newSession: { ...CALLS_ROUTES.newSession, schema: NewSessionRequestSchema },
  session: { ...CALLS_ROUTES.session, schema: undefined },
  newTracks: { ...CALLS_ROUTES.newTracks, schema: NewTracksRequestSchema },
  updateTracks: { ...CALLS_ROUTES.updateTracks, schema: UpdateTracksRequestSchema },
  closeTracks: { ...CALLS_ROUTES.closeTracks, schema: CloseTracksRequestSchema },
  renegotiate: { ...CALLS_ROUTES.renegotiate, schema: RenegotiateRequestSchema },
  establishDataChannels: { ...CALLS_ROUTES.establishDataChannels, schema: EstablishDataChannelsRequestSchema },
  newDataChannels: { ...CALLS_ROUTES.newDataChannels, schema: NewDataChannelsRequestSchema },
  updateDataChannels: { ...CALLS_ROUTES.updateDataChannels, schema: UpdateDataChannelsRequestSchema },
  closeDataChannels: { ...CALLS_ROUTES.closeDataChannels, schema: CloseDataChannelsRequestSchema },
} as const;

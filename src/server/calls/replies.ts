/** The replies of the Connection API, rebuilt from the fields that we know. */
import * as v from "valibot";
import type { CallsOperation, CallsOperationTypes } from "../../wire/calls-api.js";
import { failure } from "../../wire/calls-answer.js";

/** A field that may be missing or `null`; either way it is left out. */
const maybe = <S extends v.GenericSchema>(schema: S) =>
  v.optional(
    v.pipe(
      v.nullable(schema),
      v.transform((value) => value ?? undefined),
    ),
  );

const text = maybe(v.string());
const flag = maybe(v.boolean());
const number = maybe(v.number());
const location = maybe(v.picklist(["local", "remote"]));
const errorFields = { errorCode: text };
const sessionDescription = maybe(v.object({ type: v.picklist(["offer", "answer"]), sdp: v.string() }));
const requiresImmediateRenegotiation = v.optional(v.boolean(), false);

const track = {
  location,
  mid: text,
  sessionId: text,
  trackName: text,
  bidirectionalMediaStream: flag,
  kind: maybe(v.picklist(["audio", "video"])),
  simulcast: maybe(
    v.object({
      preferredRid: text,
      priorityOrdering: maybe(v.picklist(["none", "asciibetical"])),
      ridNotAvailable: maybe(v.picklist(["none", "asciibetical"])),
    }),
  ),
  ...errorFields,
};
const channel = {
  location,
  sessionId: text,
  dataChannelName: text,
  id: number,
  ordered: flag,
  maxRetransmits: number,
  maxPacketLifeTime: number,
  waitForAck: flag,
  canReply: flag,
  ...errorFields,
};

const withDescription = <T extends { errorCode?: string | undefined }>(value: T): T =>
  value.errorCode ? { ...value, ...failure(value.errorCode) } : value;
const item = <E extends v.ObjectEntries>(entries: E) =>
  v.pipe(
    v.object(entries),
    v.transform((value) => withDescription(value as v.InferOutput<v.ObjectSchema<E, undefined>> & object)),
  );

const tracksReply = item({
  requiresImmediateRenegotiation,
  sessionDescription,
  tracks: v.optional(v.array(item(track)), []),
  ...errorFields,
});
const channelsReply = item({ dataChannels: v.optional(v.array(item(channel)), []), ...errorFields });
const status = { status: v.string() };

const REPLY_SCHEMAS = {
  newSession: item({ sessionId: v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/)), sessionDescription, ...errorFields }),
  session: item({
    tracks: v.optional(v.array(item({ ...track, ...status })), []),
    dataChannels: v.optional(v.array(item({ ...channel, ...status })), []),
    ...errorFields,
  }),
  newTracks: tracksReply,
  updateTracks: tracksReply,
  closeTracks: tracksReply,
  renegotiate: item({ sessionDescription, ...errorFields }),
  establishDataChannels: item({
    requiresImmediateRenegotiation,
    sessionDescription,
    dataChannel: maybe(item(channel)),
    ...errorFields,
  }),
  newDataChannels: channelsReply,
  updateDataChannels: channelsReply,
  closeDataChannels: channelsReply,
} satisfies Record<CallsOperation, v.GenericSchema>;

/** The reply with nothing in it but what we know, or `undefined` when it is not one. */
export function parseReply<O extends CallsOperation>(
  operation: O,
  value: unknown,
): CallsOperationTypes[O]["reply"] | undefined {
  const schema: v.GenericSchema = REPLY_SCHEMAS[operation];
  const parsed = v.safeParse(schema, value);
  return parsed.success ? (parsed.output as CallsOperationTypes[O]["reply"]) : undefined;
}

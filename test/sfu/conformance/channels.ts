import * as v from "valibot";
import type { ConformanceRow } from "./row.js";
import { channelId, failure, notReady, offer } from "./shapes.js";

const local = { location: "local", dataChannelName: "chat" };
const channel = v.looseObject({ dataChannelName: v.literal("chat"), id: channelId });

export const channelRows: readonly ConformanceRow[] = [
  {
    name: "establishing data channels with no offer",
    given: "session",
    operation: "establishDataChannels",
    body: { dataChannel: { location: "remote", dataChannelName: "server-events" } },
    status: 200,
    reply: v.strictObject({
      requiresImmediateRenegotiation: v.literal(true),
      sessionDescription: offer,
      dataChannel: v.looseObject({ dataChannelName: v.literal("server-events"), id: v.literal(0) }),
    }),
  },
  {
    name: "establishing with an offer that has no application section",
    given: "session",
    operation: "establishDataChannels",
    body: { sessionDescription: { type: "offer", sdp: "$offer" } },
    status: 400,
    reply: failure("decoding_error"),
  },
  {
    name: "establishing with another channel than server-events",
    given: "session",
    operation: "establishDataChannels",
    body: { dataChannel: { location: "remote", dataChannelName: "chat", sessionId: "$session" } },
    status: 406,
    reply: failure("invalid_params"),
    ours: true,
  },
  {
    name: "establishing a second time",
    given: "call",
    operation: "establishDataChannels",
    body: {},
    status: 406,
    reply: failure("invalid_params"),
    ours: true,
  },
  {
    name: "publishing a channel before the connection",
    given: "session",
    operation: "newDataChannels",
    body: { dataChannels: [local] },
    status: 425,
    reply: notReady,
  },
  {
    name: "publishing a channel",
    given: "call",
    operation: "newDataChannels",
    body: { dataChannels: [local] },
    status: 200,
    reply: v.strictObject({ dataChannels: v.tuple([channel]) }),
  },
  {
    name: "publishing two channels of one name",
    given: "call",
    operation: "newDataChannels",
    body: { dataChannels: [local, local] },
    status: 200,
    reply: v.strictObject({ dataChannels: v.tuple([channel, failure("repeated_local_track_error")]) }),
  },
  {
    name: "publishing an unreliable channel",
    given: "call",
    operation: "newDataChannels",
    body: { dataChannels: [{ ...local, ordered: false, maxRetransmits: 0 }] },
    status: 200,
    reply: v.strictObject({ dataChannels: v.tuple([channel]) }),
  },
  {
    name: "a channel with two limits",
    given: "call",
    operation: "newDataChannels",
    body: { dataChannels: [{ ...local, maxPacketLifeTime: 100, maxRetransmits: 0 }] },
    status: 406,
    reply: failure("invalid_params"),
    ours: true,
  },
  {
    name: "subscribing a channel that is not there",
    given: "call",
    operation: "newDataChannels",
    body: { dataChannels: [{ location: "remote", sessionId: "$publisher", dataChannelName: "nothing" }] },
    status: 200,
    reply: v.strictObject({ dataChannels: v.tuple([failure("not_found_track_error")]) }),
  },
  {
    name: "local and remote channels in one call",
    given: "call",
    operation: "newDataChannels",
    body: {
      dataChannels: [local, { location: "remote", sessionId: "$publisher", dataChannelName: "nothing" }],
    },
    status: 406,
    reply: failure("invalid_params"),
  },
  {
    name: "updating a channel that is not subscribed",
    given: "call",
    operation: "updateDataChannels",
    body: {
      dataChannels: [{ location: "remote", sessionId: "$publisher", dataChannelName: "nothing", canReply: true }],
    },
    status: 200,
    reply: v.strictObject({ dataChannels: v.tuple([failure("not_found_track_error")]) }),
  },
  {
    name: "closing a channel that is not there",
    given: "call",
    operation: "closeDataChannels",
    body: { dataChannels: [{ id: 999 }] },
    status: 200,
    reply: v.strictObject({ dataChannels: v.tuple([failure("close_track_error")]) }),
  },
];

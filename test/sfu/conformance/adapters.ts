import * as v from "valibot";
import type { ConformanceRow } from "./row.js";
import { failure, text } from "./shapes.js";

const ENDPOINT = "wss://example.com/media";
const ingest = { location: "local", trackName: "bot", endpoint: "$endpoint", inputCodec: "pcm" };
const egress = {
  location: "remote",
  sessionId: "$publisher",
  trackName: "audio",
  endpoint: "$endpoint",
  outputCodec: "pcm",
};
const adapterId = v.pipe(v.string(), v.minLength(8));
const failedItem = (trackName: string, errorCode: string) =>
  v.strictObject({ trackName: v.literal(trackName), errorCode: v.literal(errorCode), errorDescription: text });
const tracks = (...items: v.GenericSchema[]) => v.strictObject({ tracks: v.tuple(items as [v.GenericSchema]) });
const without = (item: Record<string, string>, field: string): unknown => ({
  ...Object.fromEntries(Object.entries(item).filter(([name]) => name !== field)),
  ...(field !== "endpoint" && { endpoint: ENDPOINT }),
});

/** WebSocket adapters: what is refused as a whole, item by item, and what is not. */
export const adapterRows: readonly ConformanceRow[] = [
  ...(["newAdapters", "closeAdapters"] as const).flatMap((operation): ConformanceRow[] => [
    ...(["none", "wrong"] as const).map((credentials): ConformanceRow => ({
      name: `${operation} with ${credentials === "none" ? "no" : "a wrong"} secret`,
      given: "app",
      operation,
      credentials,
      status: 401,
      reply: failure("unauthorized"),
    })),
    {
      name: `${operation} with a body that is no JSON`,
      given: "app",
      operation,
      text: "{",
      status: 400,
      reply: failure("decoding_error"),
    },
    {
      name: `${operation} with fields of wrong types`,
      given: "app",
      operation,
      body: { tracks: [{ location: 1, adapterId: 1 }] },
      status: 400,
      reply: failure("decoding_error"),
    },
    {
      name: `${operation} with nothing in it`,
      given: "app",
      operation,
      body: { tracks: [] },
      status: 406,
      reply: failure("invalid_params"),
    },
    {
      name: `${operation} with five`,
      given: "app",
      operation,
      body: { tracks: Array.from({ length: 5 }, () => ({ ...ingest, endpoint: ENDPOINT, adapterId: "a" })) },
      status: 406,
      reply: failure("invalid_params", "Expecting at most 4 track in the request"),
    },
  ]),
  ...["trackName", "endpoint", "inputCodec"].map((field): ConformanceRow => ({
    name: `an ingest adapter without ${field}`,
    given: "app",
    operation: "newAdapters",
    body: { tracks: [without(ingest, field)] },
    status: 406,
    reply: failure("invalid_params"),
  })),
  ...["trackName", "endpoint", "outputCodec", "sessionId"].map((field): ConformanceRow => ({
    name: `an egress adapter without ${field}`,
    given: "app",
    operation: "newAdapters",
    body: { tracks: [without({ ...egress, sessionId: "0".repeat(32) }, field)] },
    status: 406,
    reply: failure("invalid_params"),
  })),
  {
    name: "an adapter with an endpoint that is no WebSocket",
    given: "app",
    operation: "newAdapters",
    body: { tracks: [{ ...ingest, endpoint: "https://example.com/" }] },
    status: 406,
    reply: failure("invalid_params"),
  },
  {
    name: "an adapter with a codec that there is not",
    given: "app",
    operation: "newAdapters",
    body: { tracks: [{ ...ingest, endpoint: ENDPOINT, inputCodec: "mp3" }] },
    status: 406,
    reply: failure("invalid_params"),
  },
  {
    name: "sound into the SFU",
    given: "endpoint",
    operation: "newAdapters",
    // What an ingest adapter does not need is passed over.
    body: { tracks: [{ ...ingest, sessionId: "whatever", mode: "stream" }] },
    status: 200,
    reply: tracks(
      v.strictObject({
        trackName: v.literal("bot"),
        adapterId,
        sessionId: text,
        endpoint: v.pipe(v.string(), v.url()),
      }),
    ),
  },
  {
    name: "sound out of the SFU",
    given: "endpoint",
    operation: "newAdapters",
    body: { tracks: [{ ...egress, mode: "buffer" }] },
    status: 200,
    reply: tracks(v.strictObject({ trackName: v.literal("audio"), adapterId, endpoint: v.pipe(v.string(), v.url()) })),
  },
  {
    name: "an adapter of a track that is not there",
    given: "endpoint",
    operation: "newAdapters",
    body: { tracks: [{ ...egress, trackName: "nothing" }] },
    status: 503,
    reply: tracks(failedItem("nothing", "not_found_track_error")),
  },
  {
    name: "an adapter whose endpoint is not there",
    given: "endpoint",
    operation: "newAdapters",
    body: { tracks: [{ ...ingest, endpoint: "$nowhere" }] },
    status: 503,
    reply: tracks(failedItem("bot", "websocket_handshake_failed")),
  },
  {
    name: "an adapter that works beside one that does not",
    given: "endpoint",
    operation: "newAdapters",
    body: { tracks: [{ ...ingest, endpoint: "$nowhere" }, egress] },
    status: 200,
    reply: tracks(failedItem("bot", "websocket_handshake_failed"), v.looseObject({ adapterId })),
  },
  {
    name: "pictures of a track that is sound",
    given: "endpoint",
    operation: "newAdapters",
    body: { tracks: [{ ...egress, outputCodec: "jpeg" }] },
    status: 503,
    reply: tracks(failedItem("audio", "invalid_params")),
    ours: true,
  },
  {
    name: "closing an adapter without its id",
    given: "app",
    operation: "closeAdapters",
    body: { tracks: [{}] },
    status: 406,
    reply: failure("invalid_params"),
  },
  {
    name: "closing an adapter that is gone",
    given: "app",
    operation: "closeAdapters",
    body: { tracks: [{ adapterId: "0".repeat(32) }] },
    status: 200,
    reply: tracks(v.strictObject({ adapterId: v.literal("0".repeat(32)) })),
  },
];

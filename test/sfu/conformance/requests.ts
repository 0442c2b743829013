import * as v from "valibot";
import { CALLS_OPERATIONS } from "../../../src/wire/schemas/calls-api.js";
import { type CallsOperation } from "../../../src/wire/calls-api.js";
import type { ConformanceRow } from "./row.js";
import { disconnected, failure, text } from "./shapes.js";

const operations = Object.keys(CALLS_OPERATIONS) as CallsOperation[];
const onSession = operations.filter((operation) => operation !== "newSession");
const VALID_BODIES: Partial<Record<CallsOperation, unknown>> = {
  newTracks: { tracks: [{ location: "local", trackName: "a", kind: "audio" }] },
  updateTracks: { tracks: [{ location: "remote", mid: "0", sessionId: "s", trackName: "a" }] },
  closeTracks: { tracks: [{ mid: "0" }], force: true },
  renegotiate: { sessionDescription: { type: "answer", sdp: "v=0" } },
  establishDataChannels: {},
  newDataChannels: { dataChannels: [{ location: "local", dataChannelName: "a" }] },
  updateDataChannels: {
    dataChannels: [{ location: "remote", sessionId: "s", dataChannelName: "a", canReply: true }],
  },
  closeDataChannels: { dataChannels: [{ id: 1 }] },
};

/** What holds for calls of any kind: who may call, what a body is, what a session id is. */
export const requestRows: readonly ConformanceRow[] = [
  ...(["none", "wrong"] as const).flatMap((credentials) =>
    operations.map((operation): ConformanceRow => ({
      name: `${operation} with ${credentials === "none" ? "no" : "a wrong"} secret`,
      given: "app",
      operation,
      session: "0".repeat(32),
      credentials,
      status: 401,
      reply: failure("unauthorized"),
    })),
  ),
  {
    name: "an app that does not exist",
    given: "app",
    operation: "newSession",
    credentials: "unknown-app",
    status: 404,
    reply: failure("not_found"),
  },
  ...onSession.map((operation): ConformanceRow => ({
    name: `${operation} on a session that does not exist any more`,
    given: "app",
    operation,
    session: "0".repeat(32),
    ...(VALID_BODIES[operation] !== undefined && { body: VALID_BODIES[operation] }),
    status: 410,
    reply: disconnected,
  })),
  ...onSession
    .filter((operation) => operation !== "session")
    .flatMap((operation): ConformanceRow[] => [
      {
        name: `${operation} with a body that is no JSON`,
        given: "session",
        operation,
        text: "{",
        status: 400,
        reply: failure("decoding_error", "Failed to decode body as JSON"),
      },
      {
        name: `${operation} with fields of wrong types`,
        given: "session",
        operation,
        body: { tracks: 1, dataChannels: "x", sessionDescription: 5 },
        status: 400,
        reply: failure("decoding_error"),
      },
    ]),
  {
    name: "a new session with no body",
    given: "app",
    operation: "newSession",
    status: 201,
    reply: v.strictObject({ sessionId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)) }),
  },
  {
    name: "a new session with a correlation id and an unknown query",
    given: "app",
    operation: "newSession",
    query: "?correlationId=abc&whatever=1",
    status: 201,
    reply: v.strictObject({ sessionId: text }),
  },
  {
    name: "a body that comes as plain text",
    given: "call",
    operation: "newDataChannels",
    headers: { "content-type": "text/plain" },
    body: { dataChannels: [{ location: "local", dataChannelName: "plain" }] },
    status: 200,
    reply: v.looseObject({ dataChannels: v.array(v.looseObject({ id: v.number() })) }),
  },
];

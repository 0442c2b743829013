/**
 * What operators and programs see of a server: metrics, reports of people, and a description of its routes. This module has the
 * last, `GET /openapi.json`, made out of the schemas that check the requests.
 *
 * @module
 */
import * as v from "valibot";
import { CALLS_OPERATIONS } from "../../wire/schemas/calls-api.js";
import {
  CreateRoomReplySchema,
  CreateRoomRequestSchema,
  JoinRoomReplySchema,
  JoinRoomRequestSchema,
  RoomInfoSchema,
  SocketTicketReplySchema,
} from "../../wire/schemas/room-protocol.js";
import { ROOM_ERROR_CODES } from "../../wire/room-protocol.js";
import type { JsonSchema } from "./json-schema.js";
import { toJsonSchema } from "./json-schema.js";
import { BugReportSchema, DeadTrackSchema, FeedbackSchema } from "./reports.js";

const ErrorSchema = v.object({ error: v.object({ code: v.picklist(ROOM_ERROR_CODES), reason: v.string() }) });
const CallsErrorSchema = v.object({ errorCode: v.string(), errorDescription: v.string() });
const IdSchema = v.object({ id: v.string() });
const GuestsSchema = v.object({
  sessions: v.array(
    v.object({
      guestId: v.string(),
      participantId: v.string(),
      room: v.string(),
      /** Does media flow? */
      live: v.boolean(),
      /** Milliseconds since 1970. */
      since: v.number(),
    }),
  ),
});

/** A body: JSON of a schema, text of a type, or anything in JSON. */
type Body = v.GenericSchema | `${string}/${string}`;

interface RouteDescription {
  readonly summary: string;
  readonly request?: Body;
  /** Replies that are no errors. */
  readonly replies: Readonly<Record<number, Body | undefined>>;
  /** Errors have the shape of the Connection API. */
  readonly callsErrors?: boolean;
  /** `token`: a join token; `maybe`: a token where the server wants one; `metrics`: that of the metrics. */
  readonly access?: "token" | "maybe" | "metrics";
  readonly query?: Readonly<Record<string, string>>;
}

const SDP = "application/sdp";
const JSON_TYPE = "application/json";
const FRAGMENT = "application/trickle-ice-sdpfrag";
const named = { name: "What people in the room read." };
const inRoom = { room: "Another room than `guests`." };

/** Routes of a resource of WHIP or WHEP. */
const resource = (path: string): Record<string, RouteDescription> => ({
  [`GET ${path}`]: { summary: "Is the stream still there?", replies: { 204: undefined } },
  [`PATCH ${path}`]: {
    summary: "ICE candidates, which are not needed; or the answer to an offer of the server's.",
    request: FRAGMENT,
    replies: { 204: undefined },
  },
  [`DELETE ${path}`]: { summary: "Ends the stream.", replies: { 200: undefined } },
});

const proxied = Object.fromEntries(
  Object.entries(CALLS_OPERATIONS).map(([operation, { method, path, schema }]): [string, RouteDescription] => [
    `${method} /cloudflare/session${operation === "newSession" ? "" : path}`,
    {
      summary: `The Connection API's ${operation}, as far as the caller may.`,
      ...(schema && { request: schema }),
      replies: { [operation === "newSession" ? 201 : 200]: JSON_TYPE },
      callsErrors: true,
      access: "token",
    },
  ]),
);

/** All routes, by method and path. */
export const ROUTES: Readonly<Record<string, RouteDescription>> = {
  "GET /health": { summary: "Does the server answer?", replies: { 200: v.object({ status: v.literal("ok") }) } },
  "GET /metrics": { summary: "Counters for Prometheus.", replies: { 200: "text/plain" }, access: "metrics" },
  "GET /openapi.json": { summary: "This description.", replies: { 200: JSON_TYPE } },
  "POST /api/rooms": {
    summary: "Makes a room.",
    request: CreateRoomRequestSchema,
    replies: { 201: CreateRoomReplySchema },
    access: "maybe",
  },
  "GET /api/rooms/:id": { summary: "Describes a room.", replies: { 200: RoomInfoSchema }, access: "maybe" },
  "POST /api/rooms/:id/join": {
    summary: "Lets somebody into a room.",
    request: JoinRoomRequestSchema,
    replies: { 200: JoinRoomReplySchema },
    access: "maybe",
  },
  "POST /api/rooms/:id/ticket": {
    summary: "A ticket that opens one socket, once.",
    replies: { 201: SocketTicketReplySchema },
    access: "token",
  },
  "POST /api/rooms/:id/feedback": {
    summary: "How the call was.",
    request: FeedbackSchema,
    replies: { 202: IdSchema },
    access: "token",
  },
  "POST /api/rooms/:id/dead-track": {
    summary: "A track does not arrive.",
    request: DeadTrackSchema,
    replies: { 202: IdSchema },
    access: "token",
  },
  "POST /api/rooms/:id/report": {
    summary: "Something is wrong.",
    request: BugReportSchema,
    replies: { 202: IdSchema },
    access: "token",
  },
  "GET /ws": {
    summary: "The room's WebSocket: `?token=`, or a ticket among the subprotocols.",
    replies: { 101: undefined },
  },
  ...proxied,
  "POST /whip/:room": {
    summary: "Publishes into a room (RFC 9725).",
    request: SDP,
    replies: { 201: SDP },
    access: "maybe",
    query: named,
  },
  ...resource("/whip/:room/:resource"),
  "POST /whep/:room/:publisher": {
    summary:
      "Plays what a participant sends: by id, or by a name that one person alone has. Where tokens decide, only by one that a token gave.",
    request: SDP,
    replies: { 201: SDP },
    access: "maybe",
    query: { ...named, source: "`screen` for their screen." },
  },
  ...resource("/whep/:room/:publisher/:resource"),
  "POST /api/calls/whip/:guest": {
    summary: "Publishes as a guest.",
    request: SDP,
    replies: { 201: SDP },
    access: "maybe",
    query: { ...named, ...inRoom },
  },
  "DELETE /api/calls/session/:guest": {
    summary: "Ends what a guest publishes.",
    replies: { 200: undefined },
    access: "maybe",
    query: inRoom,
  },
  "GET /api/calls/sessions": {
    summary: "Who publishes as a guest.",
    replies: { 200: GuestsSchema },
    access: "maybe",
    query: inRoom,
  },
};

const contentOf = (body: Body): JsonSchema =>
  typeof body === "string" ? { [body]: {} } : { [JSON_TYPE]: { schema: toJsonSchema(body) } };

const SECURITY = { token: [{ token: [] }], maybe: [{ token: [] }, {}], metrics: [{ metrics: [] }] } as const;

function operationOf(path: string, route: RouteDescription): JsonSchema {
  const { summary, request, replies, callsErrors = false, access, query = {} } = route;
  const parameter = (name: string, place: string, description?: string): JsonSchema => ({
    name,
    in: place,
    required: place === "path",
    schema: { type: "string" },
    ...(description !== undefined && { description }),
  });
  return {
    summary,
    parameters: [
      ...[...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => parameter(name, "path")),
      ...Object.entries(query).map(([name, description]) => parameter(name, "query", description)),
    ],
    ...(request && { requestBody: { content: contentOf(request) } }),
    ...(access && { security: SECURITY[access] }),
    responses: {
      ...Object.fromEntries(
        Object.entries(replies).map(([status, body]) => [
          status,
          { description: "Done.", ...(body && { content: contentOf(body) }) },
        ]),
      ),
      default: { description: "Refused.", content: contentOf(callsErrors ? CallsErrorSchema : ErrorSchema) },
    },
  };
}

let made: JsonSchema | undefined;

/** The description, in OpenAPI 3.1. */
export function openApi(): JsonSchema {
  return (made ??= make());
}

function make(): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [route, description] of Object.entries(ROUTES)) {
    const [method = "", path = ""] = route.split(" ");
    const key = path.replaceAll(/:(\w+)/g, "{$1}");
    paths[key] = { ...paths[key], [method.toLowerCase()]: operationOf(path, description) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "calls-elements room server", version: "1" },
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A token for the room." },
        metrics: { type: "http", scheme: "bearer", description: "METRICS_TOKEN." },
      },
    },
  };
}

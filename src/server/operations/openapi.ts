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
  OpenPollReplySchema,
  OpenPollRequestSchema,
  PollReplySchema,
  PollSayRequestSchema,
  SocketTicketReplySchema,
} from "../../wire/schemas/room-protocol.js";
import { GuestLinkRequestSchema, GuestLinkSchema } from "../../wire/schemas/guest-links.js";
import { RoomCommandSchema, RoomListSchema, RoomReplySchema } from "../../wire/schemas/room-api.js";
import { ROOM_EVENT_SCHEMAS } from "../../wire/schemas/room-events.js";
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
      name: v.string(),
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
  /** `token`: a join token; `maybe`: a token where the server wants one; `key`: the API key; `metrics`: that of the metrics. */
  readonly access?: "token" | "maybe" | "key" | "metrics";
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
  "GET /health": {
    summary: "Does the server answer? It names what its rooms have beside people.",
    replies: { 200: v.object({ status: v.literal("ok"), features: v.optional(v.array(v.string())) }) },
  },
  "GET /metrics": { summary: "Counters for Prometheus.", replies: { 200: "text/plain" }, access: "metrics" },
  "GET /openapi.json": { summary: "This description.", replies: { 200: JSON_TYPE } },
  "POST /api/rooms": {
    summary: "Makes a room.",
    request: CreateRoomRequestSchema,
    replies: { 201: CreateRoomReplySchema },
    access: "maybe",
  },
  "GET /api/rooms": {
    summary: "Which rooms there are, by id, a page at a time.",
    replies: { 200: RoomListSchema },
    access: "key",
    query: {
      after: "The last id of the page before, which its `next` says.",
      limit: "Rooms of a page, 1 to 100; 20 when absent.",
    },
  },
  "GET /api/rooms/:id": {
    summary: "Describes a room. Whoever shows the API key is told of its policy and its people as well.",
    replies: { 200: RoomReplySchema },
    access: "maybe",
  },
  "POST /api/rooms/:id/actions": {
    summary: "Does in a room what a host could: mutes, puts out, admits, ends it, says something.",
    request: RoomCommandSchema,
    replies: { 204: undefined },
    access: "key",
  },
  "GET /api/rooms/:id/:path": {
    summary: "What a service of the room tells, such as `transcript`, in the type that it says.",
    replies: { 200: JSON_TYPE },
    access: "key",
  },
  "POST /api/rooms/:id/:path": {
    summary: "Asks a service of the room for something.",
    request: JSON_TYPE,
    replies: { 200: JSON_TYPE },
    access: "key",
  },
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
  "POST /api/poll": {
    summary: "Opens the same socket over plain HTTP, by long polling. The reply's key is the bearer of what follows.",
    request: OpenPollRequestSchema,
    replies: { 201: OpenPollReplySchema },
  },
  "GET /api/poll": {
    summary: "What the room has said since, as soon as there is something.",
    replies: { 200: PollReplySchema },
    query: { after: "How many messages have arrived before." },
    access: "token",
  },
  "PUT /api/poll": {
    summary: "Says something to the room.",
    request: PollSayRequestSchema,
    replies: { 204: undefined },
    access: "token",
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
  "POST /api/calls/links": {
    summary: "Makes a link by which somebody without an account publishes as a guest. Hosts may, and your backend.",
    request: GuestLinkRequestSchema,
    replies: { 201: GuestLinkSchema },
    access: "maybe",
    query: inRoom,
  },
  "POST /api/calls/whip/:guest": {
    summary: "Publishes as a guest. The key of a link is the bearer token, and says the room.",
    request: SDP,
    replies: { 201: SDP },
    access: "maybe",
    query: { ...named, ...inRoom },
  },
  "DELETE /api/calls/session/:guest": {
    summary: "Ends what a guest publishes.",
    replies: { 200: undefined },
    access: "maybe",
    query: { ...inRoom, ban: "`true`: they do not come back while the room lasts. For hosts, and your backend." },
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

const SECURITY = {
  token: [{ token: [] }],
  maybe: [{ token: [] }, { key: [] }, {}],
  key: [{ key: [] }],
  metrics: [{ metrics: [] }],
} as const;

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

/** What the server tells a backend: the receiver answers 2xx once it has it, 410 to be told of nothing more. */
const webhooks = Object.fromEntries(
  Object.entries(ROOM_EVENT_SCHEMAS).map(([type, schema]) => [
    type,
    {
      post: {
        parameters: ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => ({
          name,
          in: "header",
          required: true,
          schema: { type: "string" },
        })),
        requestBody: { content: contentOf(schema) },
        responses: { "2XX": { description: "Kept." }, "410": { description: "Tell nothing more." } },
      },
    },
  ]),
);

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
    webhooks,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A token for the room." },
        key: { type: "http", scheme: "bearer", description: "API_KEY." },
        metrics: { type: "http", scheme: "bearer", description: "METRICS_TOKEN." },
      },
    },
  };
}

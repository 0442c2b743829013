/** What the room server answers over HTTP, as far as its adapter asks. */
import * as v from "valibot";
import { infoOf, selfOf } from "../room/info.js";
import type { CallsRequest } from "../room/guard.js";
import { wayIn } from "../room/door.js";
import type { RoomPerson, RoomSettings } from "../room/state.js";
import { failed } from "../wire/calls-answer.js";
import type { CallsAnswer } from "../wire/calls-answer.js";
import type { CallsOperation } from "../wire/calls-api.js";
import { cleanName, isName } from "../wire/participant-name.js";
import type { JoinRoomReply, RoomErrorCode, RoomErrorReply, SocketTicketReply } from "../wire/room-protocol.js";
import { CALLS_OPERATIONS } from "../wire/schemas/calls-api.js";
import { normalRoomId } from "../wire/room-id.js";
import { CALLS_ROUTES, ROOM_LIMITS, ROOM_PATHS } from "../wire/tables.js";
import type { HostedRoom } from "./hosted-room.js";

/** Somebody in a room, as their token says. */
export interface Claims extends RoomPerson {
  readonly room: string;
}

/** What the answers are made of. */
export interface HttpHost {
  readonly settings: RoomSettings;
  room(id: string): HostedRoom;
  /** Somebody new, by the name that they chose. */
  stranger(room: string, name: string): Claims;
  claimsOf(token: string): Claims | undefined;
  issueToken(claims: Claims): string;
  issueTicket(claims: Claims): string;
  /** Resolves while the page can reach its rooms. */
  reachable(signal: AbortSignal): Promise<void>;
  call(claims: Claims, request: CallsRequest, signal: AbortSignal): Promise<CallsAnswer>;
  now(): number;
}

/** Milliseconds: rooms end with their page, long before. */
const LIFETIME = 24 * 60 * 60 * 1000;

const ROOM_PATH = new RegExp(`^${ROOM_PATHS.rooms}/([^/]+)/(join|ticket)$`);
const OPERATIONS = Object.keys(CALLS_ROUTES) as CallsOperation[];

/** @param signal aborted when nobody waits for the answer any more. */
export async function answerHttp(host: HttpHost, request: Request, signal: AbortSignal): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, id, what] = ROOM_PATH.exec(pathname) ?? [];
  const token = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const claims = token === undefined ? undefined : host.claimsOf(token);
  if (id === undefined) {
    const { status, body } = await answerCalls(host, request, pathname, { claims, signal });
    return Response.json(body, { status });
  }
  await host.reachable(signal);
  const room = normalRoomId(decodeURIComponent(id));
  if (room === undefined) return refuse("invalid_room", "A room id begins with a letter or digit.");
  if (token !== undefined && claims?.room !== room)
    return refuse("unauthorized", "The token is not for this room.", 401);
  if (what === "join")
    return join(host, room, claims, (await request.json()) as { name?: unknown; audience?: unknown });
  if (!claims) return refuse("unauthorized", "A token is missing.", 401);
  const reply: SocketTicketReply = { ticket: host.issueTicket(claims), expiresAt: host.now() + LIFETIME };
  return Response.json(reply, { status: 201 });
}

function refuse(code: RoomErrorCode, reason: string, status = 409): Response {
  const reply: RoomErrorReply = { error: { code, reason } };
  return Response.json(reply, { status });
}

/**
 * Like a server whose SFU takes too long to make a session with the join: the client says hello on its socket, and makes its
 * own session then. So somebody who gives up on the way has never been in.
 */
function join(
  host: HttpHost,
  id: string,
  known: Claims | undefined,
  body: { name?: unknown; audience?: unknown },
): Response {
  const name = known?.participantName ?? cleanName(String(body.name ?? ""));
  if (!isName(name)) return refuse("invalid_name", `A name has 1 to ${ROOM_LIMITS.name} characters.`);
  const somebody = known ?? host.stranger(id, name);
  const claims: Claims = body.audience === true ? { ...somebody, role: "audience" } : somebody;
  const { room: _, ...person } = claims;
  const room = host.room(id);
  const way = wayIn(room.state, host.settings, person, true);
  if (way.type === "refuse") return refuse(way.refusal.code, way.refusal.reason);
  room.take({ type: "join", enters: false, ...person });
  const reply: JoinRoomReply = {
    participantId: person.participantId,
    ...selfOf(room.state, person),
    room: infoOf(room.state),
    token: host.issueToken(claims),
    ticket: host.issueTicket(claims),
    expiresAt: host.now() + LIFETIME,
    expiresIn: LIFETIME,
    iceServers: [],
  };
  return Response.json(reply);
}

async function answerCalls(
  host: HttpHost,
  request: Request,
  path: string,
  { claims, signal }: { readonly claims: Claims | undefined; readonly signal: AbortSignal },
): Promise<CallsAnswer> {
  const route = routeOf(request.method, path);
  if (!route) return failed(404, "not_found");
  if (!claims) return failed(401, "unauthorized");
  const { schema } = CALLS_OPERATIONS[route.operation];
  const parsed = schema && v.safeParse<v.GenericSchema>(schema, await request.json().catch(() => ({})));
  if (parsed?.success === false) return failed(400, "decoding_error");
  return host.call(claims, { ...route, body: parsed?.output } as CallsRequest, signal);
}

function routeOf(
  method: string,
  path: string,
): { readonly operation: CallsOperation; readonly sessionId: string | undefined } | undefined {
  if (!`${path}/`.startsWith(`${ROOM_PATHS.sessions}/`)) return undefined;
  const [id, ...rest] = path.slice(ROOM_PATHS.sessions.length + 1).split("/");
  if (!id) return method === "POST" ? { operation: "newSession", sessionId: undefined } : undefined;
  const place = ["/:id", ...rest].join("/");
  const operation = OPERATIONS.find(
    (each) => CALLS_ROUTES[each].method === method && CALLS_ROUTES[each].path === place,
  );
  return operation && { operation, sessionId: decodeURIComponent(id) };
}

/** `/api/rooms…`: making rooms and entering them. */
import type { SessionDescription } from "../../wire/calls-api.js";
import type {
  CreateRoomReply,
  CreateRoomRequest,
  JoinRoomReply,
  RoomInfo,
  SocketTicketReply,
} from "../../wire/room-protocol.js";
import type { RoomDetails } from "../../wire/room-api.js";
import { normalRoomId } from "../../wire/room-id.js";
import { CreateRoomRequestSchema, JoinRoomRequestSchema } from "../../wire/schemas/room-protocol.js";
import { ROOM_LIMITS } from "../../wire/room-protocol.js";
import type { Callers } from "../access/callers.js";
import { isVouchedFor } from "../access/callers.js";
import { isOperator, requireOperator } from "../access/operator.js";
import type { Identify } from "../access/identity.js";
import type { JoinClaims, TokenClaims, Tokens } from "../access/tokens.js";
import { DEFAULT_ROLE, bearerOf } from "../access/tokens.js";
import type { IceServers } from "../calls/ice-servers.js";
import { RoomServerError } from "../errors.js";
import { parseBody, readJson } from "./http.js";
import { randomId } from "../../base/random-id.js";
import { roleInToken } from "../../room/roles.js";
import { subjectKey } from "../../room/state.js";
import type { RoomOrder } from "../../room/state.js";
import type { Rooms } from "../rooms.js";

/** Who may enter: everybody, or those with a token of your backend. */
export type Access = "open" | "token";

export interface RoomRoutes {
  rooms: Rooms;
  tokens: Tokens;
  access: Access;
  /** Lets your backend steer rooms. Without it nobody can. */
  apiKey?: string | undefined;
  iceServers: (signal: AbortSignal) => Promise<IceServers>;
  /** Milliseconds for which their credentials are good, if they have any. */
  iceLifetime?: number;
  /** Tells people whom an identity provider vouches for. */
  identify?: Identify;
  /** Holds callers to what they may do. Default: nobody is counted. */
  callers?: Callers;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

/** Claims of a token. Somebody whom an identity provider vouches for may enter every room. */
export type Caller = Omit<TokenClaims, "room"> & { readonly room: string | undefined };

/** Your backend, which makes every room and is nobody in it. */
export const OPERATOR: Caller = {
  room: undefined,
  participantId: undefined,
  name: undefined,
  role: "host",
};

/** What a verdict on the caller is kept under: they may have a token that names no participant. */
export const keyOf = ({ participantId, subject }: Caller): string | undefined =>
  participantId ?? (subject === undefined ? undefined : subjectKey(subject));

const MAX_BODY = 16 * 1024;
/** With room for a template of an offer, which is repeated here. */
const MAX_JOIN = 32 * 1024;

const invalidRoom = (): RoomServerError =>
  new RoomServerError(
    "invalid_room",
    "A room id has 1 to 64 letters, digits, and . _ ~ - and begins with a letter or digit.",
  );

export function roomIdOf(text: string): string {
  const id = normalRoomId(text);
  if (id === undefined) throw invalidRoom();
  return id;
}

const otherRoom = (): RoomServerError => new RoomServerError("forbidden", "The token is for another room.");

/** What is known of the caller: nothing without a token on an open server. */
async function callerOf(request: Request, { tokens, access, identify }: RoomRoutes): Promise<Caller | undefined> {
  const identity = await identify?.(request);
  if (identity) return { ...identity, room: undefined, participantId: undefined };
  const bearer = bearerOf(request);
  return bearer === undefined && access === "open" ? undefined : tokens.verify(bearer);
}

/** What is known of the caller, who may enter this room. */
export async function callerFor(request: Request, room: string, routes: RoomRoutes): Promise<Caller | undefined> {
  const caller = await callerOf(request, routes);
  if (caller?.room !== undefined && caller.room !== room) {
    throw otherRoom();
  }
  return caller;
}

/** Did the caller choose their name themselves? Then they may choose another. */
export const isSelfChosen = (caller: Caller | undefined): boolean =>
  caller?.name === undefined || caller.mayRename === true;

/** `POST /api/rooms` */
export async function createRoom(request: Request, routes: RoomRoutes): Promise<CreateRoomReply> {
  const json = (await readJson(request, MAX_BODY)) ?? {};
  const body = parseBody(CreateRoomRequestSchema, json, (field) => (field === "id" ? invalidRoom() : undefined));
  const isBackend = isOperator(request, routes.apiKey);
  const caller = isBackend ? OPERATOR : await callerOf(request, routes);
  const { callers } = routes;
  // A token for one room makes no other: many of them may come from one backend.
  if (isBackend) await requireOperator(request, routes);
  else await callers?.count("room", caller?.room ? `room ${caller.room}` : await callers.keyOf(request, caller));
  // The room that the caller's token names, else one that nobody guesses.
  const id = body.id ?? caller?.room ?? randomId();
  if (caller?.room !== undefined && caller.room !== id) throw otherRoom();
  const room = await routes.rooms.create(id, body.name, {
    ...orderFrom(body, caller, (routes.now ?? Date.now)()),
    isStranger: !isVouchedFor(caller),
  });
  if (!room) throw new RoomServerError("invalid_room", "There is a room of this id already.", 409);
  // Somebody has to be able to open the door: whoever cannot sign a token for a host gets one.
  const isShut = room.locked === true || room.waitingRoom === true;
  if (!isShut || caller?.room !== undefined) return room;
  return { ...room, hostToken: await routes.tokens.issueKey(id) };
}

/** What the room is made to. Somebody whose token gives them another role than host does not decide it. */
function orderFrom(
  { capacity, locked, waitingRoom, endsAt, durationSeconds }: CreateRoomRequest,
  caller: Caller | undefined,
  now: number,
): RoomOrder {
  const end = endsAt ?? (durationSeconds === undefined ? undefined : now + durationSeconds * 1000);
  const order = { capacity, locked, waitingRoom, endsAt: end };
  const role = roleInToken(caller?.role);
  if (Object.values(order).every((value) => value === undefined)) return {};
  if (role !== undefined && role !== "host") {
    throw new RoomServerError("forbidden", "Only a host decides what holds in a room.");
  }
  if (end !== undefined && (end <= now || end > now + ROOM_LIMITS.duration * 1000)) {
    throw new RoomServerError("invalid_message", "'endsAt' must be later than now, and within 30 days.");
  }
  return order;
}

/** `GET /api/rooms/:id` */
export async function describeRoom(request: Request, id: string, routes: RoomRoutes): Promise<RoomInfo | RoomDetails> {
  const roomId = roomIdOf(id);
  const isKnown = isOperator(request, routes.apiKey);
  if (!isKnown) await callerFor(request, roomId, routes);
  const room = await (isKnown ? routes.rooms.details(roomId) : routes.rooms.find(roomId));
  if (!room) throw new RoomServerError("room_not_found", "There is no room of this id.");
  return room;
}

/** `POST /api/rooms/:id/join` */
export async function joinRoom(request: Request, id: string, routes: RoomRoutes): Promise<JoinRoomReply> {
  const roomId = roomIdOf(id);
  const known = await callerFor(request, roomId, routes);
  const { tokens, rooms, callers } = routes;
  // Read first, in its bounds: a connection with a body that nobody reads is closed, and the answer may be lost with it.
  const { name, audience, session: wantsSession, offer } = await readJoin(request, known?.name);
  const key = await callers?.keyOf(request, known);
  await callers?.count("join", key);
  // Whoever has too many may still enter, and makes a session later.
  const session = wantsSession && ((await callers?.delay("session", key)) ?? 0) === 0;
  const { iceLifetime, now = Date.now } = routes;
  const begun = now();
  // Either the server is open, or the token is the backend's word that the room may be.
  const { participantId = randomId(), subject, until } = known ?? {};
  // Everybody may do less than they might.
  const role = audience ? "audience" : (known?.role ?? DEFAULT_ROLE);
  const mayRename = isSelfChosen(known);
  const caller = await callers?.strangerOf(request, known);
  const person = {
    participantId,
    name,
    mayRename,
    role,
    ...(subject !== undefined && { subject }),
    ...(caller !== undefined && { caller }),
    ...(known?.seat !== undefined && { seat: known.seat }),
  };
  const answer = await rooms.join(roomId, { ...person, session, offer });
  if ("refusal" in answer) throw new RoomServerError(answer.refusal.code, answer.refusal.reason);
  const { seat, ...welcome } = answer;
  const claims: JoinClaims = { room: roomId, ...person, seat, until };
  const [{ token, expiresAt }, ticket] = await Promise.all([
    tokens.issue(claims),
    session ? tokens.issueTicket(claims, request.headers.get("origin")) : undefined,
  ]);
  return {
    participantId,
    token,
    expiresAt,
    expiresIn: Math.round(expiresAt - now()),
    ...(iceLifetime !== undefined && { iceExpiresIn: Math.round(begun + iceLifetime - now()) }),
    ...welcome,
    ...(ticket && { ticket: ticket.ticket }),
  };
}

/** `POST /api/rooms/:id/ticket` */
export async function issueTicket(
  request: Request,
  id: string,
  { tokens, callers }: RoomRoutes,
): Promise<SocketTicketReply> {
  const claims = await tokens.verifyJoin(bearerOf(request));
  if (claims.room !== roomIdOf(id)) throw otherRoom();
  await callers?.count("ticket", await callers.keyOf(request, claims));
  return tokens.issueTicket(claims, request.headers.get("origin"));
}

/** What a join says. A name that the caller's token has counts more than the body's, whatever that is. */
async function readJoin(
  request: Request,
  known: string | undefined,
): Promise<{ name: string; audience: boolean; session: boolean; offer: SessionDescription | undefined }> {
  const json = (await readJson(request, MAX_JOIN)) ?? {};
  const invalidName = (): RoomServerError => new RoomServerError("invalid_name", "Send a name of 1 to 80 characters.");
  const said = known === undefined ? json : { ...json, name: known };
  const {
    name,
    audience = false,
    session = false,
    offer,
  } = parseBody(JoinRoomRequestSchema, said, (field) => (field === "name" ? invalidName() : undefined));
  if (name === undefined) throw invalidName();
  return { name, audience, session, offer };
}

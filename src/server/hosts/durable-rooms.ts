/** Rooms in Durable Objects, as the Worker in front of them sees them. */
import type { JoinClaims, UsedTicket } from "../access/tokens.js";
import type { CallsAnswer } from "../../wire/calls-answer.js";
import type { CallsRequest } from "../../room/guard.js";
import type { PollReply, RoomInfo } from "../../wire/room-protocol.js";
import type { PollRequest } from "../live/poll-request.js";
import type { RoomDetails, RoomList } from "../../wire/room-api.js";
import type { RoomAction } from "../../wire/room-protocol.js";
import type { RoomOrder, RoomPerson } from "../../room/state.js";
import { placeOf, readPlace } from "../live/place.js";
import type { Report } from "../operations/reports.js";
import type { Rooms, Steered, Visitor, Welcome } from "../rooms.js";
import type { BackendReply, BackendRequest } from "../services/service.js";
import type { MediaAnswer, MediaRequest } from "../whip/media.js";
import type { TallyEntry } from "../services/tally.js";
import type { IndexQuestion } from "./room-index.js";
import { INDEX } from "./room-index.js";
import type { DurableObjectNamespace } from "./workerd.js";
import { acceptSocket } from "./workerd.js";

/** What the Worker asks of a room's object: one of these as the body of a POST. */
export type RoomQuestion =
  | { readonly type: "create"; readonly name: string | undefined; readonly order: RoomOrder }
  /** With `isLive`, only of a room that is there and not merely remembered. */
  | { readonly type: "find"; readonly isLive?: boolean }
  | { readonly type: "details" }
  | { readonly type: "steer"; readonly action: RoomAction; readonly name: string | undefined }
  | { readonly type: "report"; readonly report: Report }
  | { readonly type: "knows"; readonly participantId: string }
  /** Answered with a {@link Placement} where somebody is to be in a shard. */
  | { readonly type: "join"; readonly visitor: Visitor }
  /** What the rules of the application say of somebody who comes to a shard. */
  | { readonly type: "authorize"; readonly person: RoomPerson }
  | { readonly type: "call"; readonly participantId: string; readonly request: CallsRequest }
  | { readonly type: "media"; readonly request: MediaRequest }
  | { readonly type: "poll"; readonly request: PollRequest }
  | { readonly type: "ask"; readonly path: string; readonly request: BackendRequest };

/** The shard for somebody, whom the room has let in as this person. */
export interface Placement {
  readonly seat: number;
  readonly person: RoomPerson;
}

/** The answer of a shard to somebody who belongs to the room's own object. */
export const MISDIRECTED = 421;

/** A socket that was let in. Travels as a header of the upgrade. */
export interface SocketGrant {
  readonly claims: JoinClaims;
  readonly versioned: boolean;
  readonly ticket: UsedTicket | undefined;
}

export const ROOM_HEADER = "x-calls-room";
export const GRANT_HEADER = "x-calls-grant";
/** The number of the shard that connects to its room. */
export const SHARD_HEADER = "x-calls-shard";
/** The key of an upgrade to a service. */
export const SERVICE_HEADER = "x-calls-service";

/** Header values are ASCII; ids and names are not. */
export const encodeHeader = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
export const decodeHeader = <T>(text: string | null): T => JSON.parse(decodeURIComponent(text ?? "null")) as T;

const ADDRESS = "https://room.internal/";

/** The runtime says so on its errors. One that is overloaded would only be more so. */
function isPassing(error: unknown): boolean {
  const { retryable, overloaded } = error as { retryable?: unknown; overloaded?: unknown };
  return retryable === true && overloaded !== true;
}

/** The objects' names are the rooms' ids, or the places of shards. Nothing but the Worker of the same script can reach them. */
export class DurableRooms implements Rooms {
  readonly #namespace: DurableObjectNamespace;

  constructor(namespace: DurableObjectNamespace) {
    this.#namespace = namespace;
  }

  async create(id: string, name: string | undefined, order: RoomOrder = {}): Promise<RoomInfo | undefined> {
    return (await this.#ask<RoomInfo | null>(id, { type: "create", name, order })) ?? undefined;
  }

  async find(id: string): Promise<RoomInfo | undefined> {
    return (await this.#askAgain<RoomInfo | null>(id, { type: "find" })) ?? undefined;
  }

  knows(place: string, participantId: string): Promise<boolean> {
    return this.#askThere(place, { type: "knows", participantId });
  }

  async join(id: string, visitor: Visitor): Promise<Welcome> {
    const answer = await this.#askAgain<Welcome | Placement>(id, { type: "join", visitor });
    if (!("person" in answer)) return answer;
    const { seat, person } = answer;
    const { participantName: name, ...rest } = person;
    const placed = { ...visitor, ...rest, name, role: person.role, seat };
    const welcome = await this.#askAgain<Welcome>(placeOf({ room: id, seat }), { type: "join", visitor: placed });
    return "refusal" in welcome ? welcome : { ...welcome, seat };
  }

  call(place: string, participantId: string, request: CallsRequest): Promise<CallsAnswer> {
    return this.#askThere(place, { type: "call", participantId, request });
  }

  media(roomId: string, request: MediaRequest): Promise<MediaAnswer> {
    return this.#ask(roomId, { type: "media", request });
  }

  poll(place: string, request: PollRequest): Promise<PollReply> {
    return this.#askThere(place, { type: "poll", request });
  }

  async list(page: { after: string; limit: number }): Promise<RoomList> {
    const ids = await askIndex(this.#namespace, { type: "page", ...page });
    const found = ids.map((id) => this.#askAgain<RoomInfo | null>(id, { type: "find", isLive: true }));
    const rooms = (await Promise.all(found)).filter((room) => room !== null);
    const next = ids.length === page.limit ? ids.at(-1) : undefined;
    return { rooms, ...(next !== undefined && { next }) };
  }

  async details(id: string): Promise<RoomDetails | undefined> {
    return (await this.#askAgain<RoomDetails | null>(id, { type: "details" })) ?? undefined;
  }

  async steer(id: string, action: RoomAction, name?: string): Promise<Steered | undefined> {
    return (await this.#ask<Steered | null>(id, { type: "steer", action, name })) ?? undefined;
  }

  async ask(id: string, path: string, request: BackendRequest): ReturnType<Rooms["ask"]> {
    const reply = await this.#ask<BackendReply | "nowhere" | null>(id, { type: "ask", path, request });
    return reply ?? undefined;
  }

  /** Hands an upgrade to a service of a room. */
  connectService(room: string, key: string): Promise<Response> {
    return this.#fetch(room, { headers: { upgrade: "websocket", [SERVICE_HEADER]: encodeHeader(key) } });
  }

  async report(report: Report): Promise<void> {
    await this.#ask(report.room, { type: "report", report });
  }

  /** Hands an upgrade to the room, or to the shard that the token names. */
  async connect(grant: SocketGrant): Promise<Response> {
    const headers = { upgrade: "websocket", [GRANT_HEADER]: encodeHeader(grant) };
    const { claims } = grant;
    const response = await this.#fetch(placeOf(claims), { headers });
    return response.status === MISDIRECTED ? this.#fetch(claims.room, { headers }) : response;
  }

  /** Asks the shard where somebody's token seats them, and the room's own object where they are not there. */
  async #askThere<T>(place: string, question: RoomQuestion): Promise<T> {
    const { room, seat } = readPlace(place);
    const answer = seat === undefined ? null : await this.#ask<T | null>(place, question);
    return answer ?? this.#ask<T>(room, question);
  }

  /** For questions that may be asked twice: an object that is being moved or updated answers the second. */
  async #askAgain<T>(id: string, question: RoomQuestion): Promise<T> {
    try {
      return await this.#ask<T>(id, question);
    } catch (error) {
      if (!isPassing(error)) throw error;
      return this.#ask<T>(id, question);
    }
  }

  #ask<T>(id: string, question: RoomQuestion): Promise<T> {
    return ask<T>(this.#namespace, id, question);
  }

  #fetch(id: string, init: ObjectRequest): Promise<Response> {
    return fetchObject(this.#namespace, id, init);
  }
}

type ObjectRequest = RequestInit & { headers?: Record<string, string> };

function fetchObject(namespace: DurableObjectNamespace, name: string, init: ObjectRequest): Promise<Response> {
  const headers = { ...init.headers, [ROOM_HEADER]: encodeHeader(name) };
  return namespace.get(namespace.idFromName(name)).fetch(new Request(ADDRESS, { ...init, headers }));
}

async function ask<T>(namespace: DurableObjectNamespace, name: string, question: object): Promise<T> {
  const response = await fetchObject(namespace, name, { method: "POST", body: JSON.stringify(question) });
  if (!response.ok) throw new Error(`The room's object answered ${response.status}.`);
  return (await response.json()) as T;
}

/** Opens a shard's socket to the object of its room. */
export async function dialRoom(namespace: DurableObjectNamespace, room: string, shard: number): Promise<WebSocket> {
  const headers = { upgrade: "websocket", [SHARD_HEADER]: encodeHeader(shard) };
  return acceptSocket(await fetchObject(namespace, room, { headers }));
}

/** Asks another object of a room, from one of them. */
export const askRoom = <T>(namespace: DurableObjectNamespace, room: string, question: RoomQuestion): Promise<T> =>
  ask<T>(namespace, room, question);

/** Asks the object that has what all rooms have in common. */
export const tallyAtIndex = (namespace: DurableObjectNamespace, entry: TallyEntry): Promise<number> =>
  ask(namespace, INDEX, { type: "tally", ...entry } satisfies IndexQuestion);

/** ...and what it has on its list. */
export const askIndex = (namespace: DurableObjectNamespace, question: IndexQuestion): Promise<readonly string[]> =>
  ask(namespace, INDEX, question);

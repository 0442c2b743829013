/** Rooms in Durable Objects, as the Worker in front of them sees them. */
import type { JoinClaims, UsedTicket } from "../access/tokens.js";
import type { CallsAnswer } from "../../wire/calls-answer.js";
import type { CallsRequest } from "../../room/guard.js";
import type { RoomInfo } from "../../wire/room-protocol.js";
import type { RoomOrder } from "../../room/state.js";
import type { Rooms, Visitor, Welcome } from "../rooms.js";
import type { MediaAnswer, MediaRequest } from "../whip/media.js";
import type { DurableObjectNamespace } from "./workerd.js";

/** What the Worker asks of a room's object: one of these as the body of a POST. */
export type RoomQuestion =
  | { readonly type: "create"; readonly name: string | undefined; readonly order: RoomOrder }
  | { readonly type: "find" }
  | { readonly type: "knows"; readonly participantId: string }
  | { readonly type: "join"; readonly visitor: Visitor }
  | { readonly type: "call"; readonly participantId: string; readonly request: CallsRequest }
  | { readonly type: "media"; readonly request: MediaRequest };

/** A socket that was let in. Travels as a header of the upgrade. */
export interface SocketGrant {
  readonly claims: JoinClaims;
  readonly versioned: boolean;
  readonly ticket: UsedTicket | undefined;
}

export const ROOM_HEADER = "x-calls-room";
export const GRANT_HEADER = "x-calls-grant";

/** Header values are ASCII; ids and names are not. */
export const encodeHeader = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
export const decodeHeader = <T>(text: string | null): T => JSON.parse(decodeURIComponent(text ?? "null")) as T;

const ADDRESS = "https://room.internal/";

/** The runtime says so on its errors. One that is overloaded would only be more so. */
function isPassing(error: unknown): boolean {
  const { retryable, overloaded } = error as { retryable?: unknown; overloaded?: unknown };
  return retryable === true && overloaded !== true;
}

/** The objects' names are the rooms' ids. Nothing but the Worker of the same script can reach them. */
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

  knows(roomId: string, participantId: string): Promise<boolean> {
    return this.#askAgain(roomId, { type: "knows", participantId });
  }

  join(id: string, visitor: Visitor): Promise<Welcome> {
    return this.#askAgain(id, { type: "join", visitor });
  }

  call(roomId: string, participantId: string, request: CallsRequest): Promise<CallsAnswer> {
    return this.#ask(roomId, { type: "call", participantId, request });
  }

  media(roomId: string, request: MediaRequest): Promise<MediaAnswer> {
    return this.#ask(roomId, { type: "media", request });
  }

  /** Hands an upgrade to the room. */
  connect(grant: SocketGrant): Promise<Response> {
    const headers = { upgrade: "websocket", [GRANT_HEADER]: encodeHeader(grant) };
    return this.#fetch(grant.claims.room, { headers });
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

  async #ask<T>(id: string, question: RoomQuestion): Promise<T> {
    const response = await this.#fetch(id, { method: "POST", body: JSON.stringify(question) });
    if (!response.ok) throw new Error(`The room's object answered ${response.status}.`);
    return (await response.json()) as T;
  }

  #fetch(id: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const headers = { ...init.headers, [ROOM_HEADER]: encodeHeader(id) };
    return this.#namespace.get(this.#namespace.idFromName(id)).fetch(new Request(ADDRESS, { ...init, headers }));
  }
}

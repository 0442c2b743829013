/** What an object of a room begins with. */
import { randomId } from "../../base/random-id.js";
import type { RoomSettings, RoomState, SocketId } from "../../room/state.js";
import { createRoomState } from "../../room/state.js";
import type { Sql } from "../live/room-store.js";
import type { Entry } from "../live/rulebook.js";
import { ROOM_LIMITS } from "../../wire/room-protocol.js";
import type { Log } from "../log.js";
import type { ServicePorts } from "../services/room-services.js";
import { askIndex, tallyAtIndex } from "./durable-rooms.js";
import type { RoomEntry } from "./room-directory.js";
import { orderOf } from "./room-directory.js";
import { RoomListing } from "./room-listing.js";
import type { DurableObjectNamespace, DurableObjectStorage, HibernatingWebSocket } from "./workerd.js";
import { dial } from "./workerd.js";

/** Characters of one message; more ends the socket. */
export const MAX_MESSAGE = 4 * ROOM_LIMITS.message;
export const MESSAGE_TOO_BIG = 1009;
/** `readyState` of a socket that is open. */
export const OPEN = 1;

/** A new room; one that was known before begins as it was made. */
export function stateOf(id: string, entry: RoomEntry | undefined, at: number): RoomState {
  const order = entry && orderOf(entry, at);
  const state = createRoomState({ id, epoch: randomId(), at, order });
  return entry ? { ...state, name: entry.name, createdAt: entry.createdAt } : state;
}

/** A shard takes a few more than it is sent: they are counted now and then. */
export const ofShard = (settings: RoomSettings): RoomSettings => ({
  ...settings,
  audience: Math.ceil(settings.perObject * 1.25),
  perObject: Number.POSITIVE_INFINITY,
});

export const MISPLACED: Entry = { refusal: { code: "forbidden", reason: "Not in this object of the room." } };

export const idOf = (socket: HibernatingWebSocket): SocketId => String(socket.deserializeAttachment());

export const sqlOf = (storage: DurableObjectStorage): Sql => ({
  run: (query, ...values) => storage.sql.exec(query, ...values).toArray(),
  transaction: (work) => storage.transactionSync(work),
});

export const listingOf = (rooms: DurableObjectNamespace, log: Log, id: string, isListed: boolean): RoomListing =>
  new RoomListing({
    ask: (question) => askIndex(rooms, question),
    onError: (error) => log({ level: "error", event: "room not listed", room: id, message: String(error) }),
    isListed,
  });

export const servicePortsOf = (
  rooms: DurableObjectNamespace,
  publicUrl: string | undefined,
  now: () => number,
): ServicePorts => ({
  dial,
  origin: () => publicUrl,
  tally: (entry) => tallyAtIndex(rooms, entry),
  now,
});

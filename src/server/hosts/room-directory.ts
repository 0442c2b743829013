import * as v from "valibot";
import type { RoomDetails } from "../../wire/room-api.js";
import type { RoomInfo } from "../../wire/room-protocol.js";
import type { RoomOrder, RoomState } from "../../room/state.js";
import type { KVNamespace } from "./workerd.js";

/** Milliseconds that the name of a room, which somebody known has given it, outlives the last time it was opened. */
export const NAME_LIFETIME = 30 * 24 * 60 * 60 * 1000;
/** Seconds. KV keeps nothing for less. */
const LEAST = 60;

const EntrySchema = v.object({
  id: v.string(),
  name: v.optional(v.string()),
  createdAt: v.number(),
  capacity: v.optional(v.number()),
  locked: v.optional(v.boolean()),
  waitingRoom: v.optional(v.boolean()),
  endsAt: v.optional(v.number()),
  /** Said by somebody whom nobody vouches for. */
  isStranger: v.optional(v.boolean()),
});
export type RoomEntry = v.InferOutput<typeof EntrySchema>;

/** What a room was made to, for its next life. */
export function orderOf({ capacity, locked, waitingRoom, endsAt, isStranger }: RoomEntry, at: number): RoomOrder {
  return {
    capacity,
    locked,
    waitingRoom,
    endsAt: endsAt !== undefined && endsAt > at ? endsAt : undefined,
    isStranger,
  };
}

/** What there is to remember of a room. */
export function entryOf({ id, name, createdAt, rules }: RoomState): RoomEntry {
  const { locked, waitingRoom, endsAt } = rules.policy;
  return {
    id,
    ...(name !== undefined && { name }),
    createdAt,
    ...(rules.capacity !== undefined && { capacity: rules.capacity }),
    ...(locked && { locked }),
    ...(waitingRoom && { waitingRoom }),
    ...(endsAt !== undefined && { endsAt }),
    ...(rules.maker !== "known" && { isStranger: true }),
  };
}

/** A room that nobody is in. */
export function infoOf(entry: RoomEntry): RoomInfo {
  const { isStranger: _, ...info } = entry;
  return { ...info, participantCount: 0 };
}

/** ...as your backend sees it. */
export function detailsOf(entry: RoomEntry): RoomDetails {
  const { locked = false, waitingRoom = false, endsAt } = entry;
  const policy = { locked, waitingRoom, spotlight: [], ...(endsAt !== undefined && { endsAt }) };
  return { ...infoOf(entry), policy, participants: [], waiting: [] };
}

const isWorthKeeping = ({ name, capacity, locked, waitingRoom, endsAt }: RoomEntry): boolean =>
  [name, capacity, locked, waitingRoom, endsAt].some((said) => said !== undefined);

/**
 * What is known of rooms that nobody is in: their names and what they were made to, in KV. Only a room's own object reads and
 * writes its entry, and only when it begins anew, so that KV's delay between places does no harm.
 */
export class RoomDirectory {
  readonly #kv: KVNamespace | undefined;

  /** @param kv without it, the name of a room goes with its last guest. */
  constructor(kv: KVNamespace | undefined) {
    this.#kv = kv;
  }

  async find(id: string): Promise<RoomEntry | undefined> {
    const entry = v.safeParse(EntrySchema, await this.#kv?.get(keyOf(id), "json"));
    return entry.success ? entry.output : undefined;
  }

  /** @param lifetime milliseconds. */
  async put(entry: RoomEntry, lifetime: number): Promise<void> {
    if (!isWorthKeeping(entry)) return;
    const expirationTtl = Math.max(LEAST, Math.ceil(lifetime / 1000));
    await this.#kv?.put(keyOf(entry.id), JSON.stringify(entry), { expirationTtl });
  }
}

const keyOf = (id: string): string => `room:${id}`;

import * as v from "valibot";
import type { RoomInfo } from "../../wire/room-protocol.js";
import type { RoomOrder } from "../room/state.js";
import type { KVNamespace } from "./workerd.js";

/** Seconds that a room's name outlives the last time it was opened. */
const LIFETIME = 30 * 24 * 60 * 60;

const EntrySchema = v.object({
  id: v.string(),
  name: v.optional(v.string()),
  createdAt: v.number(),
  capacity: v.optional(v.number()),
  locked: v.optional(v.boolean()),
  waitingRoom: v.optional(v.boolean()),
  endsAt: v.optional(v.number()),
});
export type RoomEntry = v.InferOutput<typeof EntrySchema>;

/** What a room was made to, for its next life. */
export function orderOf({ capacity, locked, waitingRoom, endsAt }: RoomEntry, at: number): RoomOrder {
  return { capacity, locked, waitingRoom, endsAt: endsAt !== undefined && endsAt > at ? endsAt : undefined };
}

/**
 * What is known of rooms that nobody is in: their names and what they were made to, in KV. Only a room's own object reads and writes its entry, and
 * only when it begins anew, so that KV's delay between places does no harm.
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

  async put({ id, name, createdAt, capacity, locked, waitingRoom, endsAt }: RoomInfo): Promise<void> {
    const entry = { id, name, createdAt, capacity, locked, waitingRoom, endsAt };
    await this.#kv?.put(keyOf(id), JSON.stringify(entry), { expirationTtl: LIFETIME });
  }
}

const keyOf = (id: string): string => `room:${id}`;

import type { Sql } from "../live/room-store.js";
import type { EndedStream, Guest } from "./guest.js";

/** What is kept of guests. */
export type KeptGuest = Guest | EndedStream;

/** Keeps a room's guests: their media goes on while the host is away. */
export interface GuestStore {
  load(): KeptGuest[];
  put(guest: KeptGuest): void;
  delete(id: string): void;
  /** Forgets all of them, with their room. */
  clear(): void;
}

/** For a host whose rooms end with it. */
export const NO_STORE: GuestStore = { load: () => [], put: () => {}, delete: () => {}, clear: () => {} };

const TABLE = `CREATE TABLE IF NOT EXISTS room_guests (
  room TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (room, id))`;

/** Guests in the database that has the room. */
export class SqlGuestStore implements GuestStore {
  readonly #sql: Sql;
  readonly #room: string;
  #isReady = false;

  constructor(sql: Sql, room: string) {
    this.#sql = sql;
    this.#room = room;
  }

  load(): KeptGuest[] {
    if (this.#sql.run("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'room_guests'").length === 0) {
      return [];
    }
    this.#isReady = true;
    const rows = this.#sql.run("SELECT value FROM room_guests WHERE room = ? ORDER BY rowid", this.#room);
    return rows.map(({ value }) => JSON.parse(String(value)) as KeptGuest);
  }

  put(guest: KeptGuest): void {
    if (!this.#isReady) this.#sql.run(TABLE);
    this.#isReady = true;
    this.#sql.run("INSERT OR REPLACE INTO room_guests VALUES (?, ?, ?)", this.#room, guest.id, JSON.stringify(guest));
  }

  delete(id: string): void {
    if (this.#isReady) this.#sql.run("DELETE FROM room_guests WHERE room = ? AND id = ?", this.#room, id);
  }

  clear(): void {
    if (this.#isReady) this.#sql.run("DELETE FROM room_guests WHERE room = ?", this.#room);
  }
}

/** A full disk must not end the stream. */
export function tolerant(store: GuestStore, onError: (error: unknown) => void): GuestStore {
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      onError(error);
    }
  };
  return {
    load: () => store.load(),
    put: (guest) => attempt(() => store.put(guest)),
    delete: (id) => attempt(() => store.delete(id)),
    clear: () => attempt(() => store.clear()),
  };
}

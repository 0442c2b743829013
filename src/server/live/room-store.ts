/** A room in SQLite: the same tables in a Durable Object's own database and in a Node server's file. */
import type { ChatMessage, RoomChange } from "../../wire/room-protocol.js";
import type {
  FeatureState,
  RoomParticipant,
  RoomPast,
  RoomRules,
  RoomSession,
  RoomSocket,
  RoomState,
  RoomTicket,
  RoomValue,
  RoomVerdict,
  RoomWaiter,
  WaitingEvent,
} from "../../room/state.js";
import type { ShardReport } from "../../room/shard-protocol.js";
import { withIndexes } from "../../room/indexes.js";
import { LayeredMap } from "../../room/layered-map.js";
import { createRoomState } from "../../room/state.js";

export type SqlValue = string | number | null;

/** What the store needs of a SQLite database. Everything is synchronous: nothing can happen in the middle of a step. */
export interface Sql {
  run(query: string, ...values: SqlValue[]): Readonly<Record<string, unknown>>[];
  /** Runs `work` whole or not at all. */
  transaction(work: () => void): void;
}

/** Rows of another format are of an older version of this file; rooms are short-lived, so they are dropped. */
const FORMAT = 2;

const TABLES = [
  `CREATE TABLE IF NOT EXISTS rooms (
    id TEXT PRIMARY KEY, format INTEGER NOT NULL, name TEXT, created_at INTEGER NOT NULL, active_at INTEGER NOT NULL,
    epoch TEXT NOT NULL, revision INTEGER NOT NULL, since INTEGER NOT NULL, log_size INTEGER NOT NULL)`,
  // The row id keeps the order in which things came.
  `CREATE TABLE IF NOT EXISTS room_items (
    room TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (room, kind, key))`,
];

const UPSERT = `INSERT INTO room_items (room, kind, key, value) VALUES (?, ?, ?, ?)
  ON CONFLICT (room, kind, key) DO UPDATE SET value = excluded.value`;

const hasTables = (sql: Sql): boolean =>
  sql.run("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'rooms'").length > 0;

const KINDS = [
  "participant",
  "audience",
  "socket",
  "session",
  "ticket",
  "change",
  "rules",
  "waiting",
  "verdict",
  "past",
  "chat",
  "value",
  "feature",
  "event",
  "shard",
] as const;
type Kind = (typeof KINDS)[number];
type Items = Readonly<Record<Kind, ReadonlyMap<string, object>>>;

const none: ReadonlyMap<string, object> = new Map();
const NOTHING = Object.fromEntries(KINDS.map((kind) => [kind, none])) as Items;
/** The one key of the rules. */
const RULES = "room";

function itemsOf(state: RoomState): Items {
  return {
    participant: state.participants,
    audience: state.audience,
    socket: state.sockets,
    session: state.sessions,
    ticket: state.tickets,
    change: new Map(state.log.changes.map((change) => [`${change.revision}`, change])),
    rules: new Map([[RULES, state.rules]]),
    waiting: state.waiting,
    verdict: state.verdicts,
    past: state.past,
    chat: state.chat,
    value: state.values,
    feature: state.features,
    event: state.outbox,
    shard: state.shards,
  };
}

/** What a socket has spent of its allowance is not worth a write. */
const textOf = (kind: Kind, item: object): string =>
  JSON.stringify(kind === "socket" ? { ...item, allowance: undefined, strikes: 0 } : item);

/** Keeps one room: writes what changed since the last time, and nothing else. */
export class RoomStore {
  readonly #sql: Sql;
  readonly #id: string;
  #saved: Items = NOTHING;
  /** The rows as they are in the database, by kind and key. */
  #texts = new Map<string, string>();

  constructor(sql: Sql, id: string) {
    this.#sql = sql;
    this.#id = id;
  }

  /** The rooms in a database. */
  static ids(sql: Sql): string[] {
    if (!hasTables(sql)) return [];
    return sql.run("SELECT id FROM rooms WHERE format = ?", FORMAT).map(({ id }) => String(id));
  }

  /** The room as it was saved last, or `undefined` when it never was. */
  load(): RoomState | undefined {
    if (!hasTables(this.#sql)) return undefined;
    const [row] = this.#sql.run("SELECT * FROM rooms WHERE id = ? AND format = ?", this.#id, FORMAT);
    if (!row) return undefined;
    const fresh = createRoomState({ id: this.#id, epoch: String(row["epoch"]), at: Number(row["created_at"]) });
    const rules = new Map(this.#read<RoomRules>("rules")).get(RULES);
    const state = withIndexes({
      ...fresh,
      name: row["name"] === null ? undefined : String(row["name"]),
      activeAt: Number(row["active_at"]),
      revision: Number(row["revision"]),
      participants: new Map(this.#read<RoomParticipant>("participant")),
      audience: new Map(this.#read<RoomParticipant>("audience")),
      sockets: new Map(this.#read<RoomSocket>("socket")),
      sessions: new Map(this.#read<RoomSession>("session")),
      tickets: new Map(this.#read<RoomTicket>("ticket")),
      rules: { ...fresh.rules, ...rules },
      waiting: new Map(this.#read<RoomWaiter>("waiting")),
      verdicts: new Map(this.#read<RoomVerdict>("verdict")),
      past: new Map(this.#read<RoomPast>("past")),
      chat: new Map(this.#read<ChatMessage>("chat")),
      values: new Map(this.#read<RoomValue>("value")),
      features: new Map(this.#read<FeatureState>("feature")),
      outbox: new Map(this.#read<WaitingEvent>("event")),
      shards: new Map(this.#read<ShardReport>("shard")),
      log: {
        since: Number(row["since"]),
        changes: this.#read<RoomChange>("change").map(([, change]) => change),
        size: Number(row["log_size"]),
      },
    });
    this.#saved = itemsOf(state);
    return state;
  }

  /** @throws the database's error; the next call writes everything. */
  save(state: RoomState): void {
    const items = itemsOf(state);
    const before = this.#saved;
    this.#saved = NOTHING;
    if (before === NOTHING) this.#prepare();
    this.#sql.transaction(() => {
      if (before === NOTHING) this.#deleteRows();
      this.#writeRoom(state);
      for (const kind of KINDS) this.#writeItems(kind, before[kind], items[kind]);
    });
    this.#saved = items;
  }

  delete(): void {
    if (this.#saved !== NOTHING) this.#sql.transaction(() => this.#deleteRows());
    this.#saved = NOTHING;
  }

  #prepare(): void {
    for (const table of TABLES) this.#sql.run(table);
    this.#texts.clear();
  }

  #writeRoom({ name, createdAt, activeAt, epoch, revision, log }: RoomState): void {
    const values = [this.#id, FORMAT, name ?? null, createdAt, activeAt, epoch, revision, log.since, log.size];
    this.#sql.run("INSERT OR REPLACE INTO rooms VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", ...values);
  }

  #deleteRows(): void {
    this.#sql.run("DELETE FROM rooms WHERE id = ?", this.#id);
    this.#sql.run("DELETE FROM room_items WHERE room = ?", this.#id);
  }

  #read<T>(kind: Kind): [string, T][] {
    const query = "SELECT key, value FROM room_items WHERE room = ? AND kind = ? ORDER BY rowid";
    return this.#sql.run(query, this.#id, kind).map(({ key, value }) => {
      this.#texts.set(`${kind} ${String(key)}`, String(value));
      return [String(key), JSON.parse(String(value)) as T];
    });
  }

  #writeItems(kind: Kind, before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): void {
    if (before === after) return;
    const touched = after instanceof LayeredMap ? after.differsFrom(before) : undefined;
    for (const key of touched ?? before.keys()) {
      if (after.has(key) || !before.has(key)) continue;
      this.#sql.run("DELETE FROM room_items WHERE room = ? AND kind = ? AND key = ?", this.#id, kind, key);
      this.#texts.delete(`${kind} ${key}`);
    }
    for (const key of touched ?? after.keys()) {
      const item = after.get(key);
      if (item === undefined || before.get(key) === item) continue;
      const text = textOf(kind, item);
      if (this.#texts.get(`${kind} ${key}`) === text) continue;
      this.#sql.run(UPSERT, this.#id, kind, key, text);
      this.#texts.set(`${kind} ${key}`, text);
    }
  }
}

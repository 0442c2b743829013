/** Numbers that all rooms of a server have in common, for a day each: what something may cost is not a matter of one room. */
import type { Sql } from "../live/room-store.js";

/** What is added, and to which day: see `dayOf`. */
export interface TallyEntry {
  readonly key: string;
  readonly day: number;
  readonly amount: number;
}

/** Adds, and says what there is of that day with it. */
export type Tally = (entry: TallyEntry) => number;

const TABLE = "CREATE TABLE IF NOT EXISTS tallies (key TEXT PRIMARY KEY, day INTEGER NOT NULL, amount REAL NOT NULL)";
const PUT = `INSERT INTO tallies VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET day = excluded.day, amount = excluded.amount`;

/** Numbers that outlive the process: each key has the number of its last day. */
export function tallyIn(sql: Sql): Tally {
  sql.run(TABLE);
  return ({ key, day, amount }) => {
    const [row] = sql.run("SELECT day, amount FROM tallies WHERE key = ?", key);
    const sum = Math.max(0, (row?.["day"] === day ? Number(row["amount"]) : 0) + amount);
    sql.run(PUT, key, day, sum);
    return sum;
  };
}

/** Numbers that end with the process. */
export function tallyInMemory(): Tally {
  const known = new Map<string, { readonly day: number; readonly sum: number }>();
  return ({ key, day, amount }) => {
    const before = known.get(key);
    const sum = Math.max(0, (before?.day === day ? before.sum : 0) + amount);
    known.set(key, { day, sum });
    return sum;
  };
}

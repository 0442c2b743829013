/**
 * Which rooms there are on Workers, where nobody has all of them: one more object of the rooms' class keeps their ids. A room puts
 * itself on the list when it begins, and takes itself off before it is forgotten; only Workers with an API key have a list. The same object
 * has the numbers that all rooms have in common.
 */
import type { Sql } from "../live/room-store.js";
import { tallyIn, type TallyEntry } from "../services/tally.js";

/** The name of the object. No room id has a space. */
export const INDEX = "the index";

/** What is asked of the index: one of these as the body of a POST. */
export type IndexQuestion =
  | { readonly type: "list"; readonly id: string }
  | { readonly type: "unlist"; readonly id: string }
  | { readonly type: "page"; readonly after: string; readonly limit: number }
  | ({ readonly type: "tally" } & TallyEntry);

const TABLE = "CREATE TABLE IF NOT EXISTS listed_rooms (id TEXT PRIMARY KEY) WITHOUT ROWID";

/** Answers as the index. @returns ids for a page, and a number for a tally. */
export function answerAsIndex(sql: Sql, question: IndexQuestion): readonly string[] | number {
  if (question.type === "tally") return tallyIn(sql)(question);
  sql.run(TABLE);
  switch (question.type) {
    case "list":
      sql.run("INSERT OR IGNORE INTO listed_rooms VALUES (?)", question.id);
      return [];
    case "unlist":
      sql.run("DELETE FROM listed_rooms WHERE id = ?", question.id);
      return [];
    case "page":
      return sql
        .run("SELECT id FROM listed_rooms WHERE id > ? ORDER BY id LIMIT ?", question.after, question.limit)
        .map(({ id }) => String(id));
  }
}

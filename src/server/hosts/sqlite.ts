/** A SQLite file for the Node host, through whichever library is there. */
import type { Sql, SqlValue } from "../live/room-store.js";

/** A database, and its end. */
export interface Database extends Sql {
  /** Lets go of the file. Nothing may be asked of it afterwards. */
  close(): void;
}

interface Statement {
  run(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

/** What `libsql` and `node:sqlite` have in common. */
interface Driver {
  exec(query: string): unknown;
  prepare(query: string): Statement;
  close(): void;
}

/** Modules that bring SQLite, and where each has its class. */
const LIBRARIES = [
  { module: "libsql", exported: "default" },
  { module: "node:sqlite", exported: "DatabaseSync" },
] as const;

/**
 * One writer, and no waiting for the disk at every step: what was committed survives the process, whatever ends it. After
 * a loss of power the last moments may be missing.
 */
const SETTINGS = ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"];
/** A library may hold the file until its statements are collected: the lock goes before. */
const FAREWELL = [
  "PRAGMA journal_mode = DELETE",
  "PRAGMA locking_mode = NORMAL",
  "BEGIN; SELECT 1 FROM sqlite_master; COMMIT",
];

/**
 * Opens a SQLite database with the package `libsql`, or with `node:sqlite` on a Node that has it.
 *
 * @param path of the file, which is made if need be; or `:memory:`.
 * @throws Error when there is neither library, or when the file cannot be used or is used by another process.
 * @example
 * ```ts
 * const server = await startRoomServer({ ...config, storage: await openSqlite("rooms.sqlite") });
 * ```
 */
export async function openSqlite(path: string): Promise<Database> {
  const create = await findLibrary();
  let driver: Driver | undefined;
  try {
    driver = create(path);
    for (const setting of SETTINGS) driver.exec(setting);
    // Takes the lock now rather than in the middle of a call.
    driver.exec("BEGIN IMMEDIATE; COMMIT");
  } catch (cause) {
    driver?.close();
    throw new Error(`The rooms' database ${path} cannot be opened. Is it in use by another server?`, { cause });
  }
  return new SqliteDatabase(driver);
}

async function findLibrary(): Promise<(path: string) => Driver> {
  for (const { module, exported } of LIBRARIES) {
    try {
      const library = (await import(/* @vite-ignore */ module)) as Record<string, new (path: string) => Driver>;
      const Library = library[exported];
      if (Library) return (path) => new Library(path);
    } catch {
      // The next one.
    }
  }
  throw new Error("Keeping rooms needs SQLite: `npm install libsql`, or a Node that has node:sqlite.");
}

class SqliteDatabase implements Database {
  readonly #driver: Driver;
  readonly #statements = new Map<string, Statement>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  run(query: string, ...values: SqlValue[]): Readonly<Record<string, unknown>>[] {
    const statement = this.#statements.get(query) ?? this.#driver.prepare(query);
    this.#statements.set(query, statement);
    if (query.startsWith("SELECT")) return statement.all(...values) as Record<string, unknown>[];
    statement.run(...values);
    return [];
  }

  transaction(work: () => void): void {
    this.#driver.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#driver.exec("COMMIT");
    } catch (error) {
      this.#driver.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    for (const command of FAREWELL) this.#driver.exec(command);
    this.#driver.close();
  }
}

import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import * as v from "valibot";

/** What an account owns: an SFU app or a TURN key. */
export interface AccountItem {
  readonly uid: string;
  readonly name: string;
  /** ISO dates. */
  readonly created: string;
  readonly modified: string;
  /** App Secret or TURN key. */
  readonly secret: string;
}

export type AccountItemKind = "apps" | "turn_keys";

/** Of each kind: what the service documents for keys. */
const MAX_ITEMS = 1_000;

const ItemSchema = v.object({
  uid: v.string(),
  name: v.string(),
  created: v.string(),
  modified: v.string(),
  secret: v.string(),
});
const FileSchema = v.object({ apps: v.array(ItemSchema), turn_keys: v.array(ItemSchema) });

/** The apps and TURN keys of this SFU, in memory or in a file as well. */
export class AccountStore {
  readonly #items: Record<AccountItemKind, Map<string, AccountItem>> = { apps: new Map(), turn_keys: new Map() };
  readonly #file: string | undefined;
  readonly #now: () => number;

  /** @throws when the file is there and is not one that this class wrote. */
  constructor(file: string | undefined, now: () => number) {
    this.#file = file;
    this.#now = now;
    const saved = file === undefined ? undefined : readIfThere(file);
    if (saved === undefined) return;
    const { apps, turn_keys } = v.parse(FileSchema, JSON.parse(saved));
    for (const item of apps) this.#items.apps.set(item.uid, item);
    for (const item of turn_keys) this.#items.turn_keys.set(item.uid, item);
  }

  /** The item with this id, or of this name when no id is given: the one that is there, or a new one. */
  ensure(kind: AccountItemKind, name: string, uid?: string, secret?: string): AccountItem {
    const known = this.list(kind).find((item) => (uid === undefined ? item.name === name : item.uid === uid));
    if (known && (secret === undefined || known.secret === secret)) return known;
    return this.create(kind, name, uid, secret);
  }

  create(kind: AccountItemKind, name: string, uid = randomId(16), secret = randomId(32)): AccountItem {
    const created = new Date(this.#now()).toISOString();
    const item = { uid, name, created, modified: created, secret };
    this.#items[kind].set(uid, item);
    this.#save();
    return item;
  }

  find(kind: AccountItemKind, uid: string): AccountItem | undefined {
    return this.#items[kind].get(uid);
  }

  isFull(kind: AccountItemKind): boolean {
    return this.#items[kind].size >= MAX_ITEMS;
  }

  list(kind: AccountItemKind): AccountItem[] {
    return [...this.#items[kind].values()];
  }

  rename(item: AccountItem, kind: AccountItemKind, name: string): AccountItem {
    const renamed = { ...item, name, modified: new Date(this.#now()).toISOString() };
    this.#items[kind].set(item.uid, renamed);
    this.#save();
    return renamed;
  }

  delete(kind: AccountItemKind, uid: string): void {
    this.#items[kind].delete(uid);
    this.#save();
  }

  #save(): void {
    if (this.#file === undefined) return;
    const content = JSON.stringify({ apps: this.list("apps"), turn_keys: this.list("turn_keys") }, null, 2);
    writeFileSync(this.#file, content, { mode: 0o600 });
  }
}

export function randomId(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

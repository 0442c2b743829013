/** What changed between two values of JSON, as JSON. */
import { shareDeep } from "../base/share-deep.js";

/** What is to be done to a value. */
export type Delta =
  /** It is another. */
  | readonly [value: unknown]
  /** A list: from an index on, so many items go, and these come. */
  | readonly [at: number, gone: number, items: readonly unknown[]]
  /** A record, or a list by its indices: each of these is changed, or goes (`0`). The rest stays. */
  | { readonly [key: string]: Delta | 0 };

type Fields = Readonly<Record<string, unknown>>;

/** What makes `after` of `before`; `undefined` when they are equal. Both are JSON. */
export function diff(before: unknown, after: unknown): Delta | undefined {
  if (before === after) return undefined;
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after);
  if (isFields(before) && isFields(after)) return diffFields(before, after);
  return [after];
}

/**
 * `before` with the change in it: frozen, and with every part that did not change as it was.
 * @throws TypeError when the change was not made for `before`.
 */
export function applyDelta(before: unknown, delta: Delta): unknown {
  if (!Array.isArray(delta)) return applyFields(before, delta as Exclude<Delta, readonly unknown[]>);
  const [at, gone, items] = delta as readonly [number, number, readonly unknown[]];
  if (delta.length === 1) return shareDeep(before, delta[0]);
  if (!Array.isArray(before) || at + gone > before.length) throw new TypeError("The change is of another list.");
  return Object.freeze([...before.slice(0, at), ...shareDeep(undefined, items), ...before.slice(at + gone)]);
}

// By entries, as a key may be `__proto__`.
function applyFields(before: unknown, delta: Readonly<Record<string, Delta | 0>>): unknown {
  if (typeof before !== "object" || before === null) throw new TypeError("The change is of another value.");
  const after = new Map<string, unknown>(Object.entries(before));
  for (const [key, change] of Object.entries(delta)) {
    if (change === 0) after.delete(key);
    else after.set(key, applyDelta(after.get(key), change));
  }
  return Object.freeze(Array.isArray(before) ? [...after.values()] : Object.fromEntries(after));
}

function diffFields(before: Fields, after: Fields): Delta | undefined {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const changes: (readonly [string, Delta | 0])[] = gone.map((key) => [key, 0]);
  for (const [key, value] of Object.entries(after)) {
    const change = Object.hasOwn(before, key) ? diff(before[key], value) : ([value] as const);
    if (change) changes.push([key, change]);
  }
  return changes.length > 0 ? Object.fromEntries(changes) : undefined;
}

/** What the lists have in common at their beginnings and ends stays. */
function diffLists(before: readonly unknown[], after: readonly unknown[]): Delta | undefined {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(before[start], after[start])) start += 1;
  if (start === before.length && start === after.length) return undefined;
  let end = 0;
  while (end < shorter - start && isSame(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const splice: Delta = [start, before.length - start - end, after.slice(start, after.length - end)];
  if (before.length !== after.length) return splice;
  const edits = diffFields({ ...before.slice(0, before.length - end) }, { ...after.slice(0, after.length - end) });
  // Where items have moved, edits say more than the items themselves.
  return edits && sizeOf(edits) < sizeOf(splice) ? edits : splice;
}

/** Compared without making a change of it: lists in lists would be gone through again and again. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const fields = Object.entries(a);
  const others = b as Fields;
  return (
    fields.length === Object.keys(b).length &&
    fields.every(([key, value]) => Object.hasOwn(others, key) && isSame(value, others[key]))
  );
}

const sizeOf = (value: unknown): number => JSON.stringify(value).length;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

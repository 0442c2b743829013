import { share, shareList } from "./share.js";

const NONE: readonly unknown[] = Object.freeze([]);

/** Structural sharing of JSON: `next`, frozen and without undefined fields, with every part that equals a part of `previous` replaced by that part. */
export function shareDeep<T>(previous: T | undefined, next: T): T {
  if (previous === next || !isObject(next)) return next;
  if (Array.isArray(next)) return shareItems(Array.isArray(previous) ? previous : NONE, next) as T;
  const before = isObject(previous) && !Array.isArray(previous) ? previous : undefined;
  const given = Object.entries(next).filter(([, value]) => value !== undefined);
  // Its own fields alone: a key may be `__proto__`.
  const known = (key: string): unknown => (before && Object.hasOwn(before, key) ? before[key] : undefined);
  const after = Object.fromEntries(given.map(([key, value]) => [key, shareDeep(known(key), value)]));
  return share(before, after) as T;
}

/** Items are found again wherever they moved to. Most have not: to compare each with all the others takes long in a long list. */
function shareItems(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const known = new Set(previous);
  const find = (item: unknown, i: number): unknown => {
    const inPlace = shareDeep(previous[i], item);
    if (inPlace === previous[i]) return inPlace;
    return previous.find((each, j) => j !== i && shareDeep(each, item) === each) ?? inPlace;
  };
  return shareList(
    previous,
    next.map((item, i) => (known.has(item) ? item : find(item, i))),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

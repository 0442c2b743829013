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

/** Items are found again wherever they moved to. */
function shareItems(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  return shareList(
    previous,
    next.map((item) =>
      previous.includes(item)
        ? item
        : (previous.find((known) => shareDeep(known, item) === known) ?? shareDeep(undefined, item)),
    ),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

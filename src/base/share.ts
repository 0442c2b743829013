/** Structural sharing: what is equal to what was before keeps its identity, so that receivers compare by `===`. */

/** `next`, frozen, or `previous` when all their fields are the same. */
export function share<T extends object>(previous: T | undefined, next: T): T {
  return previous && hasSameFields(previous, next) ? previous : Object.freeze(next);
}

/** `next`, frozen, or `previous` when all their items are the same. */
export function shareList<T>(previous: readonly T[], next: readonly T[]): readonly T[] {
  const isSame = previous.length === next.length && previous.every((item, i) => item === next[i]);
  return isSame ? previous : Object.freeze(next);
}

function hasSameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(b) as (keyof T)[];
  return keys.length === Object.keys(a).length && keys.every((key) => Object.is(a[key], b[key]));
}

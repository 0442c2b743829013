import { LayeredMap } from "./layered-map.js";

/** Up to here a copy of the whole is as cheap as one in layers. */
const SMALL = 64;

type Own<V extends NonNullable<unknown>> = ReadonlyMap<string, V> & {
  set(key: string, value: V): unknown;
  delete(key: string): boolean;
};

/** What can be looked up by key: a map, or an {@link Overlay}. */
export interface Lookup<V> {
  readonly size: number;
  get(key: string): V | undefined;
  has(key: string): boolean;
  values(): Iterable<V>;
}

/** A map that may be changed without its original changing: it is copied with the first change, and most steps make none. */
export class Overlay<V extends NonNullable<unknown>> implements Lookup<V> {
  readonly #before: ReadonlyMap<string, V>;
  #own: Own<V> | undefined;

  constructor(before: ReadonlyMap<string, V>) {
    this.#before = before;
  }

  get now(): ReadonlyMap<string, V> {
    return this.#own ?? this.#before;
  }

  get size(): number {
    return this.now.size;
  }

  get(key: string): V | undefined {
    return this.now.get(key);
  }

  has(key: string): boolean {
    return this.now.has(key);
  }

  /** Safe to change the map while going through them. */
  values(): V[] {
    return [...this.now.values()];
  }

  set(key: string, value: V): void {
    this.#copy().set(key, value);
  }

  /** @returns whether it was there. */
  delete(key: string): boolean {
    return this.now.has(key) && this.#copy().delete(key);
  }

  #copy(): Own<V> {
    return (this.#own ??= copyOf(this.#before));
  }
}

function copyOf<V extends NonNullable<unknown>>(map: ReadonlyMap<string, V>): Own<V> {
  if (map.size <= SMALL) return new Map(map);
  return map instanceof LayeredMap ? (map as LayeredMap<V>).copy() : new LayeredMap(map);
}

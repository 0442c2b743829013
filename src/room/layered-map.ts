/**
 * A map that is cheap to copy: a large base that many copies share, and what each of them has otherwise. It keeps the order of a
 * `Map`: a key that is set again keeps its place, and one that was deleted comes back at the end.
 */
export class LayeredMap<V extends NonNullable<unknown>> implements ReadonlyMap<string, V> {
  readonly #base: ReadonlyMap<string, V>;
  /** Keys of the base that have another value. */
  #changed: Map<string, V>;
  /** Keys of the base that are not there, or are among the added. */
  #gone: Set<string>;
  #added: Map<string, V>;
  /** Which of the three are this map's own, and no other's. */
  readonly #own = { changed: false, gone: false, added: false };

  constructor(base: ReadonlyMap<string, V>, layer?: LayeredMap<V>) {
    this.#base = base;
    this.#changed = layer ? layer.#changed : new Map();
    this.#gone = layer ? layer.#gone : new Set();
    this.#added = layer ? layer.#added : new Map();
  }

  /** Another map with the same in it: this one must not be changed any more. What it costs to change it is what the layer has, and once in a while what the whole has. */
  copy(): LayeredMap<V> {
    const layer = this.#changed.size + this.#gone.size + this.#added.size;
    if (layer * layer > 4 * this.#base.size) return new LayeredMap<V>(new Map(this));
    return new LayeredMap(this.#base, this);
  }

  get size(): number {
    return this.#base.size - this.#gone.size + this.#added.size;
  }

  get(key: string): V | undefined {
    const own = this.#added.get(key) ?? this.#changed.get(key);
    return own ?? (this.#gone.has(key) ? undefined : this.#base.get(key));
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: V): void {
    if (!this.#gone.has(key) && this.#base.has(key)) this.#ownChanged().set(key, value);
    else this.#ownAdded().set(key, value);
  }

  /** @returns whether it was there. */
  delete(key: string): boolean {
    if (this.#added.has(key)) return this.#ownAdded().delete(key);
    if (this.#gone.has(key) || !this.#base.has(key)) return false;
    if (this.#changed.has(key)) this.#ownChanged().delete(key);
    if (!this.#own.gone) this.#gone = new Set(this.#gone);
    this.#own.gone = true;
    this.#gone.add(key);
    return true;
  }

  #ownChanged(): Map<string, V> {
    if (!this.#own.changed) this.#changed = new Map(this.#changed);
    this.#own.changed = true;
    return this.#changed;
  }

  #ownAdded(): Map<string, V> {
    if (!this.#own.added) this.#added = new Map(this.#added);
    this.#own.added = true;
    return this.#added;
  }

  /** The keys by which this map and another may differ; `undefined` when they have not come of the same. */
  differsFrom(other: ReadonlyMap<string, V>): Iterable<string> | undefined {
    const theirs = other instanceof LayeredMap ? (other as LayeredMap<V>) : undefined;
    if ((theirs ? theirs.#base : other) !== this.#base) return undefined;
    const layers = [this, ...(theirs ? [theirs] : [])];
    return new Set(layers.flatMap((map) => [...map.#changed.keys(), ...map.#gone, ...map.#added.keys()]));
  }

  *[Symbol.iterator](): MapIterator<[string, V]> {
    for (const [key, value] of this.#base) {
      if (!this.#gone.has(key)) yield [key, this.#changed.get(key) ?? value];
    }
    yield* this.#added;
  }

  entries(): MapIterator<[string, V]> {
    return this[Symbol.iterator]();
  }

  *keys(): MapIterator<string> {
    for (const key of this.#base.keys()) if (!this.#gone.has(key)) yield key;
    yield* this.#added.keys();
  }

  *values(): MapIterator<V> {
    for (const [key, value] of this.#base) if (!this.#gone.has(key)) yield this.#changed.get(key) ?? value;
    yield* this.#added.values();
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }
}

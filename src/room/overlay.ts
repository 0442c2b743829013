/** A map that may be changed without its original changing: it is copied with the first change, and most steps make none. */
export class Overlay<V> {
  readonly #before: ReadonlyMap<string, V>;
  #own: Map<string, V> | undefined;

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

  #copy(): Map<string, V> {
    return (this.#own ??= new Map(this.#before));
  }
}

/** Bits a second over the last second, from 10 buckets of 100 ms. */
export class RateMeter {
  readonly #buckets = Array.from({ length: 10 }, () => ({ slot: -1, bytes: 0 }));

  add(bytes: number, now: number): void {
    const slot = Math.floor(now / 100);
    const bucket = this.#buckets[slot % 10];
    if (!bucket) return;
    if (bucket.slot !== slot) {
      bucket.slot = slot;
      bucket.bytes = 0;
    }
    bucket.bytes += bytes;
  }

  bitrate(now: number): number {
    const oldest = Math.floor(now / 100) - 10;
    let bytes = 0;
    for (const bucket of this.#buckets) if (bucket.slot > oldest) bytes += bucket.bytes;
    return bytes * 8;
  }
}

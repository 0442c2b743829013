/** Bytes of a block: some 60 RTP headers. */
const BLOCK = 2_048;

/**
 * Cuts many short buffers from a few blocks. A buffer of its own costs more than to fill it; and one from Node's shared
 * pool would, while it is kept, keep the whole packets alive that lie beside it.
 */
export class Slab {
  #block = Buffer.alloc(0);
  #used = 0;

  /** `length` bytes, with anything in them. */
  readonly take = (length: number): Buffer => {
    if (this.#used + length > this.#block.length) {
      this.#block = Buffer.allocUnsafeSlow(Math.max(BLOCK, length));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += length;
    return this.#block.subarray(start, this.#used);
  };
}

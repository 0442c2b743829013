/** Samples in pieces of bytes, of which one may end in the middle of a sample: 16 bit, little-endian. */
export class SampleReader {
  #rest = new Uint8Array(0);

  push(bytes: Uint8Array): Int16Array<ArrayBuffer> {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const whole = all.length & ~1;
    this.#rest = all.slice(whole);
    return new Int16Array(all.buffer, 0, whole / 2);
  }
}

import { ADAPTER_PCM } from "../../../wire/adapter-packet.js";

/** Makes one channel of fewer samples of what an adapter sends: each is the mean of those that it stands for, which is filter enough for speech. */
export class Downsampler {
  readonly #step: number;
  /** Of the last message: samples that are not enough for one. */
  #rest = new Int16Array(0);

  /** @param sampleRate a divisor of 48,000. */
  constructor(sampleRate: number) {
    this.#step = (ADAPTER_PCM.sampleRate / sampleRate) * ADAPTER_PCM.channels;
  }

  /** @param samples left and right in turn. */
  push(samples: Int16Array): Int16Array<ArrayBuffer> {
    const all = new Int16Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    const step = this.#step;
    const out = new Int16Array(Math.floor(all.length / step));
    for (let index = 0; index < out.length; index++) {
      let sum = 0;
      for (let offset = 0; offset < step; offset++) sum += all[index * step + offset] ?? 0;
      out[index] = Math.round(sum / step);
    }
    this.#rest = all.slice(out.length * step);
    return out;
  }
}

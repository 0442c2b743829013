/** Sound for tests: tones, and what is in them. */

const RATE = 48_000;

/** A tone on both channels, as bytes of 16-bit samples. @param from - Samples before it, so that pieces fit together. */
export function tone(frequency: number, seconds: number, from = 0): Uint8Array {
  const bytes = Buffer.alloc(Math.round(seconds * RATE) * 4);
  for (let index = 0; index < bytes.length / 4; index++) {
    const sample = Math.round(8_000 * Math.sin(((from + index) * 2 * Math.PI * frequency) / RATE));
    bytes.writeInt16LE(sample, index * 4);
    bytes.writeInt16LE(sample, index * 4 + 2);
  }
  return bytes;
}

/** One channel of sound in 16-bit samples of both. */
export function channel(payloads: readonly Uint8Array[], which: 0 | 1): number[] {
  const bytes = Buffer.concat(payloads);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readInt16LE(index * 4 + which * 2));
}

/** Share of the sound's power that is at `frequency`: 1 for a pure tone (Goertzel). */
export function shareAt(samples: readonly number[], frequency: number): number {
  const step = (2 * Math.PI * frequency) / RATE;
  let [real, imaginary, power] = [0, 0, 0];
  for (const [index, sample] of samples.entries()) {
    real += sample * Math.cos(step * index);
    imaginary += sample * Math.sin(step * index);
    power += sample * sample;
  }
  return power === 0 ? 0 : (2 * (real * real + imaginary * imaginary)) / (samples.length * power);
}

/**
 * The share of most tenths of a second: where a packet was late on a busy machine, a decoder makes something up, and goes on in
 * another phase.
 */
export function mostlyAt(samples: readonly number[], frequency: number): number {
  const tenth = RATE / 10;
  const shares = Array.from({ length: Math.floor(samples.length / tenth) }, (_, index) =>
    shareAt(samples.slice(index * tenth, (index + 1) * tenth), frequency),
  );
  return shares.toSorted((a, b) => b - a)[Math.floor(shares.length / 2)] ?? 0;
}

/** Root of the mean square. */
export function loudness(samples: readonly number[]): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}

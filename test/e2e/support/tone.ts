/** Sounds for the fake microphone. */
import { writeFileSync } from "node:fs";

const RATE = 48_000;

/**
 * Writes a WAV file that beeps at `hertz`, 300 ms on and 200 ms off: a steady tone would be taken for noise and be
 * suppressed by the browser's own processing.
 */
export function writeTone(path: string, hertz: number): void {
  const samples = RATE * 2;
  const data = Buffer.alloc(samples * 2);
  for (let index = 0; index < samples; index++) {
    const on = (index / RATE) % 0.5 < 0.3;
    data.writeInt16LE(on ? Math.round(20_000 * Math.sin((2 * Math.PI * hertz * index) / RATE)) : 0, index * 2);
  }
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(data.length, 40);
  writeFileSync(path, Buffer.concat([header, data]));
}

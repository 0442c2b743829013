import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ADAPTER_PCM } from "../../../src/wire/adapter-packet.js";

/** Debian's own: another one has not its packages. */
const PYTHON = "/usr/bin/python3";
const MODEL = "/usr/share/pocketsphinx/model/en-us";
const RECOGNISER = fileURLToPath(new URL("recognise.py", import.meta.url));
/** How many samples of one channel become one, for 16 kHz. */
const DECIMATION = 3;

/** Are a speaker and a listener there? Debian's espeak-ng, sox, python3-pocketsphinx and pocketsphinx-en-us. */
export const canSpeak = (): boolean =>
  existsSync("/usr/bin/espeak-ng") &&
  existsSync("/usr/bin/sox") &&
  existsSync(`${MODEL}/cmudict-en-us.dict`) &&
  spawnSync(PYTHON, ["-c", "import pocketsphinx"]).status === 0;

function run(command: string, args: readonly string[], input?: Buffer): string {
  const { status, stdout, stderr } = spawnSync(command, args, { ...(input && { input }), maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout.toString();
}

/** Speech for a browser's fake microphone, and ears for what comes of it. */
export class Speech {
  readonly #folder = mkdtempSync(join(tmpdir(), "calls-speech-"));
  readonly #sentences: readonly string[];
  /** The file of all sentences, with a pause before each. */
  readonly file = join(this.#folder, "speech.wav");

  /** @param head - Seconds of silence at the beginning. */
  constructor(sentences: readonly string[], head: number) {
    this.#sentences = sentences;
    const parts = sentences.map((sentence, index) => {
      const [raw, padded] = [join(this.#folder, `raw-${index}.wav`), join(this.#folder, `${index}.wav`)];
      run("espeak-ng", ["-v", "en-us+f2", "-s", "130", "-w", raw, sentence]);
      run("sox", [raw, "-r", "48000", "-b", "16", padded, "norm", "-3", "pad", index === 0 ? `${head}` : "0.4", "0.6"]);
      return padded;
    });
    run("sox", [...parts, this.file]);
  }

  /** Seconds. */
  get duration(): number {
    return Number(run("sox", ["--i", "-D", this.file]));
  }

  /** The sentences in what an adapter sent, in order. */
  recognise(payloads: readonly Uint8Array[]): string[] {
    const grammar = join(this.#folder, "sentences.gram");
    writeFileSync(grammar, `#JSGF V1.0;\ngrammar sentences;\npublic <sentences> = ${this.#sentences.join(" | ")};\n`);
    const output = run(PYTHON, [RECOGNISER, grammar, MODEL], downsample(Buffer.concat(payloads)));
    // The library says something of its own in between.
    return output
      .split("\n")
      .filter((line) => line.startsWith('"'))
      .map((line) => JSON.parse(line) as string);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** To one channel of 16 kHz: each sample is the mean of three of both channels, which is filter enough for speech. */
function downsample(pcm: Buffer): Buffer {
  const step = ADAPTER_PCM.bytesPerSample * DECIMATION;
  const out = Buffer.alloc(Math.floor(pcm.length / step) * 2);
  for (let index = 0; index < out.length / 2; index++) {
    let sum = 0;
    for (let offset = 0; offset < step; offset += 2) sum += pcm.readInt16LE(index * step + offset);
    out.writeInt16LE(Math.round(sum / (DECIMATION * ADAPTER_PCM.channels)), index * 2);
  }
  return out;
}

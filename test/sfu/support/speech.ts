import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ADAPTER_PCM } from "../../../src/wire/adapter-packet.js";

/** Debian's own: another one has not its packages. */
const PYTHON = "/usr/bin/python3";
const MODEL = "/usr/share/pocketsphinx/model/en-us";
/** Tests and benches run in the project's folder; a bench is a file of somewhere else. */
const RECOGNISER = resolve("test/sfu/support/recognise.py");
/** How many samples of one channel become one, for 16 kHz. */
const DECIMATION = 3;

/** Are a speaker and a listener there? Debian's espeak-ng, sox, python3-pocketsphinx and pocketsphinx-en-us. */
export const canSpeak = (): boolean =>
  existsSync("/usr/bin/espeak-ng") &&
  existsSync("/usr/bin/sox") &&
  existsSync(`${MODEL}/cmudict-en-us.dict`) &&
  spawnSync(PYTHON, ["-c", "import pocketsphinx"]).status === 0;

function run(command: string, args: readonly string[], input?: Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync(command, args, { ...(input && { input }), maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout;
}

/** What recognisers take, on the standard output. */
const RAW = ["-r", "16000", "-b", "16", "-e", "signed", "-c", "1", "-t", "raw", "-"];

/** A sentence as samples of one channel, 16,000 a second. */
export function spoken(text: string): Buffer {
  const wav = run("espeak-ng", ["-v", "en-us+f2", "-s", "130", "--stdout", text]);
  return run("sox", ["-t", "wav", "-", ...RAW], wav);
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

  /** All of it as samples of one channel, 16,000 a second. */
  get samples(): Buffer {
    return run("sox", [this.file, ...RAW]);
  }

  /** Seconds. */
  get duration(): number {
    return Number(run("sox", ["--i", "-D", this.file]));
  }

  /** The sentences in what an adapter sent, in order. */
  recognise(payloads: readonly Uint8Array[]): string[] {
    const [command, ...args] = this.recogniser;
    const output = run(command, args, downsample(Buffer.concat(payloads))).toString();
    return output.split("\n").flatMap((line) => {
      const said = parseLine(line);
      return said?.type === "final" ? said.text : [];
    });
  }

  /** The command that recognises the sentences, see `recognise.py`. */
  get recogniser(): readonly [string, ...string[]] {
    const grammar = join(this.#folder, "sentences.gram");
    writeFileSync(grammar, `#JSGF V1.0;\ngrammar sentences;\npublic <sentences> = ${this.#sentences.join(" | ")};\n`);
    return [PYTHON, RECOGNISER, grammar, MODEL];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** What the recogniser says; `undefined` for what its library says of its own in between. */
export function parseLine(line: string): { readonly type: string; readonly text: string } | undefined {
  return line.startsWith("{") ? (JSON.parse(line) as { type: string; text: string }) : undefined;
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

/**
 * How long a word takes to the screen: from its sound in the speaker's page to the first interim line in somebody else's, next to the
 * same recogniser that is fed with the same sound by no call at all, in the same run. Chromium, espeak-ng, sox and pocketsphinx of Debian.
 *
 *   npm run bench:captions [-- --json]
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { startCallServer } from "../e2e/support/call-server.js";
import { startEars } from "../e2e/support/ears.js";
import { Person } from "../e2e/support/person.js";
import { SENTENCES } from "../sfu/support/sentences.js";
import { canSpeak, parseLine, Speech } from "../sfu/support/speech.js";
import { note } from "./support/measured.js";
import { Onsets } from "./support/onsets.js";
import { printRows, quantile, type Row } from "./support/rows.js";

/** Milliseconds that the first interim line may take at the median. */
const GOAL = 1_500;
/** Seconds until the first word: until then the call has begun, and somebody reads. */
const HEAD = 8;
/** Samples of 20 ms. */
const PIECE = 320;

if (!canSpeak()) throw new Error("apt-get install espeak-ng sox python3-pocketsphinx pocketsphinx-en-us");

/** Words at a moment. */
interface Said {
  readonly at: number;
  readonly text: string;
}

/** Milliseconds from each beginning to the first words after it, sorted. Sentences without interim words are left out. */
function delays(onsets: readonly number[], said: readonly Said[]): number[] {
  const found = onsets.flatMap((onset, index) => {
    const next = onsets[index + 1] ?? Number.POSITIVE_INFINITY;
    const first = said.find(({ at }) => at >= onset && at < next);
    return first ? [first.at - onset] : [];
  });
  return found.toSorted((a, b) => a - b);
}

/** Notes in the speaker's page when they begin to speak. */
function listenToMicrophone(source: string): void {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    const [track] = stream.getAudioTracks();
    if (!track) return stream;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    // oxlint-disable-next-line no-new-func -- The class comes from the bench, which is no module of the page.
    const Class = new Function(`return (${source})`)() as typeof Onsets;
    const onsets = new Class();
    Object.assign(globalThis, { onsets });
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const level = Math.hypot(...samples) / Math.sqrt(samples.length);
      onsets.push(level, performance.timeOrigin + performance.now());
    }, 10);
    return stream;
  };
}

/** Notes in the reader's page which interim lines there are. */
function readLines(): void {
  const said: Said[] = [];
  Object.assign(globalThis, { said });
  let last = "";
  const look = (): void => {
    const strip = document.querySelector("calls-room")?.shadowRoot?.querySelector("calls-captions")?.shadowRoot;
    const text = strip?.querySelector(".lines p.live")?.textContent?.trim() ?? "";
    if (text !== last && text !== "") said.push({ at: performance.timeOrigin + performance.now(), text });
    last = text;
    requestAnimationFrame(look);
  };
  look();
}

/** A call: one speaks, another reads. */
async function measureCall(speech: Speech): Promise<number[]> {
  const ears = await startEars(speech);
  const server = await startCallServer({ env: { CAPTIONS_URL: ears.url }, captions: true });
  const ben = await Person.launch({ name: "Ben" });
  const ada = await Person.launch({ name: "Ada", speech: speech.file });
  try {
    const query = { room: "yard", autojoin: "", "start-camera-off": "" };
    await ben.open(server.url, { ...query, name: "Ben", "start-muted": "" });
    await ben.click("More");
    await ben.page.locator('::-p-aria([name="Turn on captions"][role="menuitem"])').click();
    await ben.page.evaluate(readLines);
    await ada.page.evaluateOnNewDocument(listenToMicrophone, Onsets.toString());
    await ada.open(server.url, { ...query, name: "Ada" });
    await new Promise((resolve) => setTimeout(resolve, (speech.duration + 3) * 1_000));
    const onsets = await ada.page.evaluate(() => (Reflect.get(globalThis, "onsets") as { at: number[] }).at);
    const said = await ben.page.evaluate(() => Reflect.get(globalThis, "said") as Said[]);
    if (onsets.length !== SENTENCES.length) note(`${onsets.length} sentences began, of ${SENTENCES.length}`);
    return delays(onsets, said);
  } finally {
    await Promise.all([ada.close(), ben.close()]);
    await server.close();
    ears.close();
  }
}

/** The recogniser alone, at the pace of speech. */
async function measureAlone(speech: Speech): Promise<number[]> {
  const { samples, recogniser } = speech;
  const [command, ...args] = recogniser;
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  const said: Said[] = [];
  const ready = new Promise<void>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      const words = parseLine(line);
      if (words?.type === "ready") resolve();
      if (words?.type === "partial") said.push({ at: performance.now(), text: words.text });
    });
  });
  await ready;
  const onsets = new Onsets();
  const all = new Int16Array(samples.buffer, samples.byteOffset, samples.length >> 1).subarray((HEAD - 1) * 16_000);
  const began = performance.now();
  for (let at = 0; at < all.length; at += PIECE) {
    const due = began + (at + PIECE) / 16;
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const piece = all.slice(at, at + PIECE);
    const level = Math.hypot(...piece) / Math.sqrt(piece.length) / 32_768;
    // It is spoken while it is recorded, and comes as a whole.
    onsets.push(level, due - PIECE / 16);
    child.stdin.write(new Uint8Array(piece.buffer));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  child.kill();
  return delays(onsets.at, said);
}

const speech = new Speech(SENTENCES, HEAD);
try {
  note("a call");
  const ours = await measureCall(speech);
  note("the recogniser alone");
  const theirs = await measureAlone(speech);
  const row = (name: string, share: number): Row => {
    const [a, b] = [quantile(ours, share), quantile(theirs, share)];
    return { name, ours: a, theirs: b, ratio: a / b };
  };
  const rows = [
    row("word to first interim line, median, ms", 0.5),
    row("word to first interim line, slowest, ms", 1),
    { name: "sentences with one", ours: ours.length, theirs: theirs.length, ratio: ours.length / theirs.length },
  ];
  printRows(rows, "theirs: the same recogniser, fed with the same sound directly");
  note(`The goal is ${GOAL} ms at the median: ${rows[0]!.ours <= GOAL ? "reached" : "not reached"}.`);
} finally {
  speech.remove();
}

/** One speaker's sound on its way to a provider that a test plays, by a clock that a test moves. */
import { describe, expect, it } from "vitest";
import { Dictation, type Words } from "../../src/server/services/speech/dictation.js";
import { deepgram } from "../../src/server/services/speech/deepgram.js";
import { openAi } from "../../src/server/services/speech/openai.js";
import { ownService } from "../../src/server/services/speech/own-service.js";
import type { TranscriptionProvider } from "../../src/server/services/speech/provider.js";
import type { ServiceSocketListener } from "../../src/server/services/socket.js";
import { Clock, settled } from "../client/clock.js";

/** A provider's end of its sockets. */
class Played {
  readonly sent: (string | Uint8Array)[] = [];
  /** Sockets that were opened, and those that are open. */
  opened = 0;
  open = 0;
  #listener: ServiceSocketListener | undefined;

  connect = async () => {
    this.opened += 1;
    this.open += 1;
    return {
      waiting: 0,
      send: (data: string | Uint8Array) => void this.sent.push(data),
      close: () => void (this.open -= 1),
      listen: (listener: ServiceSocketListener) => void (this.#listener = listener),
    };
  };

  say(message: object): void {
    this.#listener?.message(JSON.stringify(message));
  }

  get texts(): readonly string[] {
    return this.sent.filter((data) => typeof data === "string");
  }

  /** Bytes of sound. */
  get bytes(): number {
    return this.sent.reduce((sum, data) => sum + (typeof data === "string" ? 0 : data.byteLength), 0);
  }
}

async function dictate(provider: TranscriptionProvider) {
  const played = new Played();
  const clock = new Clock();
  const { now, schedule } = clock.environment;
  const words: Words[] = [];
  const troubles: string[] = [];
  const dictation = new Dictation({
    language: "",
    provider: { ...provider, connect: played.connect },
    handle: {
      dial: () => Promise.reject(new Error("It is not dialled.")),
      log: () => {},
      now,
      schedule,
      signal: new AbortController().signal,
    },
    heard: (each) => words.push(each),
    troubled: (code) => troubles.push(code),
  });
  /** Somebody speaks, or is silent with 0. */
  const speak = (seconds: number, level = 5_000): void => {
    for (let at = 0; at < seconds; at += 0.1) {
      dictation.push(new Int16Array(9_600).map((_, index) => (index % 8 < 4 ? level : -level)));
    }
  };
  speak(0.1);
  // The socket is there.
  await settled();
  return { played, words, troubles, dictation, clock, speak };
}

const own = ownService({ url: "wss://ears.example" });
const flux = deepgram({ key: "x", model: "flux-general-en" });
/** Bytes of a second of 16,000 samples. */
const SECOND = 32_000;

describe("a provider of words", () => {
  it("that takes the socket and is never ready is trouble, and is tried again", async () => {
    const { played, troubles, clock, speak } = await dictate(own);
    speak(1);
    // Whoever said it has finished long since, and waits for their words.
    speak(2, 0);
    await clock.pass(19_000);
    expect([troubles, played.open, played.bytes]).toEqual([[], 1, 0]);
    await clock.pass(2_000);
    expect([troubles, played.open]).toEqual([["not-ready"], 0]);
    await clock.pass(2_000);
    speak(1);
    await settled();
    expect(played.opened).toBe(2);
    played.say({ type: "ready" });
    await clock.pass(60_000);
    expect(troubles).toEqual(["not-ready"]);
    expect(played.bytes).toBeGreaterThan(SECOND);
  });

  it("is told when the sound ends, or hears the silence by which it knows", async () => {
    const told = await dictate(own);
    told.played.say({ type: "ready" });
    told.dictation.rest();
    expect(told.played.texts).toEqual(['{"type":"flush"}']);
    const untold = await dictate(flux);
    untold.speak(1);
    const before = untold.played.bytes;
    untold.dictation.rest();
    expect(untold.played.bytes - before).toBe(6 * SECOND);
    // Once: it knows by now.
    untold.dictation.rest();
    expect(untold.played.bytes - before).toBe(6 * SECOND);
    untold.speak(1);
    untold.speak(10, 0);
    const heard = untold.played.bytes;
    untold.dictation.rest();
    expect(untold.played.bytes).toBe(heard);
  });

  it("that settles nothing by itself is told to, where somebody never pauses", async () => {
    const commit = '{"type":"input_audio_buffer.commit"}';
    const commits = (played: Played): number => played.texts.filter((text) => text === commit).length;
    const { played, speak } = await dictate(openAi({ key: "x" }));
    played.say({ type: "session.updated" });
    speak(29);
    expect(commits(played)).toBe(0);
    speak(2);
    expect(commits(played)).toBe(1);
    speak(10);
    speak(2, 0);
    expect(commits(played)).toBe(2);
    speak(25);
    expect(commits(played)).toBe(2);
  });
});

/** An AI in three pieces, and Workers AI as one: what it asks for is held to the public reference by a server that refuses all else. */
import { afterEach, describe, expect, it } from "vitest";
import { pipelineVoice } from "../../src/features/ai/providers/pipeline.js";
import { sentencesOf } from "../../src/features/ai/providers/sentences.js";
import type { Conversation, SocketVoice } from "../../src/features/ai/providers/voice-line.js";
import { workersAiVoice } from "../../src/features/ai/providers/workers-ai.js";
import type { LanguageModel } from "../../src/server/services/models/index.js";
import type { WorkersAiBinding } from "../../src/server/services/workers-ai.js";
import { dial } from "../../src/server/hosts/node-dial.js";
import { ACCOUNT, TOKEN, WorkersAiServer, refusesSpeech, refusesText } from "../server/support/workers-ai-server.js";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0).reverse()) close();
});

/** A line to a provider, and what comes out of it. */
async function lineTo(provider: SocketVoice) {
  const end = new AbortController();
  const events: string[] = [];
  const logged: (string | undefined)[] = [];
  const waiting: (() => void)[] = [];
  const note = (event: string): void => {
    events.push(event);
    for (const wake of waiting.splice(0)) wake();
  };
  const until = async (isSo: (events: readonly string[]) => boolean): Promise<void> => {
    while (!isSo(events)) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const conversation: Conversation = await provider.converse(
    { instructions: "Be kind.", voice: provider.voices[0] ?? "" },
    {
      say: (samples, rate) => note(`say ${samples[0]} at ${rate}`),
      hush: () => note("hush"),
      drained: () => Promise.resolve(),
      ended: (failure, code) => note(`ended ${failure} ${code}`),
    },
    {
      dial: (url, options = {}) => dial(url, { ...options, signal: end.signal }),
      fetch,
      log: (_, __, { code } = {}) => {
        logged.push(code);
        note(`log ${code}`);
      },
      now: () => Date.now(),
      schedule: () => () => {},
      signal: end.signal,
    },
  );
  closing.push(() => {
    end.abort();
    conversation.close();
  });
  /** A tenth of a second of speech. */
  const speak = (): void => conversation.hear(new Int16Array(9_600).map((_, at) => (at % 8 < 4 ? 5_000 : -5_000)));
  return { conversation, events, logged, until, speak };
}

async function workersAi() {
  const ai = await WorkersAiServer.start();
  closing.push(() => ai.close());
  const line = await lineTo(workersAiVoice({ accountId: ACCOUNT, token: TOKEN, api: ai.url }));
  line.speak();
  return { ai, ...line };
}

describe("Workers AI", { timeout: 10_000 }, () => {
  it("speaks the first sentence while the next is written, and remembers what was said", async () => {
    const { ai, events, until } = await workersAi();
    await ai.until(() => ai.bytes > 0);
    ai.answer = async (write) => {
      for (const piece of ["It is ", "noon. ", "The"]) write(piece);
      // Were the whole waited for, nothing would ever come.
      await ai.until(() => ai.spoken.length === 1);
      write(" sun shines.");
    };
    ai.hear("what time", false);
    ai.hear("What time is it?", true);
    await until(() => ai.spoken.length === 2 && events.filter((event) => event.startsWith("say 2000")).length > 0);
    expect(ai.spoken).toMatchObject([
      { text: "It is noon.", speaker: "asteria" },
      { text: "The sun shines.", speaker: "asteria" },
    ]);
    expect(new Set(events)).toEqual(new Set(["hush", "say 1000 at 24000", "say 2000 at 24000"]));
    const [{ messages }] = ai.asked as [(typeof ai.asked)[number]];
    expect(messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(messages[0]?.content).toMatch(/^Be kind\.\n/);
    ai.answer = (write) => write("Yes.");
    ai.hear("Really?", true);
    await ai.until(() => ai.asked.length === 2);
    expect(ai.asked[1]?.messages.slice(1)).toEqual([
      { role: "user", content: "What time is it?" },
      { role: "assistant", content: "It is noon. The sun shines." },
      { role: "user", content: "Really?" },
    ]);
  });

  it("is interrupted by a word: it falls silent, and writes no further", async () => {
    const { ai, events, until } = await workersAi();
    await ai.until(() => ai.bytes > 0);
    ai.answer = async (write) => {
      write("Once upon a time. ");
      await ai.until(() => ai.brokenOff > 0);
    };
    ai.hear("Tell me a story", true);
    await until(() => events.some((event) => event.startsWith("say")));
    const before = events.filter((event) => event === "hush").length;
    ai.hear("wait", false);
    await until(() => events.filter((event) => event === "hush").length > before);
    await ai.until(() => ai.brokenOff === 1);
    ai.answer = (write) => write("Yes?");
    ai.hear("Wait, a short one.", true);
    await ai.until(() => ai.asked.length === 2);
    // It knows how far it came.
    expect(ai.asked[1]?.messages.at(-2)).toEqual({ role: "assistant", content: "Once upon a time." });
  });

  it("may fail once; what is refused, or fails again and again, ends it in words and says no token", async () => {
    const { ai, events, logged, until } = await workersAi();
    await ai.until(() => ai.bytes > 0);
    ai.trouble = 500;
    for (const count of [1, 2]) {
      ai.hear("Hello?", true);
      await until(() => logged.length === count);
    }
    ai.trouble = undefined;
    ai.hear("Hello?", true);
    await until(() => events.some((event) => event.startsWith("say")));
    ai.trouble = 429;
    for (const isSo of [
      () => logged.length === 3,
      () => logged.length === 4,
      () => events.at(-1) === "ended busy http-429",
    ]) {
      ai.hear("Hello?", true);
      await until(isSo);
    }
    expect(logged.slice(0, 2)).toEqual(["http-500", "http-500"]);
    expect(JSON.stringify([events, logged])).not.toContain(TOKEN);
    const wrong = await lineTo(workersAiVoice({ accountId: ACCOUNT, token: "wrong", api: ai.url }));
    wrong.speak();
    await wrong.until(() => wrong.events.length > 1);
    expect(wrong.events.at(-1)).toBe("ended refused refused-401");
  });

  it("by its binding: a socket, a stream of events, a raw response", async () => {
    const asked: [string, unknown, unknown][] = [];
    const listeners = new Map<string, (event: { data: unknown }) => void>();
    const socket = {
      binaryType: "blob",
      readyState: 1,
      accept: () => {},
      send: () => {},
      close: () => {},
      addEventListener: (type: string, listener: (event: { data: unknown }) => void) => listeners.set(type, listener),
    };
    const binding: WorkersAiBinding = {
      async run(model, input, options) {
        asked.push([model, input, options]);
        if (model.endsWith("flux")) return { webSocket: socket };
        if (model.endsWith("aura-1")) {
          if (refusesSpeech(input as never)) throw new Error("5006: bad input");
          return new Response(new Int16Array([7, 7]).buffer);
        }
        if (refusesText(input as never)) throw new Error("5006: bad input");
        // Newer models say what OpenAI's say.
        return new Response('data: {"choices":[{"delta":{"content":"Aye."}}]}\n\ndata: [DONE]\n\n').body;
      },
    };
    const line = await lineTo(workersAiVoice({ binding, transcription: "@cf/deepgram/flux" }));
    line.speak();
    await new Promise<void>((resolve) => setImmediate(resolve));
    listeners.get("message")?.({ data: JSON.stringify({ event: "EndOfTurn", transcript: "Ready?" }) });
    await line.until((events) => events.includes("say 7 at 24000"));
    expect(asked.map(([model, , options]) => [model, options])).toEqual([
      ["@cf/deepgram/flux", { websocket: true }],
      ["@cf/meta/llama-3.3-70b-instruct-fp8-fast", undefined],
      ["@cf/deepgram/aura-1", { returnRawResponse: true }],
    ]);
  });
});

describe("a pipeline", () => {
  it("bounds what the model is told, and what it says", async () => {
    const asked: number[] = [];
    const heard: string[] = [];
    let hear: (text: string) => void = () => {};
    const model: LanguageModel = {
      name: "scripted",
      async *write({ messages }) {
        asked.push(messages.length);
        for (let count = 0; count < 1_000; count++) yield { type: "text", text: `Sentence number ${count}. ` };
      },
    };
    const provider = pipelineVoice({
      model,
      transcription: {
        name: "scripted",
        sampleRate: 16_000,
        connect: () =>
          Promise.resolve({
            waiting: 0,
            send: () => {},
            close: () => {},
            listen: ({ message }) => void (hear = (text) => message(JSON.stringify(text))),
          }),
        audio: (pcm) => pcm,
        reader: () => (text) => [{ type: "final", text: String(text) }],
      },
      speech: {
        voices: ["one"],
        sampleRate: 16_000,
        // oxlint-disable-next-line require-yield
        async *speak(text) {
          heard.push(text);
        },
      },
    });
    const line = await lineTo(provider);
    line.speak();
    await Promise.resolve();
    for (let count = 0; count < 60; count++) {
      const before = heard.length;
      hear("x".repeat(1_000));
      while (heard.length < before + 150) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(heard.length).toBeLessThan(60 * 250);
    expect(Math.max(...asked)).toBeLessThanOrEqual(41);
    expect(asked.at(-1)).toBeLessThan(20);
  });

  it("lets whoever has it finish, however long they speak", async () => {
    const sent: string[] = [];
    const provider = pipelineVoice({
      // oxlint-disable-next-line require-yield
      model: { name: "unasked", async *write() {} },
      transcription: {
        name: "scripted",
        sampleRate: 16_000,
        longest: 1,
        flush: "flush",
        connect: () =>
          Promise.resolve({
            waiting: 0,
            send: (data) => void sent.push(typeof data === "string" ? data : "sound"),
            close: () => {},
            listen: () => {},
          }),
        audio: (pcm) => pcm,
        reader: () => () => [],
      },
      // oxlint-disable-next-line require-yield
      speech: { voices: ["one"], sampleRate: 16_000, async *speak() {} },
    });
    const { conversation, speak } = await lineTo(provider);
    speak();
    // The socket is there.
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (let tenth = 0; tenth < 30; tenth++) speak();
    expect(new Set(sent)).toEqual(new Set(["sound"]));
    conversation.pause();
    expect(sent.at(-1)).toBe("flush");
  });

  it.each([
    [
      ["Hi. Ho", "w are you? I am fine"],
      ["Hi.", "How are you?", "I am fine"],
    ],
    [
      ["Version 2.5 is out.", " Good."],
      ["Version 2.5 is out.", "Good."],
    ],
    [["好的。再见。"], ["好的。", "再见。"]],
    [["One\n\nTwo"], ["One", "Two"]],
    [[`${"word ".repeat(60)}end`], [`${"word ".repeat(48).trim()}`, `${"word ".repeat(12)}end`]],
    [["", " "], []],
  ])("says %j in sentences", async (pieces, sentences) => {
    const written = async function* () {
      yield* pieces;
    };
    const found: string[] = [];
    for await (const sentence of sentencesOf(written())) found.push(sentence);
    expect(found).toEqual(sentences);
  });
});

/** What providers are asked for, held to what they publish: each is a server that refuses what the real one would. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { TranscriptionStream } from "../../src/server/services/speech/stream.js";
import { deepgram } from "../../src/server/services/speech/deepgram.js";
import { openAi } from "../../src/server/services/speech/openai.js";
import { ownService } from "../../src/server/services/speech/own-service.js";
import type { Heard, TranscriptionProvider } from "../../src/server/services/speech/provider.js";
import { workersAi } from "../../src/server/services/speech/workers-ai.js";
import type { WorkersAiBinding } from "../../src/server/services/workers-ai.js";
import { dial } from "../../src/server/hosts/node-dial.js";
import { novaResult, refusesNova } from "../server/support/workers-ai-server.js";
import { providerFromEnv } from "../../src/features/captions/server.js";

const KEY = "sk-a-key-that-nobody-may-see";
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Message = Buffer | Record<string, unknown>;

interface Scripted {
  readonly url: string;
  /** Everything that was sent to it. */
  readonly messages: Message[];
  readonly socket: Promise<WebSocket>;
  until(isSo: (messages: readonly Message[]) => boolean): Promise<void>;
}

/** @param refuse the status of an upgrade that the provider would not take. */
async function provider(refuse: (url: URL, request: IncomingMessage) => number | undefined): Promise<Scripted> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const messages: Message[] = [];
  const waiting: (() => void)[] = [];
  const socket = new Promise<WebSocket>((resolve) => {
    server.on("upgrade", (request, stream, head) => {
      const status = refuse(new URL(request.url ?? "/", "ws://provider"), request);
      if (status !== undefined) return void stream.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      sockets.handleUpgrade(request, stream, head, (webSocket) => {
        resolve(webSocket);
        webSocket.on("message", (data: Buffer, isBinary) => {
          messages.push(isBinary ? data : (JSON.parse(data.toString()) as Record<string, unknown>));
          for (const wake of waiting.splice(0)) wake();
        });
      });
      return undefined;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    socket,
    async until(isSo) {
      while (!isSo(messages)) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

/** A stream to a provider, and what it hears. */
function listen(to: TranscriptionProvider, language = "en") {
  const heard: Heard[] = [];
  let ended: string | undefined;
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const each of waiting.splice(0)) each();
  };
  const { signal } = new AbortController();
  const handle = {
    signal,
    schedule: () => () => {},
    dial: (url: string, options = {}) => dial(url, { ...options, signal }),
  };
  const stream = new TranscriptionStream(to, language, handle, {
    heard: (words) => {
      heard.push(words);
      wake();
    },
    ended: (code) => {
      ended = code;
      wake();
    },
  });
  closing.push(() => stream.close());
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return {
    stream,
    heard,
    hears: (count: number) => until(() => heard.length >= count),
    end: async () => {
      await until(() => ended !== undefined);
      return ended;
    },
  };
}

/** A tenth of a second. */
const sound = (sampleRate: number): Int16Array<ArrayBuffer> => Int16Array.from({ length: sampleRate / 10 }, (_, at) => at % 256); // prettier-ignore
const bytesIn = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + (Buffer.isBuffer(message) ? message.length : 0), 0);
const send = (socket: WebSocket, message: object): void => socket.send(JSON.stringify(message));

async function speaksNova(server: Scripted, to: TranscriptionProvider): Promise<void> {
  const { stream, heard, hears } = listen(to);
  stream.send(sound(16_000));
  const socket = await server.socket;
  await server.until((messages) => bytesIn(messages) === 3_200);
  send(socket, { type: "Metadata", request_id: "1" });
  send(socket, novaResult("good", {}));
  send(socket, novaResult("Good morning", { is_final: true }));
  send(socket, novaResult("everybody", {}));
  send(socket, novaResult("everybody.", { is_final: true, speech_final: true }));
  await hears(4);
  expect(heard).toEqual([
    { type: "partial", text: "good" },
    { type: "partial", text: "Good morning" },
    { type: "partial", text: "Good morning everybody" },
    { type: "final", text: "Good morning everybody." },
  ]);
  stream.flush();
  await server.until((messages) => messages.some((message) => !Buffer.isBuffer(message)));
  expect(server.messages.at(-1)).toEqual({ type: "Finalize" });
  send(socket, novaResult("And you?", { is_final: true, from_finalize: true }));
  await hears(5);
  expect(heard.at(-1)).toEqual({ type: "final", text: "And you?" });
}

describe("Deepgram", () => {
  it("Nova: pieces are put together until the speaker pauses", async () => {
    const server = await provider((url, { headers }) => {
      if (headers.authorization !== `Token ${KEY}`) return 401;
      return url.pathname === "/v1/listen" && url.searchParams.get("model") === "nova-3" ? refusesNova(url) : 404;
    });
    await speaksNova(server, deepgram({ key: KEY, base: server.url }));
  });

  it("Flux: by its own API, in turns", async () => {
    const server = await provider(({ pathname, searchParams }) => {
      const isSound = searchParams.get("encoding") === "linear16" && searchParams.get("sample_rate") === "16000";
      return pathname === "/v2/listen" && isSound && searchParams.get("model") === "flux-general-en" ? undefined : 400;
    });
    const { stream, heard, hears } = listen(deepgram({ key: KEY, model: "flux-general-en", base: server.url }));
    stream.send(sound(16_000));
    const socket = await server.socket;
    send(socket, { type: "Connected", request_id: "1", sequence_id: 0 });
    send(socket, { type: "TurnInfo", event: "Update", turn_index: 0, transcript: "good" });
    send(socket, { type: "TurnInfo", event: "EndOfTurn", turn_index: 0, transcript: "Good morning." });
    await hears(2);
    expect(heard).toEqual([
      { type: "partial", text: "good" },
      { type: "final", text: "Good morning." },
    ]);
  });

  it("that refuses the key is said by its status, and by no key", async () => {
    const server = await provider(() => 401);
    expect(await listen(deepgram({ key: KEY, base: server.url })).end()).toBe("refused-401");
    const failing = await provider(() => undefined);
    const { end } = listen(deepgram({ key: KEY, base: failing.url }));
    send(await failing.socket, { type: "Error", err_code: `NET-0001 ${KEY}`, description: KEY });
    expect(await end()).not.toContain(" ");
  });
});

describe("Workers AI", () => {
  it("from elsewhere: by the account's address, with a token", async () => {
    const server = await provider((url, { headers }) => {
      if (headers.authorization !== `Bearer ${KEY}`) return 401;
      if (url.pathname !== "/client/v4/accounts/account-1/ai/run/@cf/deepgram/nova-3") return 404;
      return refusesNova(url);
    });
    const api = `${server.url.replace("ws", "http")}/client/v4`;
    await speaksNova(server, workersAi({ accountId: "account-1", token: KEY, api }));
  });

  it("by its binding: parameters are text, and the socket is accepted", async () => {
    const asked: unknown[] = [];
    const listeners = new Map<string, (event: { data: unknown }) => void>();
    let accepted = 0;
    const sent: unknown[] = [];
    const binding: WorkersAiBinding = {
      run: async (...question) => {
        asked.push(question);
        const webSocket = {
          binaryType: "blob",
          readyState: 1,
          accept: () => void accepted++,
          send: (data: unknown) => void sent.push(data),
          close: () => {},
          addEventListener: (type: string, listener: (event: { data: unknown }) => void) =>
            listeners.set(type, listener),
        };
        return { webSocket };
      },
    };
    const { stream, heard, hears } = listen(workersAi({ binding, model: "@cf/deepgram/flux" }));
    stream.send(sound(16_000));
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual([["@cf/deepgram/flux", { encoding: "linear16", sample_rate: "16000" }, { websocket: true }]]);
    expect(accepted).toBe(1);
    // Cloudflare's schema has no `type`.
    listeners.get("message")?.({ data: JSON.stringify({ event: "EndOfTurn", transcript: "Good morning." }) });
    await hears(1);
    expect(heard).toEqual([{ type: "final", text: "Good morning." }]);
    expect(sent.length).toBe(1);
  });
});

describe("OpenAI's realtime transcription", () => {
  it("takes sound as base64 after its session is set, and settles what we commit", async () => {
    const server = await provider(({ searchParams }, { headers }) => {
      if (headers.authorization !== `Bearer ${KEY}`) return 401;
      // A transcription session names its model inside of it.
      return searchParams.get("intent") === "transcription" && !searchParams.has("model") ? undefined : 400;
    });
    const { stream, heard, hears } = listen(openAi({ key: KEY, url: `${server.url}/v1/realtime` }), "en-GB");
    stream.send(sound(24_000));
    await server.until((messages) => messages.length > 0);
    expect(server.messages).toEqual([
      {
        type: "session.update",
        session: {
          type: "transcription",
          audio: {
            input: {
              format: { type: "audio/pcm", rate: 24_000 },
              transcription: { model: "gpt-live-transcribe", language: "en" },
              turn_detection: null,
            },
          },
        },
      },
    ]);
    const socket = await server.socket;
    send(socket, { type: "session.created", session: {} });
    send(socket, { type: "session.updated", session: {} });
    await server.until((messages) => messages.length === 2);
    const { type, audio } = server.messages[1] as { type: string; audio: string };
    expect(type).toBe("input_audio_buffer.append");
    expect(Buffer.from(audio, "base64").length).toBe(4_800);
    stream.flush();
    stream.flush();
    await server.until((messages) => messages.length === 3);
    expect(server.messages[2]).toEqual({ type: "input_audio_buffer.commit" });
    const prefix = "conversation.item.input_audio_transcription";
    send(socket, { type: `${prefix}.delta`, item_id: "a", delta: "Good " });
    send(socket, { type: `${prefix}.delta`, item_id: "a", delta: "morning" });
    send(socket, { type: `${prefix}.completed`, item_id: "a", transcript: "Good morning." });
    await hears(3);
    expect(heard).toEqual([
      { type: "partial", text: "Good " },
      { type: "partial", text: "Good morning" },
      { type: "final", text: "Good morning." },
    ]);
    expect(server.messages.length).toBe(3);
  });
});

describe("a service of one's own", () => {
  it("gets sound once it is ready, and says words in lines of JSON", async () => {
    const server = await provider(({ searchParams }, { headers }) => {
      if (headers.authorization !== `Bearer ${KEY}`) return 401;
      return searchParams.get("sampleRate") === "16000" && searchParams.get("language") === "en" ? undefined : 400;
    });
    const { stream, heard, hears, end } = listen(ownService({ url: `${server.url}/ears?room=1`, key: KEY }));
    stream.send(sound(16_000));
    const socket = await server.socket;
    expect(server.messages).toEqual([]);
    send(socket, { type: "ready" });
    await server.until((messages) => bytesIn(messages) === 3_200);
    send(socket, { type: "partial", text: "gut" });
    socket.send("no JSON at all");
    send(socket, { type: "final", text: "Guten Morgen.", language: "de" });
    await hears(2);
    expect(heard).toEqual([
      { type: "partial", text: "gut" },
      { type: "final", text: "Guten Morgen.", language: "de" },
    ]);
    stream.flush();
    await server.until((messages) => messages.some((message) => !Buffer.isBuffer(message)));
    expect(server.messages.at(-1)).toEqual({ type: "flush" });
    send(socket, { type: "error", code: "out-of-memory" });
    expect(await end()).toBe("out-of-memory");
  });

  it("that is not there is said", async () => {
    expect(await listen(ownService({ url: "ws://127.0.0.1:9/" })).end()).toBe("unreachable");
  });
});

describe("the environment", () => {
  it.each([
    [{}, undefined],
    [{ CAPTIONS_URL: "wss://ears.example", DEEPGRAM_API_KEY: "x" }, "own service"],
    [{ DEEPGRAM_API_KEY: "x" }, "deepgram"],
    [{ CLOUDFLARE_ACCOUNT_ID: "x", CLOUDFLARE_AI_TOKEN: "y" }, "workers ai"],
    [{ CLOUDFLARE_ACCOUNT_ID: "x", OPENAI_API_KEY: "z" }, "openai"],
  ])("%j names %s", (env, name) => {
    expect(providerFromEnv(env)?.name).toBe(name);
  });
});

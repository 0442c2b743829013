/** Language models: what they are asked for, held to what their providers publish, and how their answers are read. */
import { afterEach, describe, expect, it } from "vitest";
import {
  chatCompletions,
  modelFromEnv,
  workersAiModel,
  type LanguageModel,
  type ModelPiece,
} from "../../src/server/services/models/index.js";
import { piecesIn } from "../../src/server/services/models/pieces.js";
import { MODEL_KEY, ModelServer } from "../server/support/model-server.js";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function startServer(): Promise<ModelServer> {
  const server = await ModelServer.start();
  closing.push(() => server.close());
  return server;
}

const QUESTION = {
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "When?" },
  ],
  maxTokens: 50,
} as const;

async function read(pieces: AsyncIterable<ModelPiece>) {
  let text = "";
  let tokens: number | undefined;
  for await (const piece of pieces) {
    if (piece.type === "text") text += piece.text;
    else ({ tokens } = piece);
  }
  return { text, tokens };
}

const ask = (model: LanguageModel, signal = new AbortController().signal) => model.write(QUESTION, { fetch, signal });

/** A stream of these pieces of text, cut wherever they are. */
const streamOf = (...parts: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(typeof part === "string" ? new TextEncoder().encode(part) : part);
      controller.close();
    },
  });
const readStream = (...parts: readonly (string | Uint8Array)[]) =>
  read(piecesIn(streamOf(...parts), new AbortController().signal));
const chunk = (content: string, more: object = {}): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: null }], ...more })}\n\n`;
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: { failure?: string; code?: string }) => `${error.failure} ${error.code}`,
  );

describe("a language model", () => {
  it("is asked as its provider's reference has it, whoever that is", async () => {
    const server = await startServer();
    server.script = () => "On Monday.";
    const binding = {
      run: async (model: string, input: Readonly<Record<string, unknown>>) => {
        const url = `${server.url}/client/v4/accounts/ours/ai/run/${model}`;
        const headers = { authorization: `Bearer ${MODEL_KEY}`, "content-type": "application/json" };
        return (await fetch(url, { method: "POST", headers, body: JSON.stringify(input) })).body;
      },
    };
    const ways: [LanguageModel | undefined, string, string][] = [
      [
        modelFromEnv({ MODEL_URL: `${server.url}/v1/chat/completions`, MODEL_KEY, MODEL_NAME: "ours" }),
        "/v1/chat/completions",
        "max_tokens",
      ],
      [
        modelFromEnv({
          AZURE_OPENAI_ENDPOINT: `${server.url}/`,
          AZURE_OPENAI_API_KEY: MODEL_KEY,
          AZURE_OPENAI_CHAT_DEPLOYMENT: "our-chat",
        }),
        "/openai/v1/chat/completions",
        "max_completion_tokens",
      ],
      [
        workersAiModel({ accountId: "ours", token: MODEL_KEY, api: `${server.url}/client/v4` }),
        "/client/v4/accounts/ours/ai/run/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
        "max_tokens",
      ],
      [
        workersAiModel({ binding, model: "@cf/qwen/qwen3-30b-a3b-fp8" }),
        "/client/v4/accounts/ours/ai/run/@cf/qwen/qwen3-30b-a3b-fp8",
        "max_tokens",
      ],
    ];
    for (const [model, path, bound] of ways) {
      if (!model) throw new Error("no model");
      expect(await read(ask(model)), path).toEqual({ text: "On Monday.", tokens: 10 });
      expect(server.asked.at(-1)).toMatchObject({ path, messages: QUESTION.messages, body: { stream: true, [bound]: 50 } }); // prettier-ignore
    }
  });

  it("is the one that the environment has a key for, and nobody without one", () => {
    const nameOf = (env: Record<string, string>) => modelFromEnv(env)?.name;
    expect(nameOf({})).toBeUndefined();
    expect(nameOf({ MODEL_KEY: "x", OPENAI_API_KEY: " " })).toBeUndefined();
    expect(nameOf({ OPENAI_API_KEY: "x" })).toBe("chat completions");
    expect(nameOf({ CLOUDFLARE_ACCOUNT_ID: "x", CLOUDFLARE_AI_TOKEN: "y" })).toBe("workers ai");
  });

  it("is read wherever its events are cut, with comments, and without a last line", async () => {
    const all = new TextEncoder().encode(
      `: hello\r\n\r\n${chunk("Zwölf ")}${chunk("Äpfel 🍎").replaceAll("\n", "\r\n")}`,
    );
    const end =
      'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\r\rdata:{"choices":[],"usage":{"total_tokens":7}}';
    for (const size of [1, 3, 7, 1_000]) {
      const cut = Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
        all.slice(at * size, (at + 1) * size),
      );
      expect(await readStream(...cut, end), `${size}`).toEqual({ text: "Zwölf Äpfel 🍎", tokens: 7 });
    }
  });

  it("fails with what people are told, and says no key", async () => {
    const server = await startServer();
    const model = chatCompletions({ url: `${server.url}/v1/chat/completions`, key: MODEL_KEY });
    for (const [status, failure] of [
      [401, "refused"],
      [302, "refused"],
      [429, "busy"],
      [503, "busy"],
      [500, "unreachable"],
    ] as const) {
      server.trouble = status;
      expect(await codeOf(read(ask(model)))).toBe(`${failure} http-${status}`);
    }
    server.trouble = undefined;
    const broken = read(ask(model));
    const writing = await server.next();
    writing.write("On ");
    writing.breakOff();
    expect(await codeOf(broken)).toBe("unreachable broken-off");
    // An end that nobody said is none.
    expect(await codeOf(readStream(chunk("On ")))).toBe("unreachable broken-off");
    expect(await codeOf(readStream(chunk("On "), 'data: {"error":{"message":"No."}}\n\n'))).toBe("unreachable error-in-stream"); // prettier-ignore
    expect(await codeOf(readStream("data: {\n\n"))).toBe("refused no-json");
    expect(await codeOf(readStream(`data: ${"x".repeat(70_000)}`))).toBe("refused too-long");
    const nobody = chatCompletions({ url: "http://127.0.0.1:1/v1/chat/completions", key: MODEL_KEY });
    const error = await read(ask(nobody)).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ failure: "unreachable", code: "no-answer" });
    expect(JSON.stringify(error) + String(error)).not.toContain(MODEL_KEY);
    const busy = workersAiModel({ binding: { run: () => Promise.reject(new Error("3040: Capacity temporarily exceeded")) } }); // prettier-ignore
    expect(await codeOf(read(ask(busy)))).toBe("busy binding-failed");
    expect(await codeOf(read(ask(workersAiModel({ binding: { run: async () => ({ response: "No." }) } }))))).toBe("refused no-stream"); // prettier-ignore
  });

  it("is let go of when nobody wants its answer any longer", async () => {
    const server = await startServer();
    const end = new AbortController();
    const reading = read(
      ask(chatCompletions({ url: `${server.url}/v1/chat/completions`, key: MODEL_KEY }), end.signal),
    );
    const writing = await server.next();
    end.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    await writing.gone;
    const late = new AbortController();
    const never = workersAiModel({ binding: { run: () => new Promise(() => {}) } });
    const waiting = read(ask(never, late.signal));
    late.abort(new Error("too late"));
    await expect(waiting).rejects.toThrow("too late");
  });
});

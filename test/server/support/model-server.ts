/** Providers of language models as their public specifications describe them: whatever these would refuse is refused. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const MODEL_KEY = "sk-a-model-key-of-tests-that-nobody-may-see";

export interface AskedModel {
  readonly path: string;
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly body: Readonly<Record<string, unknown>>;
}

/** One answer under way. */
export interface Writing {
  readonly asked: AskedModel;
  /** A piece of the answer. */
  write(text: string): void;
  /** The end, as it is said properly. */
  end(tokens?: number): void;
  /** The connection is lost. */
  breakOff(): void;
  /** Resolves when whoever asked has gone. */
  readonly gone: Promise<void>;
}

const ROLES = ["developer", "system", "user", "assistant", "tool", "function"];
const OPENAI = ["model", "messages", "stream", "stream_options", "max_completion_tokens", "max_tokens", "temperature", "top_p", "reasoning_effort", "store", "user", "seed", "stop"]; // prettier-ignore
const WORKERS_AI = ["messages", "stream", "max_tokens", "temperature", "top_p", "top_k", "seed", "raw", "lora"];

/** What is wrong with a request, as the specification has it. */
function faultOf(body: Record<string, unknown>, known: readonly string[]): string | undefined {
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined) return `Unrecognized request argument supplied: ${unknown}`;
  const { messages, stream, stream_options: options, max_tokens: old, max_completion_tokens: bound } = body;
  if (!Array.isArray(messages) || messages.length === 0) return "'messages' is a non-empty list.";
  for (const message of messages as Record<string, unknown>[]) {
    if (!ROLES.includes(String(message["role"]))) return "Invalid role.";
    if (typeof message["content"] !== "string" || message["content"] === "") return "Invalid content.";
    if (Object.keys(message).some((name) => !["role", "content", "name"].includes(name))) return "Unknown in message.";
  }
  if (typeof stream !== "boolean") return "'stream' is a boolean.";
  if (options !== undefined && !stream)
    return "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
  if (old !== undefined && bound !== undefined)
    return "Setting 'max_tokens' and 'max_completion_tokens' is not allowed.";
  for (const tokens of [old, bound]) {
    if (tokens !== undefined && !(Number.isInteger(tokens) && Number(tokens) > 0)) return "Invalid number of tokens.";
  }
  return undefined;
}

export class ModelServer {
  readonly asked: AskedModel[] = [];
  /** The status that it answers with instead, if any. */
  trouble: number | undefined;
  /** Answers by itself with this text, in pieces of a word; else whoever tests writes. */
  script: ((asked: AskedModel) => string) | undefined;
  readonly #writings: Writing[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<ModelServer> {
    const models = new ModelServer();
    models.#server.listen(0, "127.0.0.1");
    await once(models.#server, "listening");
    return models;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next answer that is to be written. */
  async next(): Promise<Writing> {
    for (;;) {
      const writing = this.#writings.shift();
      if (writing) return writing;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const refuse = (status: number, message: string): void =>
      void response
        .writeHead(status, { "content-type": "application/json" })
        .end(JSON.stringify({ error: { message } }));
    const path = request.url ?? "";
    const { authorization, "content-type": type = "", "api-key": apiKey } = request.headers;
    if (request.method !== "POST") return refuse(405, "Method not allowed.");
    const isAzure = path.startsWith("/openai/v1/");
    const key = isAzure ? apiKey : authorization?.replace(/^Bearer /, "");
    if (key !== MODEL_KEY) return refuse(401, `Incorrect API key provided: ${key}`);
    if (this.trouble !== undefined) return refuse(this.trouble, "Not now.");
    if (!/^application\/json\b/.test(type)) return refuse(400, "JSON is expected.");
    const native = /^\/client\/v4\/accounts\/[\w-]+\/ai\/run\/(@cf\/[\w./-]+)$/.exec(path)?.[1];
    if (native === undefined && !/^(\/openai)?\/v1\/chat\/completions$/.test(path)) return refuse(404, "Unknown path.");
    const body = JSON.parse(text) as Record<string, unknown>;
    const model = native ?? body["model"];
    const fault =
      typeof model === "string"
        ? faultOf(body, native === undefined ? OPENAI : WORKERS_AI)
        : "you must provide a model";
    if (fault !== undefined) return refuse(400, fault);
    const asked = { path, model: String(model), messages: body["messages"] as AskedModel["messages"], body };
    this.asked.push(asked);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    const writing = native === undefined ? this.#chunks(asked, response) : this.#responses(asked, response);
    if (this.script) {
      for (const word of this.script(asked).match(/\S+\s*/g) ?? []) writing.write(word);
      return writing.end();
    }
    this.#writings.push(writing);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** As OpenAI's reference has it: a piece in `choices`, and the tokens in an event without any. */
  #chunks(asked: AskedModel, response: ServerResponse): Writing {
    const say = (choices: unknown[], usage: unknown = null): void =>
      void response.write(`data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: asked.model, choices, usage })}\n\n`); // prettier-ignore
    const choice = (delta: object, reason: string | null = null) => ({ index: 0, delta, logprobs: null, finish_reason: reason }); // prettier-ignore
    say([choice({ role: "assistant", content: "", refusal: null })]);
    return this.#writing(asked, response, {
      write: (text) => say([choice({ content: text })]),
      end: (tokens) => {
        say([choice({}, "stop")]);
        if ("stream_options" in asked.body)
          say([], { prompt_tokens: 1, completion_tokens: tokens - 1, total_tokens: tokens });
      },
    });
  }

  /** As Workers AI has it for its older models. */
  #responses(asked: AskedModel, response: ServerResponse): Writing {
    const say = (event: object): void => void response.write(`data: ${JSON.stringify(event)}\n\n`);
    return this.#writing(asked, response, {
      write: (text) => say({ response: text, p: "abcdef" }),
      end: (tokens) =>
        say({ response: "", usage: { prompt_tokens: 1, completion_tokens: tokens - 1, total_tokens: tokens } }),
    });
  }

  #writing(
    asked: AskedModel,
    response: ServerResponse,
    { write, end }: { write(text: string): void; end(tokens: number): void },
  ): Writing {
    return {
      asked,
      write,
      end: (tokens = 10) => {
        end(tokens);
        response.end("data: [DONE]\n\n");
      },
      breakOff: () => response.destroy(),
      gone: new Promise((resolve) => response.on("close", resolve)),
    };
  }
}

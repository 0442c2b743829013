/** Workers AI as its public reference describes it: speech to text by a socket, a text model as events, and speech as samples. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { WebSocketServer, type WebSocket } from "ws";

export const ACCOUNT = "account-1";
export const TOKEN = "a-token-of-tests-that-nobody-may-see";
const RUN = `/accounts/${ACCOUNT}/ai/run/`;
const SPEAKERS = "angus asteria arcas orion orpheus athena luna zeus perseus helios hera stella".split(" ");
/** Samples a second, and of what it says of one sentence. */
const RATE = 24_000;

type Fields = Readonly<Record<string, unknown>>;

/** What Nova takes, at Deepgram's address as at Workers AI. */
export function refusesNova({ searchParams: query }: URL): number | undefined {
  const isSound = query.get("encoding") === "linear16" && query.get("sample_rate") === "16000";
  const isKnown = [...query.keys()].every(
    (name) =>
    ["model", "encoding", "sample_rate", "channels", "interim_results", "smart_format", "punctuate", "endpointing", "utterance_end_ms", "vad_events", "language"].includes(name), // prettier-ignore
  );
  // The end of an utterance is told only with words that may still change.
  const isWhole = !query.has("utterance_end_ms") || query.get("interim_results") === "true";
  return isSound && isKnown && isWhole ? undefined : 400;
}

/** A message of Nova's, as its reference has it. */
export const novaResult = (transcript: string, more: object): object => ({
  type: "Results",
  channel_index: [0, 1],
  start: 0,
  duration: 1,
  is_final: false,
  speech_final: false,
  channel: { alternatives: [{ transcript, confidence: 0.9, words: [] }] },
  ...more,
});

/** What is wrong with a request to a text model. */
export function refusesText({ messages, stream, ...rest }: Fields): boolean {
  const isKnown = Object.keys(rest).every((name) => ["max_tokens", "temperature", "top_p", "seed"].includes(name));
  const isTold =
    Array.isArray(messages) &&
    messages.length > 0 &&
    (messages as Fields[]).every(
      ({ role, content, ...more }) =>
        ["system", "user", "assistant"].includes(String(role)) &&
        typeof content === "string" &&
        Object.keys(more).length === 0,
    );
  return !isKnown || !isTold || stream !== true;
}

/** ...and with one to `@cf/deepgram/aura-1`. */
export function refusesSpeech({
  text: said,
  speaker,
  encoding,
  container,
  sample_rate: rate,
  ...rest
}: Fields): boolean {
  const isRaw = encoding === "linear16" && (container === "none" || container === "wav");
  return (
    typeof said !== "string" ||
    said === "" ||
    !SPEAKERS.includes(String(speaker)) ||
    !isRaw ||
    ![8_000, 16_000, 24_000, 32_000, 48_000].includes(Number(rate)) ||
    Object.keys(rest).length > 0
  );
}

export class WorkersAiServer {
  /** What the text model was asked. */
  readonly asked: { readonly messages: { role: string; content: string }[] }[] = [];
  /** What was to be said. */
  readonly spoken: { readonly text: string; readonly speaker: string }[] = [];
  readonly sockets: WebSocket[] = [];
  /** Bytes of sound that came, and answers that were broken off by whoever asked. */
  bytes = 0;
  brokenOff = 0;
  /** What it answers instead, if anything. */
  trouble: number | undefined;
  /** Writes the next answers. */
  answer: (write: (piece: string) => void) => void | Promise<void> = (write) => write("Yes.");
  #waiting: (() => void)[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<WorkersAiServer> {
    const ai = new WorkersAiServer();
    const sockets = new WebSocketServer({ noServer: true });
    ai.#server.on("upgrade", (request, stream, head) => {
      const url = new URL(request.url ?? "/", "ws://ai");
      const isRight =
        url.pathname === `${RUN}@cf/deepgram/nova-3` && request.headers.authorization === `Bearer ${TOKEN}`;
      const status = isRight ? (ai.trouble ?? refusesNova(url)) : 401;
      if (status !== undefined) return void stream.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      sockets.handleUpgrade(request, stream, head, (socket) => {
        ai.sockets.push(socket);
        socket.on("message", (data: Buffer, isBinary) => {
          if (isBinary) ai.bytes += data.length;
          ai.wake();
        });
        socket.on("close", () => ai.wake());
        ai.wake();
      });
      return undefined;
    });
    ai.#server.listen(0, "127.0.0.1");
    await once(ai.#server, "listening");
    return ai;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** What it has understood. */
  hear(words: string, isFinal: boolean): void {
    this.sockets.at(-1)?.send(JSON.stringify(novaResult(words, { is_final: isFinal, speech_final: isFinal })));
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = "", headers } = request;
    const refuse = (status: number): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ success: false, errors: [{ code: status, message: `No: ${headers.authorization}` }] }),
      );
    };
    const body = JSON.parse((await text(request)) || "{}") as Fields;
    if (headers.authorization !== `Bearer ${TOKEN}`) return refuse(401);
    if (this.trouble !== undefined) return refuse(this.trouble);
    if (method !== "POST" || headers["content-type"] !== "application/json" || !url.startsWith(RUN)) return refuse(404);
    switch (url.slice(RUN.length)) {
      case "@cf/meta/llama-3.3-70b-instruct-fp8-fast":
        if (refusesText(body)) return refuse(400);
        this.asked.push(body as never);
        return await this.#write(response);
      case "@cf/deepgram/aura-1": {
        if (refusesSpeech(body)) return refuse(400);
        this.spoken.push(body as never);
        this.wake();
        response.writeHead(200, { "content-type": "application/octet-stream" });
        // Its samples are as many as the sentences before it, and come in pieces of any length.
        const samples = Buffer.from(new Int16Array(RATE / 10).fill(1_000 * this.spoken.length).buffer);
        response.write(samples.subarray(0, 1_001));
        return void response.end(samples.subarray(1_001));
      }
      default:
        return refuse(404);
    }
  }

  async #write(response: ServerResponse): Promise<void> {
    response.on("close", () => {
      if (!response.writableEnded) this.brokenOff += 1;
      this.wake();
    });
    response.writeHead(200, { "content-type": "text/event-stream" });
    this.wake();
    await this.answer((piece) => {
      const event = `data: ${JSON.stringify({ response: piece })}\n\n`;
      response.write(event.slice(0, 9));
      response.write(event.slice(9));
    });
    if (!response.destroyed) response.end('data: {"response":"","usage":{"total_tokens":9}}\n\ndata: [DONE]\n\n');
  }
}

/** Providers of voices as their public specifications describe them: whatever these would refuse is refused. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export const KEY = "sk-a-key-of-tests-that-nobody-may-see";
const VOICES = ["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"];
const ANSWER = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=setup:active\r\n";

interface Asked {
  readonly path: string;
  readonly session?: Record<string, unknown>;
}

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
}

const refuse = (status: number, message: string): Reply => ({ status, text: JSON.stringify({ error: { message } }) });

/** The parts of a form, by name: each needs its own type, and none may be a file. */
function partsOf(type: string, body: string): Record<string, { type: string; text: string }> | undefined {
  const boundary = /^multipart\/form-data; ?boundary="?([\w-]{1,70})"?$/.exec(type)?.[1];
  if (boundary === undefined || !body.endsWith(`--${boundary}--\r\n`)) return undefined;
  const parts = body.split(`--${boundary}\r\n`).slice(1);
  const found = parts.map((part) => {
    const text = part.replace(`--${boundary}--\r\n`, "");
    const [, name = "", kind = "", value = ""] =
      /^Content-Disposition: form-data; name="(\w+)"\r\nContent-Type: ([\w/]+)\r\n\r\n([\s\S]*)\r\n$/.exec(text) ?? [];
    return [name, { type: kind, text: value }] as const;
  });
  return Object.fromEntries(found);
}

const isOffer = (sdp: unknown): boolean => typeof sdp === "string" && /^v=0\r\n[\s\S]*m=audio /.test(sdp);

/** What is wrong with a session of the Realtime API. */
function faultOf(session: Record<string, unknown>): string | undefined {
  const known = [
    "type",
    "model",
    "instructions",
    "output_modalities",
    "audio",
    "tools",
    "tool_choice",
    "max_output_tokens",
  ];
  const unknown = Object.keys(session).filter((name) => !known.includes(name));
  if (unknown.length > 0) return `Unknown parameter: 'session.${unknown[0]}'.`;
  if (session["type"] !== "realtime") return "Missing required parameter: 'session.type'.";
  if (typeof session["model"] !== "string") return "Missing model.";
  const audio = session["audio"] as { output?: { voice?: unknown }; input?: object } | undefined;
  if (!VOICES.includes(String(audio?.output?.voice))) return "Invalid voice.";
  return undefined;
}

export class VoiceServer {
  readonly asked: Asked[] = [];
  /** Calls that go on, by id. */
  readonly calls = new Set<string>();
  /** What it answers instead, if anything. */
  trouble: number | undefined;
  #count = 0;
  #waiting: (() => void)[] = [];
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(({ status, headers = {}, text = "" }) => {
      response.writeHead(status, headers).end(text);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  });

  static async start(): Promise<VoiceServer> {
    const voices = new VoiceServer();
    voices.#server.listen(0, "127.0.0.1");
    await once(voices.#server, "listening");
    return voices;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const path = request.url ?? "";
    const { authorization, "content-type": type = "", "api-key": apiKey } = request.headers;
    const hungUp = /^\/v1\/realtime\/calls\/(\w+)\/hangup$/.exec(path)?.[1];
    if (request.method !== "POST") return refuse(405, "Method not allowed.");
    if (path === "/openai/v1/realtime/client_secrets") return this.#secret(apiKey, type, body);
    if (path === "/openai/v1/realtime/calls") return this.#bare(authorization, type, body);
    if (authorization !== `Bearer ${KEY}`) return refuse(401, `Incorrect API key provided: ${authorization}`);
    if (this.trouble !== undefined) return refuse(this.trouble, "Not now.");
    if (hungUp !== undefined) return { status: this.calls.delete(hungUp) ? 200 : 404 };
    if (path === "/v1/live/sessions") return this.#live(type, body);
    if (path !== "/v1/realtime/calls") return refuse(404, "Unknown path.");
    const parts = partsOf(type, body);
    const { sdp, session: said } = parts ?? {};
    if (sdp?.type !== "application/sdp" || !isOffer(sdp.text)) return refuse(400, "Missing form field 'sdp'.");
    if (said?.type !== "application/json") return refuse(400, "The session is JSON.");
    return this.#begin(path, JSON.parse(said.text) as Record<string, unknown>);
  }

  #begin(path: string, session: Record<string, unknown>): Reply {
    const fault = faultOf(session);
    if (fault !== undefined) return refuse(400, fault);
    this.asked.push({ path, session });
    const id = `rtc_${++this.#count}`;
    this.calls.add(id);
    const headers = { "content-type": "application/sdp", location: `/v1/realtime/calls/${id}` };
    return { status: 201, headers, text: ANSWER };
  }

  #live(type: string, body: string): Reply {
    const { session, transport } = JSON.parse(body) as Record<string, Record<string, unknown>>;
    if (type !== "application/json" || transport?.["type"] !== "webrtc" || !isOffer(transport["sdp"])) {
      return refuse(400, "Missing transport.");
    }
    if (typeof session?.["model"] !== "string") return refuse(400, "Missing model.");
    this.asked.push({ path: "/v1/live/sessions", session });
    const text = JSON.stringify({ session: { id: "live_1" }, transport: { type: "webrtc", sdp: ANSWER } });
    return { status: 200, headers: { "content-type": "application/json" }, text };
  }

  #secret(apiKey: unknown, type: string, body: string): Reply {
    if (apiKey !== KEY) return refuse(401, "Access denied due to invalid subscription key.");
    const { session } = JSON.parse(body) as { session: Record<string, unknown> };
    const fault = type === "application/json" ? faultOf(session) : "JSON is expected.";
    if (fault !== undefined) return refuse(400, fault);
    this.asked.push({ path: "/openai/v1/realtime/client_secrets", session });
    return { status: 200, text: JSON.stringify({ value: "ek_short-lived" }) };
  }

  #bare(authorization: unknown, type: string, body: string): Reply {
    if (authorization !== "Bearer ek_short-lived") return refuse(401, "Unauthorized.");
    if (type !== "application/sdp" || !isOffer(body)) return refuse(400, "An offer is expected.");
    return { status: 201, headers: { location: "/openai/v1/realtime/calls/rtc_azure" }, text: ANSWER };
  }
}

/**
 * A Phoenix application with `demo/phoenix` in it, as a real one was seen to speak: Channels V2 with its traps, Presence by metas and
 * diffs, and the channel of the kit. What it says was compared with Phoenix 1.7 frame by frame: see `phoenix-recorded.test.ts`.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { WebSocketServer } from "ws";
import type { WebSocket as ServerSocket } from "ws";

export interface PhoenixServerOptions {
  /** The Connection API behind the proxy. */
  calls?: { base: string; appId: string; appSecret: string };
  /** Answers anything else, such as a page. */
  fallback?: (path: string) => { type: string; body: string };
}

/** What a token of the application says. */
export interface Claims {
  room: string;
  role?: string;
  ai?: boolean;
  /** Those that the channel gives have them too. */
  participant?: string;
  joinedAt?: number;
}

type Fields = Record<string, unknown>;
type Meta = Fields & { phx_ref: string };
type Frame = [joinRef: string | null, ref: string | null, topic: string, event: string, payload: Fields];

const ACTIONS = ["hand", "speaking", "profile", "chat", "chat-edit", "chat-delete", "reaction"];
const HOST_ACTIONS = ["mute", "ask-unmute", "remove"];

class Channel {
  meta: Meta | undefined;

  constructor(
    readonly socket: ServerSocket,
    readonly topic: string,
    readonly joinRef: string,
    readonly claims: Required<Pick<Claims, "participant" | "joinedAt" | "room">> & Claims,
  ) {}

  get id(): string {
    return this.claims.participant;
  }

  say(ref: string | null, event: string, payload: object): void {
    this.socket.send(JSON.stringify([this.joinRef, ref, this.topic, event, payload]));
  }

  reply(ref: string | null, status: string, response: object): void {
    this.say(ref, "phx_reply", { response, status });
  }
}

export class PhoenixServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #options: PhoenixServerOptions;
  readonly #channels = new Set<Channel>();
  readonly #claims = new Map<string, Claims>();
  /** Everything that clients said to channels. */
  readonly heard: { from: string; event: string; payload: Fields }[] = [];
  /** What the token endpoint gave, newest last. */
  readonly issued: string[] = [];
  /** What the next tokens say beside the room. */
  grants: Partial<Claims> = { ai: true };
  /** What nobody may do who joins from now on. */
  lacks: string[] = [];
  /** Tokens that are good for nothing any more. */
  readonly expired = new Set<string>();
  /** Answers no join and no push while it is true. */
  isStuck = false;
  /** `connect/3` refuses. */
  refusesSockets = false;
  readonly #ai = new Map<string, Meta>();
  #last = 0;
  url = "";

  private constructor(options: PhoenixServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
    this.#http.on("upgrade", (request, socket, head) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
      if (pathname !== "/calls/socket/websocket" || searchParams.get("vsn") !== "2.0.0" || this.refusesSockets) {
        socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (peer) => this.#connect(peer));
    });
  }

  static async start(options: PhoenixServerOptions = {}): Promise<PhoenixServer> {
    const server = new PhoenixServer(options);
    server.#http.listen(0, "127.0.0.1");
    await once(server.#http, "listening");
    server.url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** A token of the application, as its pages and its endpoint have it. */
  token(claims: Claims): string {
    const token = randomBytes(12).toString("hex");
    this.#claims.set(token, claims);
    return token;
  }

  /** A token that is good once: whoever comes back with it is refused. */
  issueOnce(room: string): string {
    const isFirst = this.issued.length === 0;
    this.issued.push(isFirst ? this.token({ room }) : "spent");
    return this.issued.at(-1)!;
  }

  /** As after another secret: nobody comes back as who they were. */
  forgetStays(): void {
    for (const [token, { participant }] of this.#claims) if (participant !== undefined) this.#claims.delete(token);
  }

  /** The connection of somebody is cut, without a word. */
  cutOff(id: string): void {
    for (const { socket } of this.#of(id)) socket.terminate();
  }

  /** The channel of somebody crashes. */
  crash(id: string): void {
    for (const channel of this.#of(id)) {
      channel.say(channel.joinRef, "phx_error", {});
      this.#remove(channel);
    }
  }

  /** `Endpoint.broadcast(…, "disconnect", %{})`. */
  disconnect(): void {
    for (const socket of this.#sockets.clients) socket.close(1000);
  }

  /** The channel of somebody stops. */
  end(id: string, code: string): void {
    for (const channel of this.#of(id)) {
      channel.say(null, "ended", { code });
      this.#leave(channel);
    }
  }

  /** Says something to everybody in a room, as it is. */
  say(text: string): void {
    for (const { socket } of this.#channels) socket.send(text);
  }

  broadcast(topic: string, event: string, payload: unknown): void {
    for (const channel of this.#in(topic)) channel.socket.send(JSON.stringify([null, null, topic, event, payload]));
  }

  #in(topic: string): Channel[] {
    return [...this.#channels].filter((channel) => channel.topic === topic);
  }

  #of(id: string): Channel[] {
    return [...this.#channels].filter((channel) => channel.id === id);
  }

  // ---- HTTP ----------------------------------------------------------------------------------------------------------

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (path === "/calls/token") {
      const { room, role, ai } = JSON.parse((await buffer(request)).toString()) as Claims;
      this.issued.push(this.token({ room, ...this.grants, ...(role && { role }), ...(ai !== undefined && { ai }) }));
      return void json(200, { token: this.issued.at(-1) });
    }
    if (path.startsWith("/calls/sessions")) return await this.#proxy(request, response);
    const { type, body } = this.#options.fallback?.(path) ?? { type: "text/html", body: "" };
    response.writeHead(200, { "content-type": type }).end(body);
  }

  async #proxy(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { base = "http://127.0.0.1:1", appId = "app", appSecret = "secret" } = this.#options.calls ?? {};
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    if (this.#claims.get(token)?.participant === undefined) return void response.writeHead(401).end("{}");
    const body = await buffer(request);
    const reply = await fetch(`${base}/apps/${appId}${request.url?.slice("/calls".length)}`, {
      method: request.method ?? "GET",
      headers: { authorization: `Bearer ${appSecret}`, "content-type": "application/json" },
      ...(body.length > 0 && { body }),
    });
    response.writeHead(reply.status, { "content-type": "application/json" }).end(await reply.text());
  }

  // ---- The socket ----------------------------------------------------------------------------------------------------

  #connect(socket: ServerSocket): void {
    socket.on("error", () => {});
    socket.on("message", (data: Buffer, isBinary) => {
      let frame: Frame;
      try {
        frame = JSON.parse(data.toString()) as Frame;
      } catch {
        return socket.close(1011);
      }
      if (isBinary || !Array.isArray(frame) || frame.length !== 5) return socket.close(1011);
      this.#hear(socket, frame);
    });
    socket.on("close", () => {
      for (const channel of this.#channels) if (channel.socket === socket) this.#remove(channel);
    });
  }

  #hear(socket: ServerSocket, [joinRef, ref, topic, event, payload]: Frame): void {
    const answer = (status: string, response: object, join = joinRef) =>
      socket.send(JSON.stringify([join, ref, topic, "phx_reply", { response, status }]));
    if (topic === "phoenix") return answer("ok", {});
    if (this.isStuck) return;
    if (event === "phx_join") {
      if (!topic.startsWith("calls:")) return answer("error", { reason: "unmatched topic" }, null);
      return this.#join(socket, topic, ref ?? "", payload);
    }
    const channel = [...this.#channels].find((each) => each.socket === socket && each.topic === topic);
    if (!channel) return answer(event === "phx_leave" ? "ok" : "error", { reason: "unmatched topic" }, null);
    // One of an earlier join is dropped, as Phoenix does since 1.8.3.
    if (joinRef !== channel.joinRef) return;
    if (event === "phx_leave") {
      answer("ok", {});
      return this.#leave(channel);
    }
    this.heard.push({ from: channel.id, event, payload });
    this.#handle(channel, ref, event, payload);
  }

  /** Two who come in one millisecond are still in the order in which they came. */
  #now(): number {
    return (this.#last = Math.max(Date.now(), this.#last + 1));
  }

  #join(socket: ServerSocket, topic: string, ref: string, payload: Fields): void {
    const refuse = (reason: string) =>
      socket.send(JSON.stringify([ref, ref, topic, "phx_reply", { response: { reason }, status: "error" }]));
    const { token, resume, name, user } = payload as Record<"token" | "resume" | "name", string> & { user: Fields };
    const former = this.#claims.get(resume);
    const claims = this.#claims.get(token);
    if (this.expired.has(token) && !former) return refuse("token_expired");
    if (!claims) return refuse("unauthorized");
    if (`calls:${claims.room}` !== topic) return refuse("forbidden");
    const participant = former?.participant ?? randomBytes(8).toString("hex");
    const joinedAt = former?.joinedAt ?? this.#now();
    const channel = new Channel(socket, topic, ref, { ...claims, participant, joinedAt });
    const older = this.#of(participant);
    const same = this.#in(topic).find((each) => each.socket === socket);
    const { role, ai } = claims;
    channel.reply(ref, "ok", {
      participantId: participant,
      name: name.trim(),
      token: this.token({ ...claims, participant, joinedAt }),
      role: role ?? null,
      actions: [...ACTIONS, ...(role === "host" ? HOST_ACTIONS : []), ...(ai ? ["feature"] : [])].filter(
        (action) => !this.lacks.includes(action),
      ),
    });
    if (same) this.#stop(same);
    for (const each of older.filter((other) => other !== same)) {
      each.say(null, "ended", { code: "replaced" });
      this.#stop(each);
    }
    this.#channels.add(channel);
    this.#track(channel, user);
    channel.say(null, "presence_state", this.#presences(topic));
  }

  #handle(channel: Channel, ref: string | null, event: string, payload: Fields): void {
    const ok = (response = {}) => channel.reply(ref, "ok", response);
    switch (event) {
      case "heartbeat": {
        const isFirst = !this.heard.slice(0, -1).some((each) => each.event === event && each.from === channel.id);
        const token = () => this.token(channel.claims);
        return ok(isFirst ? { iceServers: [{ urls: "stun:stun.example.com" }], token: token() } : {});
      }
      case "userUpdate":
        this.#track(channel, payload["user"] as Fields);
        return ok();
      case "userLeft":
        ok();
        return this.#leave(channel);
      case "message":
        return this.#pass(channel, ref, payload);
      case "enableAi":
        return this.#setAi(channel, ref, payload);
      default:
        // Without a clause for it the channel crashes, and answers nothing.
        channel.say(channel.joinRef, "phx_error", {});
        return this.#remove(channel);
    }
  }

  #pass(channel: Channel, ref: string | null, action: Fields): void {
    const { type, to, participantId, source } = action as Record<"type" | "to" | "participantId" | "source", string>;
    if (HOST_ACTIONS.includes(type) && channel.claims.role !== "host") {
      return channel.reply(ref, "error", { reason: "forbidden" });
    }
    const others = this.#in(channel.topic).filter((each) => each !== channel);
    const meant = others.filter(({ id }) => participantId === undefined || id === participantId);
    if (type === "mute" || type === "ask-unmute") {
      const asked = { from: channel.id, action: type === "mute" ? "mute" : "unmute", source };
      for (const each of meant) each.say(null, "asked", asked);
    } else if (type === "remove") {
      for (const each of meant) this.end(each.id, "removed");
    } else {
      const said = { from: channel.id, name: channel.meta?.["name"], at: Date.now(), action };
      if (to === undefined) this.broadcast(channel.topic, "message", said);
      else for (const { id } of [channel, ...others.filter((each) => each.id === to)]) this.#tell(id, said);
    }
    channel.reply(ref, "ok", {});
  }

  #tell(id: string, said: object): void {
    for (const channel of this.#of(id)) channel.say(null, "message", said);
  }

  #setAi(channel: Channel, ref: string | null, { enabled, listen, instructions }: Fields): void {
    const { topic, claims } = channel;
    if (!claims.ai) return channel.reply(ref, "error", { reason: "forbidden" });
    if (instructions === "fail") return channel.reply(ref, "error", { reason: "upstream_unavailable" });
    const before = this.#ai.get(topic);
    const isOn = enabled ?? before !== undefined;
    const ai = { enabled: true, connectionPending: false, ...(listen === true && { controllingUser: channel.id }) };
    const tracks = [{ trackName: "ai-generated-voice", kind: "audio", source: "microphone" }];
    const meta = {
      phx_ref: this.#ref(),
      name: "AI",
      joinedAt: this.#now(),
      session: { sessionId: "a".repeat(32), tracks },
      ai,
    };
    if (isOn) this.#ai.set(topic, meta);
    else {
      this.#ai.delete(topic);
      this.broadcast(topic, "userLeft", { id: "ai" });
    }
    this.#diff(topic, "ai", isOn ? meta : undefined, before);
    channel.reply(ref, "ok", {});
  }

  // ---- Presence ------------------------------------------------------------------------------------------------------

  #ref(): string {
    return randomBytes(6).toString("base64url");
  }

  #track(channel: Channel, { raisedHand, ...user }: Fields): void {
    const { meta: before, claims } = channel;
    const hand = raisedHand ? (before?.["hand"] ?? Date.now()) : undefined;
    const { role, joinedAt } = claims;
    channel.meta = {
      ...user,
      joinedAt,
      hand,
      role,
      phx_ref: this.#ref(),
      ...(before && { phx_ref_prev: before.phx_ref }),
    };
    this.#diff(channel.topic, channel.id, channel.meta, before);
  }

  /** To everybody, as each change is one: nothing is gathered. */
  #diff(topic: string, key: string, join: Meta | undefined, leave: Meta | undefined): void {
    const side = (meta: Meta | undefined) => (meta ? { [key]: { metas: [meta] } } : {});
    this.broadcast(topic, "presence_diff", { joins: side(join), leaves: side(leave) });
  }

  /** The oldest meta of a key is first. */
  #presences(topic: string): Record<string, { metas: Meta[] }> {
    const state: Record<string, { metas: Meta[] }> = {};
    const ai = this.#ai.get(topic);
    if (ai) state["ai"] = { metas: [ai] };
    for (const { id, meta } of this.#in(topic)) if (meta) (state[id] ??= { metas: [] }).metas.push(meta);
    return state;
  }

  /** Somebody has said that they leave. */
  #leave(channel: Channel): void {
    for (const other of this.#in(channel.topic)) {
      if (other !== channel)
        other.socket.send(JSON.stringify([null, null, channel.topic, "userLeft", { id: channel.id }]));
    }
    this.#stop(channel);
  }

  #stop(channel: Channel): void {
    channel.say(channel.joinRef, "phx_close", {});
    this.#remove(channel);
  }

  #remove(channel: Channel): void {
    if (!this.#channels.delete(channel)) return;
    this.#diff(channel.topic, channel.id, undefined, channel.meta);
  }
}

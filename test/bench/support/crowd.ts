/** Many people who are connected and do nothing but listen, except for the one who changes something. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { HEARTBEAT, ROOM_SUBPROTOCOL } from "../../../src/wire/tables.js";
import { userOf } from "./full-state.js";

/** One connection. */
export interface Member {
  readonly socket: WebSocket;
  /** Turns their microphone on or off, as the server wants to be told. */
  toggle(enabled: boolean): void;
}

/** How somebody gets into a room of a server. */
export type Enter = (url: string, room: string, name: string) => Promise<Member>;

const open = async (url: string, protocols: string[]): Promise<WebSocket> => {
  const socket = new WebSocket(url.replace("http", "ws"), protocols, { perMessageDeflate: false });
  await within(once(socket, "open"), "A socket was not opened");
  return socket;
};

/** What does not come in half a minute does not come. */
async function within<T>(work: Promise<T>, failure: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(failure)), 30_000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function post(url: string, body: object | undefined, token?: string): Promise<Record<string, string>> {
  const response = await fetch(url, {
    method: "POST",
    signal: AbortSignal.timeout(30_000),
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as Record<string, string>;
}

/** Into a room of ours: a join over HTTP, a socket, `hello` and its `welcome`. */
export const enterOurs: Enter = async (url, room, name) => {
  const { token = "" } = await post(`${url}/api/rooms/${room}/join`, { name });
  const socket = await open(`${url}/ws?token=${token}`, [ROOM_SUBPROTOCOL]);
  const welcome = once(socket, "message");
  socket.send('{"type":"hello","protocol":1}');
  await within(welcome, "Nobody said welcome");
  let session: Promise<unknown> | undefined;
  const announce = async (): Promise<void> => {
    const { sessionId } = await post(`${url}/cloudflare/session`, undefined, token);
    const tracks = [
      { trackName: "microphone-0123", kind: "audio", source: "microphone" },
      { trackName: "camera-0123", kind: "video", source: "camera" },
    ];
    socket.send(JSON.stringify({ type: "cloudflare-session", sessionId, tracks }));
  };
  return {
    socket,
    toggle: (enabled) => {
      session ??= announce();
      void session.then(() => socket.send(JSON.stringify({ type: "track-state", kind: "audio", enabled })));
    },
  };
};

let ids = 0;
/** Into a room of the other kind: a socket, and one's own state. */
export const enterTheirs: Enter = async (url, room, name) => {
  const id = `${ids++}`.padStart(21, "x");
  const socket = await open(`${url}/${room}?id=${id}`, []);
  const toggle = (enabled: boolean): void =>
    socket.send(JSON.stringify({ type: "userUpdate", user: userOf(id, name, enabled) }));
  const state = once(socket, "message");
  socket.send(JSON.stringify({ type: "userUpdate", user: userOf(id, name, true), quiet: true }));
  await within(state, "The state was not told");
  return { socket, toggle };
};

/** What one change costs those who are told of it. */
export interface FanOut {
  /** Milliseconds from the change to each who was told, sorted. */
  readonly latencies: readonly number[];
  /** Bytes for each who was told, of each change. */
  readonly bytes: number;
}

/** People of one kind of server, by room. */
export class Crowd {
  readonly rooms = new Map<string, Member[]>();
  readonly #sockets: WebSocket[] = [];
  #beating: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly url: string,
    readonly enter: Enter,
  ) {}

  /** Lets people in, some at a time. @returns entrances a second. */
  async fill(rooms: number, people: number, atOnce: number): Promise<number> {
    const waiting = Array.from({ length: rooms * people }, (_, index) => index);
    const begin = performance.now();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
          const room = `room-${people}-${index % rooms}`;
          const member = await this.enter(this.url, room, `Somebody ${index}`);
          this.rooms.set(room, [...(this.rooms.get(room) ?? []), member]);
          this.#sockets.push(member.socket);
        }
      }),
    );
    return (rooms * people) / ((performance.now() - begin) / 1000);
  }

  /** From now on whoever is there says so every five seconds, one after the other. */
  beat(): void {
    const parts = 100;
    let part = 0;
    this.#beating = setInterval(() => {
      for (let index = part; index < this.#sockets.length; index += parts) this.#sockets[index]?.send(HEARTBEAT);
      part = (part + 1) % parts;
    }, 5_000 / parts);
  }

  /** Somebody in the first room turns their microphone off and on, again and again. */
  async change(times: number): Promise<FanOut> {
    const [members = []] = this.rooms.values();
    const [speaker, ...listeners] = members;
    if (!speaker) throw new Error("Nobody is there.");
    const latencies: number[] = [];
    let bytes = 0;
    let due = 0;
    let sentAt = 0;
    let arrived = (): void => {};
    const isChange = (data: Buffer): boolean => data.includes('"track-state"') || data.includes('"roomState"');
    for (const { socket } of listeners) {
      socket.on("message", (data: Buffer) => {
        if (due === 0 || !isChange(data)) return;
        latencies.push(performance.now() - sentAt);
        bytes += data.length;
        due -= 1;
        if (due === 0) arrived();
      });
    }
    // The first brings what it needs.
    speaker.toggle(false);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (let time = 0; time < times; time++) {
      const all = new Promise<void>((resolve) => (arrived = resolve));
      due = listeners.length;
      sentAt = performance.now();
      speaker.toggle(time % 2 === 0);
      await all;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    for (const { socket } of listeners) socket.removeAllListeners("message");
    return { latencies: latencies.toSorted((a, b) => a - b), bytes: bytes / (listeners.length * times) };
  }

  async leave(): Promise<void> {
    clearInterval(this.#beating);
    this.rooms.clear();
    await Promise.all(
      this.#sockets.map(async (socket) => {
        socket.terminate();
        if (socket.readyState !== WebSocket.CLOSED) await once(socket, "close");
      }),
    );
  }
}

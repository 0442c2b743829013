/** The SFU's end of WebSocket adapters, as a test scripts it. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { decodePacket, encodePacket, toSamples } from "../../../src/wire/adapter-packet.js";
import type { TestServer } from "./server.js";
import type { Upstream } from "./upstream.js";

export const ADAPTERS = "POST /v1/apps/app-1/adapters/websocket/new";
export const ADAPTERS_CLOSED = "POST /v1/apps/app-1/adapters/websocket/close";

export type AdapterOrder = Record<string, string>;

/** Opens what is asked for. @returns what was asked for, in order; their ids are `adapter-1` and so on. */
export function answerAdapters(upstream: Upstream, sessionId = "of-the-adapter"): AdapterOrder[] {
  const adapters: AdapterOrder[] = [];
  upstream.answer(ADAPTERS, ({ body }) => {
    const [track = {}] = (body as { tracks: AdapterOrder[] }).tracks;
    adapters.push(track);
    const { location } = track;
    const reply = { ...track, adapterId: `adapter-${adapters.length}`, ...(location === "local" && { sessionId }) };
    return { body: { tracks: [reply] } };
  });
  upstream.answer(ADAPTERS_CLOSED, ({ body }) => ({ body }));
  return adapters;
}

export class AdapterEnd {
  /** What came, as samples. */
  readonly heard: Int16Array[] = [];
  #waiting: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (data: Buffer) => {
      this.heard.push(toSamples(decodePacket(data).payload));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Comes as the SFU does to whoever has asked for this adapter. */
  static async dial(server: TestServer, { endpoint = "" }: AdapterOrder = {}): Promise<AdapterEnd> {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}${new URL(endpoint).pathname}`);
    const end = new AdapterEnd(socket);
    await once(socket, "open");
    return end;
  }

  /** Sound of a microphone. @param level of the samples. */
  play(milliseconds: number, level: number): void {
    for (let at = 0; at < milliseconds; at += 20) {
      const samples = Int16Array.from({ length: 1_920 }, (_, index) => (index % 8 < 4 ? level : -level));
      this.socket.send(encodePacket({ payload: new Uint8Array(samples.buffer) }));
    }
  }

  async until(isSo: (heard: readonly Int16Array[]) => boolean): Promise<void> {
    while (!isSo(this.heard)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

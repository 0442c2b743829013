import { EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { decodePacket, encodePacket, splitPcm, type AdapterPacket } from "../../../src/wire/adapter-packet.js";

/** A service with a WebSocket, which adapters dial: it keeps what comes and says what it is told to. */
export class AdapterEndpoint extends EventEmitter<{ packet: [AdapterPacket]; socket: [WebSocket]; closed: [number] }> {
  readonly packets: AdapterPacket[] = [];
  readonly sockets: WebSocket[] = [];
  /** How often it was dialled, also in vain. */
  dials = 0;
  /** The status that upgrades are refused with; `never` leaves them without an answer. */
  refuseWith: number | "never" | undefined;
  readonly #http: Server;
  readonly #streams = new Set<Duplex>();
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  private constructor(http: Server) {
    super();
    this.#http = http;
    http.on("upgrade", (request, stream, head) => {
      this.dials++;
      this.#streams.add(stream);
      stream.once("close", () => this.#streams.delete(stream));
      if (this.refuseWith === "never") return;
      if (this.refuseWith !== undefined) {
        stream.end(`HTTP/1.1 ${this.refuseWith} No\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, stream, head, (socket) => this.#accept(socket));
    });
  }

  static async start(port = 0): Promise<AdapterEndpoint> {
    const http = createServer((_request, response) => response.writeHead(426).end());
    http.listen(port, "127.0.0.1");
    await once(http, "listening");
    return new AdapterEndpoint(http);
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/media?token=secret`;
  }

  /** The newest connection. */
  get socket(): WebSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("Nobody has dialled this endpoint.");
    return socket;
  }

  /** Sends sound, cut into messages that the SFU takes. */
  say(pcm: Uint8Array, size?: number): void {
    for (const payload of splitPcm(pcm, size)) this.socket.send(encodePacket({ payload }));
  }

  /** Resolves when that many packets more have come. */
  async receive(count: number): Promise<AdapterPacket[]> {
    const from = this.packets.length;
    while (this.packets.length < from + count) await once(this, "packet");
    return this.packets.slice(from, from + count);
  }

  async close(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, "close");
  }

  #accept(socket: WebSocket): void {
    this.sockets.push(socket);
    socket.on("message", (data) => {
      const packet = decodePacket(new Uint8Array(data as Buffer));
      this.packets.push(packet);
      this.emit("packet", packet);
    });
    socket.on("close", (code) => this.emit("closed", code));
    this.emit("socket", socket);
  }
}

/** A service of one's own, of captions or of a voice, whose words the test says. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

export const SERVICE_KEY = "the-key-of-the-service-of-ones-own";

export class ScriptedService {
  readonly sockets: WebSocket[] = [];
  readonly paths: string[] = [];
  /** Bytes of sound that came, and texts. */
  bytes = 0;
  readonly texts: string[] = [];
  readonly #server = createServer();
  #waiting: (() => void)[] = [];

  /** @param greeting what it says to whoever comes; nothing when empty. */
  static async start(greeting = '{"type":"ready"}'): Promise<ScriptedService> {
    const service = new ScriptedService();
    const sockets = new WebSocketServer({ noServer: true });
    service.#server.on("upgrade", (asked, socket, head) => {
      if (asked.headers.authorization !== `Bearer ${SERVICE_KEY}`) return void socket.end("HTTP/1.1 401 No\r\n\r\n");
      service.paths.push(asked.url ?? "");
      sockets.handleUpgrade(asked, socket, head, (webSocket) => {
        service.sockets.push(webSocket);
        if (greeting !== "") webSocket.send(greeting);
        webSocket.on("message", (data: Buffer, isBinary) => {
          if (isBinary) service.bytes += data.length;
          else service.texts.push(data.toString());
          service.#wake();
        });
        webSocket.on("close", () => service.#wake());
        service.#wake();
      });
      return undefined;
    });
    service.#server.listen(0, "127.0.0.1");
    await once(service.#server, "listening");
    return service;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/listen`;
  }

  /** Sockets that are open. */
  get open(): number {
    return this.sockets.filter(({ readyState }) => readyState === 1).length;
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  say(words: object | Buffer): void {
    this.sockets.at(-1)?.send(Buffer.isBuffer(words) ? words : JSON.stringify(words));
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate();
    this.#server.close();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

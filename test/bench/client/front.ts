/** What stands between the browser and the server: distance, and a count of what goes over it. */
import { createServer, request, Agent, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/**
 * A reverse proxy in front of the server that both clients use. A request, and the opening of a socket, take `latency`
 * milliseconds longer, half on the way there and half on the way back; a message on a socket takes half, as it goes one way.
 */
export class Front {
  latency = 0;
  /** Requests since the last {@link Front.takeCount}, sockets too. */
  #count = 0;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(private readonly target: number) {
    this.#server = createServer((incoming, reply) => void this.#forward(incoming, reply));
    this.#server.on("upgrade", (incoming, socket, head) => void this.#join(incoming, socket, head));
  }

  /** @param target the port of the server behind. */
  static async start(target: number): Promise<Front> {
    const front = new Front(target);
    front.#server.listen(0, "127.0.0.1");
    await once(front.#server, "listening");
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves at the next request to a matching path. */
  request(path: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const look = ({ url = "", method }: IncomingMessage): void => {
        if (method !== "POST" || !path.test(url.split("?")[0] ?? "")) return;
        this.#server.off("request", look);
        resolve();
      };
      this.#server.on("request", look);
    });
  }

  takeCount(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
    this.#agent.destroy();
  }

  async #forward(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    this.#count++;
    await this.#travel();
    const { method, url, headers } = incoming;
    const outgoing = request(
      { agent: this.#agent, host: "127.0.0.1", port: this.target, method, path: url, headers },
      async (answer) => {
        await this.#travel();
        reply.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(reply);
      },
    );
    outgoing.on("error", () => reply.destroy());
    incoming.pipe(outgoing);
  }

  async #join(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.#count++;
    await this.#travel();
    const onward = connect(this.target, "127.0.0.1");
    const headers = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${String(value)}`);
    onward.write(`${[`GET ${incoming.url} HTTP/1.1`, ...headers].join("\r\n")}\r\n\r\n`);
    onward.write(head);
    this.#pipe(socket, onward);
    this.#pipe(onward, socket);
  }

  #pipe(from: Duplex, to: Duplex): void {
    this.#sockets.add(from);
    from.on("data", (chunk: Buffer) => void this.#travel().then(() => to.writable && to.write(chunk)));
    from.on("error", () => to.destroy());
    from.on("close", () => (this.#sockets.delete(from), to.destroy()));
  }

  /** One way: half of what a request takes longer. */
  async #travel(): Promise<void> {
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency / 2));
  }
}

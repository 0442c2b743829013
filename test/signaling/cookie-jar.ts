/** What a browser does by itself: keeps cookies, and shows them to the server that gave them. */
import { WebSocket as NodeWebSocket } from "ws";

export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly sockets: NodeWebSocket[] = [];
  readonly WebSocket: typeof WebSocket;

  constructor() {
    const header = (): string => this.#header;
    const { sockets } = this;
    class BrowserSocket extends NodeWebSocket {
      constructor(url: string) {
        super(url, { headers: { cookie: header() } });
        sockets.push(this);
      }
    }
    this.WebSocket = BrowserSocket as unknown as typeof WebSocket;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, { ...init, headers: { ...(init?.headers as object), cookie: this.#header } });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = cookie.split(";")[0]?.split("=") ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  };

  get #header(): string {
    return Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join("; ");
  }
}

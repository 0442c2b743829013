import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Browser } from "./cookie-jar.js";
import type { OrangeServer } from "./orange-server.js";

export const ROOM = "standup";

/** A client as Orange's own: it says and hears what the protocol has. */
export class OrangeClient {
  readonly id = randomUUID();
  readonly received: Record<string, unknown>[] = [];
  readonly #socket: WebSocket;
  #wake: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.received.push(JSON.parse(String(data)));
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  static async join(server: OrangeServer, name: string, user: object = {}): Promise<OrangeClient> {
    const browser = new Browser();
    await browser.fetch(`${server.url}/set-username`, {
      method: "POST",
      body: new URLSearchParams({ username: name }),
      redirect: "manual",
    });
    const id = randomUUID();
    const socket = new browser.WebSocket(`${server.url.replace("http", "ws")}/parties/rooms/${ROOM}?_pk=${id}`);
    const client = Object.assign(new OrangeClient(socket), { id });
    await once(browser.sockets[0]!, "open");
    client.update(name, user);
    return client;
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  update(name: string, user: object = {}): void {
    const tracks = { audioEnabled: false, audioUnavailable: false, videoEnabled: false, screenShareEnabled: false };
    const self = { id: this.id, name, joined: true, raisedHand: false, speaking: false, tracks, ...user };
    this.send({ type: "userUpdate", user: self });
  }

  async until<T>(pick: (message: Record<string, unknown>) => T | undefined | false): Promise<T> {
    for (;;) {
      for (const message of this.received) {
        const found = pick(message);
        if (found) return found;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}

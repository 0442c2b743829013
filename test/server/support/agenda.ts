/** Somebody in a room with the agenda of the demo, and what they see of it. */
import type { AgendaCommand, AgendaState } from "../../../demo/agenda/agenda.js";
import type { Delta } from "../../../src/wire/delta.js";
import { applyDelta } from "../../../src/wire/delta.js";
import type { ServerMessage } from "../../../src/wire/room-protocol.js";
import type { Person, TestSocket } from "./client.js";
import { openSocket } from "./client.js";

export class AgendaMember {
  state: AgendaState | undefined;
  version: number | undefined;
  /** Changes that came. */
  readonly changes: Delta[] = [];
  #socket: TestSocket;
  #count = 0;

  constructor(readonly person: Person) {
    this.#socket = person.socket;
  }

  get socket(): TestSocket {
    return this.#socket;
  }

  /** Asks, and reads on to the answer. */
  async ask(command: AgendaCommand | object): Promise<Extract<ServerMessage, { type: "done" | "error" }>> {
    const ref = `a${++this.#count}`;
    this.#socket.send({ type: "feature", feature: "agenda", command, ref });
    for (;;) {
      const message = await this.read();
      if ((message.type === "done" || message.type === "error") && message.ref === ref) return message;
    }
  }

  async read(): Promise<ServerMessage> {
    const message = await this.#socket.next();
    if (message.type !== "feature") return message;
    this.changes.push(message.change);
    this.state = applyDelta(this.state, message.change) as AgendaState;
    this.version = message.version;
    return message;
  }

  /** Reads on until the agenda is like this. */
  async until(isSo: (state: AgendaState) => boolean): Promise<AgendaState> {
    while (!this.state || !isSo(this.state)) await this.read();
    return this.state;
  }

  /** Reads what has come. */
  async settle(): Promise<void> {
    this.#socket.send('{"type": "heartbeat"}');
    while ((await this.read()).type !== "heartbeat");
  }

  /** Comes back on a new socket, with what is remembered. */
  async comeBack(url: string, revision: number): Promise<void> {
    this.#socket = await openSocket(url, this.person.token);
    this.changes.length = 0;
    const { epoch } = this.person.welcome;
    const features = this.version === undefined ? {} : { agenda: this.version };
    this.#socket.send({ type: "hello", protocol: 1, resume: { epoch, revision, features } });
    await this.settle();
  }
}

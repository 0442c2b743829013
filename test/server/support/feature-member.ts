/** Somebody in a room with features, and what they see of them. */
import { applyDelta, type Delta } from "../../../src/wire/delta.js";
import type { ServerMessage } from "../../../src/wire/room-protocol.js";
import { openSocket, type Person, type TestSocket } from "./client.js";

type Answer = Extract<ServerMessage, { type: "done" | "error" }>;

export class FeatureMember {
  readonly states = new Map<string, unknown>();
  readonly versions: Record<string, number> = {};
  /** Changes that came, of all features. */
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
  async askOf(feature: string, command: unknown): Promise<Answer> {
    const ref = `a${++this.#count}`;
    this.#socket.send({ type: "feature", feature, command, ref });
    for (;;) {
      const message = await this.read();
      if ((message.type === "done" || message.type === "error") && message.ref === ref) return message;
    }
  }

  async read(): Promise<ServerMessage> {
    const message = await this.#socket.next();
    if (message.type !== "feature") return message;
    const { feature, change, version } = message;
    this.changes.push(change);
    this.states.set(feature, applyDelta(this.states.get(feature), change));
    this.versions[feature] = version;
    return message;
  }

  /** Reads on until the feature is like this. */
  async untilOf<State>(feature: string, isSo: (state: State) => boolean): Promise<State> {
    for (;;) {
      const state = this.states.get(feature) as State | undefined;
      if (state !== undefined && isSo(state)) return state;
      await this.read();
    }
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
    this.#socket.send({ type: "hello", protocol: 1, resume: { epoch, revision, features: this.versions } });
    await this.settle();
  }
}

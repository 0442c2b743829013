import type { Participant } from "../../wire/room-protocol.js";
import type { Rulebook, Screened } from "./rulebook.js";
import type { RoomInput, SocketId } from "../../room/state.js";

type Message = Omit<Extract<RoomInput, { type: "message" }>, "at">;

/** Messages of one socket that may wait for a judgement; more are lost, as with a client that is too fast. */
const MAX_WAITING = 64;

/** Has messages judged by your own rules before the room takes them, each socket's in their order. */
export class MessageGate {
  readonly #rules: Rulebook;
  readonly #take: (message: Message) => void;
  readonly #queues = new Map<SocketId, { message: Message; from: Participant | undefined }[]>();

  constructor(rules: Rulebook, take: (message: Message) => void) {
    this.#rules = rules;
    this.#take = take;
  }

  /** @param from the sender, as far as the message is to be judged. */
  pass(message: Message, from: Participant | undefined): void {
    const queue = this.#queues.get(message.socket);
    if (!queue) return this.#judge(message, from);
    if (queue.length < MAX_WAITING) queue.push({ message, from });
  }

  #judge(message: Message, from: Participant | undefined): void {
    if (!from || message.text === undefined) return this.#take(message);
    const screened = this.#rules.screen(message.text, from);
    if (!(screened instanceof Promise)) return this.#done(message, screened);
    this.#queues.set(message.socket, []);
    void screened.then((outcome) => {
      this.#done(message, outcome);
      const queue = this.#queues.get(message.socket) ?? [];
      this.#queues.delete(message.socket);
      for (const next of queue) this.pass(next.message, next.from);
    });
  }

  #done(message: Message, screened: Screened): void {
    this.#take("text" in screened ? { ...message, text: screened.text } : { ...message, refusal: screened.refusal });
  }
}

/** What was asked of the room and is not answered yet. */
import type { CallsError } from "../../base/error.js";
import type { RoomAction, RoomActionMessage } from "../../wire/room-protocol.js";
import { bounded } from "../../base/bounded.js";
import type { Schedule } from "../../base/clock.js";
import type { RoomSocket } from "./room-socket.js";

/** Milliseconds for an answer. */
const ANSWER_LIMIT = 10_000;

interface Request {
  readonly message: RoomActionMessage;
  sentOn: RoomSocket | undefined;
  resolve(): void;
  reject(error: CallsError): void;
}

export class Requests {
  readonly #requests = new Map<string, Request>();
  #count = 0;

  get isEmpty(): boolean {
    return this.#requests.size === 0;
  }

  /**
   * Waits for the answer to something that {@link sendOn} sends.
   * @throws CallsError the server's refusal, `server-unreachable`, or `aborted` by the signal.
   */
  add(action: RoomAction, options: { signal: AbortSignal; schedule: Schedule }): Promise<void> {
    const ref = `${++this.#count}`;
    const answer = () =>
      new Promise<void>((resolve, reject) => {
        this.#requests.set(ref, { message: { ...action, ref }, sentOn: undefined, resolve, reject });
      });
    return bounded(answer, { limit: ANSWER_LIMIT, ...options }).finally(() => this.#requests.delete(ref));
  }

  /** Sends whatever was not sent on this socket yet. */
  sendOn(socket: RoomSocket): void {
    for (const request of this.#requests.values()) {
      if (request.sentOn === socket) continue;
      request.sentOn = socket;
      socket.send(request.message);
    }
  }

  answer(ref: string, error?: CallsError): void {
    const request = this.#requests.get(ref);
    if (error) request?.reject(error);
    else request?.resolve();
  }

  /** The socket is lost. A chat message waits for the next one: by its id it is there once, however often it is sent. */
  interrupt(error: CallsError): void {
    for (const request of this.#requests.values()) if (request.message.type !== "chat") request.reject(error);
  }
}

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { RoomController } from "../core/room-controller.js";
import type { CallsRoom } from "../room/room.js";

/** What a person would say of the way to the call. */
export type Network = "unknown" | "good" | "slow" | "gone";

/** Milliseconds there and back from which on people begin to talk at the same time. */
const SLOW = 500;

/** Looks whether the call can be reached, once the room is there and whenever the browser is online again. */
export class NetworkCheck implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #rooms: RoomController;
  readonly #onResult: (result: Network) => void;
  #running: AbortController | undefined;
  #result: Network = "unknown";

  /** @param onResult told of every new result. */
  constructor(host: ReactiveControllerHost, rooms: RoomController, onResult: (result: Network) => void) {
    this.#host = host;
    this.#rooms = rooms;
    this.#onResult = onResult;
    rooms.onRoom((room) => room && this.#check());
    host.addController(this);
  }

  get result(): Network {
    return this.#result;
  }

  hostConnected(): void {
    addEventListener("online", this.#check);
    addEventListener("offline", this.#check);
  }

  hostDisconnected(): void {
    removeEventListener("online", this.#check);
    removeEventListener("offline", this.#check);
    this.#running?.abort();
  }

  readonly #check = (): void => {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    void this.#ask(running.signal).then((result) => {
      if (running.signal.aborted || result === this.#result) return;
      this.#result = result;
      this.#onResult(result);
      this.#host.requestUpdate();
    });
  };

  async #ask(signal: AbortSignal): Promise<Network> {
    // A room may also be provided by other means than a room element.
    const element = this.#rooms.element as Partial<CallsRoom> | undefined;
    try {
      const milliseconds = await element?.checkNetwork?.({ signal });
      if (milliseconds === undefined) return "unknown";
      return milliseconds < SLOW ? "good" : "slow";
    } catch {
      return "gone";
    }
  }
}

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CallsError } from "../../base/error.js";
import type { NetworkReport } from "../../signaling/signaling.js";
import type { RoomController } from "../core/room-controller.js";
import type { CallsRoom } from "../room/room.js";

/** What a person would say of the way to the call. */
export type Network = "unknown" | "good" | "slow" | "limited" | "gone" | "missing";

/** Milliseconds there and back from which on people begin to talk at the same time. */
const SLOW = 500;

/** Looks whether the call can be reached, once the room is there and whenever the browser is online again. */
export class NetworkCheck implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #rooms: RoomController;
  readonly #onResult: (result: Network) => void;
  #running: AbortController | undefined;
  #result: Network = "unknown";
  #features: readonly string[] = [];

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

  /** What rooms have there beside people, as far as is known. */
  get features(): readonly string[] {
    return this.#features;
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
      const report = await element?.checkNetwork?.({ signal });
      if (report === undefined) return "unknown";
      const { roundTrip, isLimited, features } = typeof report === "number" ? readBare(report) : report;
      if (!signal.aborted) this.#features = features ?? [];
      if (roundTrip >= SLOW) return "slow";
      return isLimited ? "limited" : "good";
    } catch (error) {
      return (error as CallsError).code === "not-configured" ? "missing" : "gone";
    }
  }
}

const readBare = (roundTrip: number): NetworkReport => ({ roundTrip, isLimited: false });

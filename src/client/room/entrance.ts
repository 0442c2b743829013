import { Opening } from "../session/opening.js";
import type { RoomConnection, SignalingEvent } from "../../signaling/signaling.js";
import type { SessionDescription } from "../../wire/calls-api.js";
import { Call, type CallOptions } from "./call.js";

/** Options of {@link Entrance}. */
export interface EntranceOptions extends Omit<CallOptions, "connection" | "opening" | "onEnded"> {
  /** The room told something. */
  onEvent(event: SignalingEvent): void;
}

/** The way into a call: the offer that goes with the join, and the call that comes of it. No page needs it before a join. */
export class Entrance {
  readonly #options: EntranceOptions;
  readonly #opening: Opening;

  constructor(options: EntranceOptions) {
    this.#options = options;
    this.#opening = new Opening(options.environment);
  }

  /** @throws CallsError or DOMException where the browser cannot offer. */
  offer(): Promise<SessionDescription> {
    return this.#opening.offer();
  }

  /** @param onEnded to be called when the call is over without being asked to. */
  enter(connection: RoomConnection, onEnded: CallOptions["onEnded"]): Call {
    connection.subscribe((event) => this.#options.onEvent(event));
    return new Call({ ...this.#options, connection, opening: this.#opening, onEnded });
  }

  /** Lets go of what did not become a call. */
  close(): void {
    this.#opening.close();
  }
}

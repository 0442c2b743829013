import { CallsError } from "../../wire/calls-error.js";
import type { RoomReport, RoomStats } from "./types.js";

/** The little of the diagnostics that is there from the beginning. The rest is loaded once a room is joined. */
export class Diagnostics {
  readonly #listeners = new Set<(stats: RoomStats) => void>();

  /** @returns a function that ends the subscription. */
  listen(listener: (stats: RoomStats) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  report(): Promise<RoomReport> {
    return Promise.reject(new CallsError("not-supported", "This is not there yet."));
  }
}

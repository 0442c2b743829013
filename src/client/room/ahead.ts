import type { Schedule } from "../environment.js";
import type { Entrance } from "./entrance.js";

/** Milliseconds for which a connection that was made ahead is kept: the network may be another one later. */
const KEPT = 120_000;

/** Makes the way into a room ahead of the join, which then waits for nothing but the answer: who sees their preview will join. */
export class Ahead<Way extends Pick<Entrance, "prepare" | "close">> {
  readonly #create: () => Promise<Way>;
  readonly #schedule: Schedule;
  #made: { readonly way: Promise<Way>; readonly cancel: () => void } | undefined;

  /** @param create makes a way. It rejects when the code for it cannot be loaded. */
  constructor(create: () => Promise<Way>, schedule: Schedule) {
    this.#create = create;
    this.#schedule = schedule;
  }

  /** Makes one, unless there is one. */
  prepare(): void {
    if (this.#made) return;
    const way = this.#create();
    const made = (this.#made = { way, cancel: this.#schedule(() => this.close(), KEPT) });
    way.then(
      (ready) => this.#made === made && ready.prepare(),
      // The join tries again, and says why it cannot.
      () => this.#made === made && this.close(),
    );
  }

  /** For a join: what was made ahead, or another. */
  take(): Promise<Way> {
    const made = this.#made;
    this.#made = undefined;
    made?.cancel();
    return made?.way ?? this.#create();
  }

  /** Lets go of what no join has taken. */
  close(): void {
    const made = this.#made;
    this.#made = undefined;
    made?.cancel();
    made?.way.then(
      (ready) => ready.close(),
      () => {},
    );
  }
}

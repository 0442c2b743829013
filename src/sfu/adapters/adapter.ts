import type { SoundPacket } from "./messages.js";
import type { AdapterOwner, AdapterThread } from "./thread.js";

/** A running adapter: its number in its thread, and what ends with it. */
export class Adapter implements AdapterOwner {
  onSound: ((packet: SoundPacket) => void) | undefined;
  onDrawn: (() => void) | undefined;
  /** Resolves with the bytes that went over its socket, if they are known. */
  readonly ended: Promise<number | undefined>;
  readonly #stops: (() => void)[] = [];
  #end: (bytesProcessed: number | undefined) => void = () => {};
  #close: () => void = () => {};
  #isOver = false;

  constructor(readonly app: string) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** It runs in `thread`, as `number`. */
  started(thread: AdapterThread, number: number): void {
    this.#close = () => thread.close(number);
  }

  /** Calls `stop` when it is over; at once if it is. */
  finally(stop: () => void): void {
    if (this.#isOver) stop();
    else this.#stops.push(stop);
  }

  close(): void {
    if (!this.#isOver) this.#close();
  }

  onEnded(bytesProcessed: number | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const stop of this.#stops) stop();
    this.#end(bytesProcessed);
  }
}

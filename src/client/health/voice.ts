import type { RoomConnection } from "../../signaling/signaling.js";

/** Tells the room whether this person speaks: once a change, and again what it could not be told. */
export class Voice {
  readonly #connection: Pick<RoomConnection, "act">;
  #told = false;
  #speaks = false;
  #telling = false;

  constructor(connection: Pick<RoomConnection, "act">) {
    this.#connection = connection;
  }

  /** @param speaks settled: it does not follow every syllable. */
  update(speaks: boolean): void {
    this.#speaks = speaks;
    if (!this.#telling) void this.#tell();
  }

  async #tell(): Promise<void> {
    this.#telling = true;
    try {
      while (this.#speaks !== this.#told && this.#connection.act) {
        const speaking = this.#speaks;
        await this.#connection.act({ type: "speaking", speaking });
        this.#told = speaking;
      }
    } catch {
      // The room cannot be reached, or has heard enough for now: the next update tells it.
    } finally {
      this.#telling = false;
    }
  }
}

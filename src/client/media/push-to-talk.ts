import { CallsError } from "../../base/error.js";
import type { CaptureDevice } from "./capture-device.js";

/** Opens a microphone for as long as something is held. */
export class PushToTalk {
  readonly #microphone: CaptureDevice;
  #opened = false;

  constructor(microphone: CaptureDevice) {
    this.#microphone = microphone;
  }

  /** @throws CallsError why the microphone does not open. */
  async set(active: boolean): Promise<void> {
    if (active ? this.#microphone.state.status === "on" : !this.#opened) return;
    this.#opened = active;
    try {
      await this.#microphone.set(active);
    } catch (cause) {
      // The person let go of the key before the microphone was open: that is no failure.
      if (CallsError.from(cause).code !== "aborted") throw cause;
    }
  }
}

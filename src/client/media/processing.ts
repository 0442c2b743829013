import type { Processor } from "../processors/processor.js";

/** What a processor makes of a device's track, for as long as both last. */
export class Processing {
  /** What is to be shown and sent. */
  readonly track: MediaStreamTrack;
  readonly #ending: AbortController;

  /**
   * @param onEnded called when the processor gives up later.
   * @throws what the processor throws.
   */
  static async start(processor: Processor, raw: MediaStreamTrack, onEnded: () => void): Promise<Processing> {
    const ending = new AbortController();
    try {
      const track = await processor(raw, { signal: ending.signal });
      track.addEventListener("ended", onEnded, { signal: ending.signal });
      return new Processing(track, ending);
    } catch (cause) {
      ending.abort();
      throw cause;
    }
  }

  private constructor(track: MediaStreamTrack, ending: AbortController) {
    this.track = track;
    this.#ending = ending;
  }

  close(): void {
    this.#ending.abort();
    this.track.stop();
  }
}

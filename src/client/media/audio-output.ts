import { CallsError } from "../../wire/calls-error.js";
import { captureError } from "./capture-error.js";

/** Whether this browser lets a page choose the speaker. */
export const HAS_SPEAKER_CHOICE = "setSinkId" in (globalThis.HTMLMediaElement?.prototype ?? {});

/**
 * Plays everybody's sound through one element that lives as long as the room. Safari keeps an audio element silent that is
 * made while the page is hidden, so that one element for each person would go unheard.
 */
export class AudioOutput {
  readonly #element = new Audio();
  readonly #stream = new MediaStream();
  readonly #onBlocked: (blocked: boolean) => void;
  readonly #closing = new AbortController();
  #waitsForGesture = false;

  /** @param onBlocked called when the browser refuses to play, and when it plays after all. */
  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked;
    // Phones pause the element for a call or an alarm, and do not start it again.
    const resume = (): void => void (document.visibilityState === "visible" && this.#element.paused && this.#play());
    document.addEventListener("visibilitychange", resume, { signal: this.#closing.signal });
  }

  /** Makes the tracks that are heard exactly `tracks`. */
  set(tracks: readonly MediaStreamTrack[]): void {
    const stream = this.#stream;
    const removed = stream.getTracks().filter((track) => !tracks.includes(track));
    const added = tracks.filter((track) => !stream.getTracks().includes(track));
    if (removed.length === 0 && added.length === 0) return;
    for (const track of removed) stream.removeTrack(track);
    for (const track of added) stream.addTrack(track);
    // Set anew, for browsers that look at the tracks only then.
    this.#element.srcObject = stream.getTracks().length > 0 ? stream : null;
    void this.#play();
  }

  /** Plays, when called from a click. @throws CallsError `playback-blocked` */
  async start(): Promise<void> {
    if (!(await this.#play())) {
      throw new CallsError("playback-blocked", "The browser refused to play sound. Ask for it from a click.", {
        retryable: true,
      });
    }
  }

  /** The speaker in use; empty for the system's own choice. */
  get speakerId(): string {
    return this.#element.sinkId ?? "";
  }

  /** Plays on another speaker. @throws CallsError `not-supported`, `device-not-found` or `permission-denied` */
  async setSpeaker(deviceId: string): Promise<void> {
    if (!HAS_SPEAKER_CHOICE) {
      throw new CallsError("not-supported", "This browser plays where the system says. Choose the speaker there.");
    }
    try {
      await this.#element.setSinkId(deviceId);
    } catch (cause) {
      throw captureError("speaker", cause);
    }
  }

  close(): void {
    this.#closing.abort();
    this.set([]);
  }

  async #play(): Promise<boolean> {
    try {
      if (this.#element.srcObject) await this.#element.play();
    } catch (error) {
      const blocked = error instanceof DOMException && error.name === "NotAllowedError";
      if (blocked) this.#waitForGesture();
      // Anything else is another play() that took over.
      return !blocked;
    }
    this.#onBlocked(false);
    return true;
  }

  /** Any click on the page lets the browser play: no need to find the button. */
  #waitForGesture(): void {
    this.#onBlocked(true);
    if (this.#waitsForGesture) return;
    this.#waitsForGesture = true;
    const retry = (): void => {
      this.#waitsForGesture = false;
      void this.#play();
    };
    document.addEventListener("click", retry, { once: true, capture: true, signal: this.#closing.signal });
  }
}

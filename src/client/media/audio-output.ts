import { CallsError } from "../../base/error.js";
import { lazy } from "../../base/lazy.js";
import type { QuietSounds } from "./quiet-sounds.js";
import { loadTrouble } from "./trouble.js";

const loadQuietSounds = lazy(() => import(/* chunk: sound */ "./quiet-sounds.js"));

/** Whether this browser lets a page choose the speaker. */
export const HAS_SPEAKER_CHOICE = "setSinkId" in (globalThis.HTMLMediaElement?.prototype ?? {});

/** Something of somebody that is to be heard. */
export interface Sound {
  readonly participantId: string;
  readonly track: MediaStreamTrack;
}

/**
 * Plays everybody's sound through one element that lives as long as the room. Safari keeps an audio element silent that is
 * made while the page is hidden, so that one element for each person would go unheard. Whoever is turned down has an
 * element of their own, made when the person turned them down.
 */
export class AudioOutput {
  readonly #element = new Audio();
  readonly #stream = new MediaStream();
  readonly #onBlocked: (blocked: boolean) => void;
  readonly #closing = new AbortController();
  readonly #volumes = new Map<string, number>();
  #sounds: readonly Sound[] = [];
  #quiet: QuietSounds | undefined;
  #waitsForGesture = false;

  /** @param onBlocked called when the browser refuses to play, and when it plays after all. */
  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked;
    // Phones pause the element for a call or an alarm, and do not start it again.
    const resume = (): void => void (document.visibilityState === "visible" && this.#element.paused && this.#play());
    document.addEventListener("visibilitychange", resume, { signal: this.#closing.signal });
  }

  /** Makes what is heard exactly `sounds`. */
  set(sounds: readonly Sound[]): void {
    this.#sounds = sounds;
    const isFull = ({ participantId }: Sound): boolean => !this.#quiet || this.volumeOf(participantId) === 1;
    this.#setFull(sounds.filter(isFull).map(({ track }) => track));
    this.#quiet?.set(
      sounds
        .filter((sound) => !isFull(sound))
        .map(({ participantId, track }) => ({ track, volume: this.volumeOf(participantId) })),
    );
  }

  /** How loud somebody is from now on, 0 to 1. @throws CallsError `bad-request`, `server-unreachable` */
  async setVolume(participantId: string, volume: number): Promise<void> {
    if (!(volume >= 0 && volume <= 1)) throw new CallsError("bad-request", "A volume is from 0 to 1.");
    const { QuietSounds } = await loadQuietSounds();
    if (this.#closing.signal.aborted) return;
    this.#volumes.set(participantId, volume);
    this.#quiet ??= new QuietSounds(() => this.speakerId);
    this.set(this.#sounds);
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
      throw (await loadTrouble()).captureError("speaker", cause);
    }
    this.#quiet?.follow();
  }

  close(): void {
    this.#closing.abort();
    this.set([]);
  }

  /** How loud somebody is, 0 to 1. It stays so when they come again. */
  volumeOf(participantId: string): number {
    return this.#volumes.get(participantId) ?? 1;
  }

  #setFull(tracks: readonly MediaStreamTrack[]): void {
    const stream = this.#stream;
    const removed = stream.getTracks().filter((track) => !tracks.includes(track));
    const added = tracks.filter((track) => !stream.getTracks().includes(track));
    if (removed.length === 0 && added.length === 0) return;
    // An element that plays waits for the browser's audio thread at every track that it loses.
    if (tracks.length === 0) this.#element.srcObject = null;
    for (const track of removed) stream.removeTrack(track);
    for (const track of added) stream.addTrack(track);
    // Some browsers look for new tracks of a stream only when the element is given it.
    this.#element.srcObject = stream.getTracks().length > 0 ? stream : null;
    void this.#play();
  }

  async #play(): Promise<boolean> {
    try {
      if (this.#element.srcObject) await this.#element.play();
    } catch (error) {
      const blocked = error instanceof DOMException && error.name === "NotAllowedError";
      if (blocked) this.#waitForGesture();
      // Every other error says that a later `play()` interrupted this one, which then tells how it went.
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

import type { Environment } from "../environment.js";
import { loudness, TrackMeter } from "../media/meters.js";

/** Milliseconds between readings. */
const EVERY = 100;
/** As loud as a voice near the microphone. */
const VOICE = 0.5;
/** Readings of the last ones that have to be a voice, and how many those are. */
const VOICED = 5;
const READINGS = 10;
/** Readings without a voice after which the person has stopped. */
const SILENT = 20;

/** What {@link Talking} needs. */
export interface TalkingOptions {
  readonly environment: Environment;
  onChange(): void;
}

/** Listens to a muted microphone for somebody who talks without being heard. The microphone itself stays silent. */
export class Talking {
  readonly #options: TalkingOptions;
  #raw: MediaStreamTrack | undefined;
  #ear: MediaStreamTrack | undefined;
  #meter: TrackMeter | undefined;
  #readings: boolean[] = [];
  #silence = 0;
  #talks = false;
  #cancel = (): void => {};

  constructor(options: TalkingOptions) {
    this.#options = options;
  }

  get talks(): boolean {
    return this.#talks;
  }

  /** @param raw the microphone while it is captured and its talk matters, else nothing. */
  listen(raw: MediaStreamTrack | undefined): void {
    const live = raw?.readyState === "live" ? raw : undefined;
    if (live === this.#raw) return;
    this.close();
    // Closing tells the listeners that the person stopped talking, and one of them may have called this method again.
    if (live === this.#raw) return;
    this.#raw = live;
    if (!live) return;
    // A disabled track is silent, also to a meter: its clone is not.
    this.#ear = live.clone();
    this.#ear.enabled = true;
    this.#meter = new TrackMeter(this.#ear);
    this.#read();
  }

  close(): void {
    this.#cancel();
    this.#meter?.close();
    this.#ear?.stop();
    this.#raw = this.#ear = this.#meter = undefined;
    this.#readings = [];
    this.#set(false);
  }

  #read(): void {
    const isVoice = loudness(this.#meter?.read() ?? 0) > VOICE;
    this.#readings = [...this.#readings, isVoice].slice(-READINGS);
    this.#silence = isVoice ? 0 : this.#silence + 1;
    if (this.#readings.filter(Boolean).length >= VOICED) this.#set(true);
    else if (this.#silence >= SILENT) this.#set(false);
    this.#cancel = this.#options.environment.schedule(() => this.#read(), EVERY);
  }

  #set(talks: boolean): void {
    if (talks === this.#talks) return;
    this.#talks = talks;
    this.#options.onChange();
  }
}

import { abortError } from "../../base/abort.js";
import type { Environment } from "../environment.js";
import type { DeviceState, ScreenOptions } from "./types.js";
import type { MediaKind } from "../../wire/room-protocol.js";
import { CallsError } from "../../base/error.js";
import { OFF, type LocalSource } from "./local-source.js";
import { loadTrouble } from "./trouble.js";

/** Options of {@link ScreenShare}. */
export interface ScreenShareOptions {
  readonly environment: Environment;
  onChange(): void;
}

/** The tab of the call itself is not on offer: it would show itself in itself. */
const OPTIONS: ScreenOptions = {
  video: { frameRate: { max: 30 } },
  selfBrowserSurface: "exclude",
  surfaceSwitching: "include",
};
/** What makes a voice clear would harm music. The others hear each other already. */
const AUDIO = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, restrictOwnAudio: true };

/** A request that is under way. */
interface Attempt {
  readonly ending: AbortController;
  readonly done: Promise<void>;
}

/** The screen, window or tab that this browser shows to the others, with its sound when there is one. */
export class ScreenShare {
  readonly picture: LocalSource = new SharedPart(this, "screen", "video");
  readonly sound: LocalSource = new SharedPart(this, "screen-audio", "audio");
  readonly #options: ScreenShareOptions;
  #state: DeviceState = OFF;
  #tracks: readonly MediaStreamTrack[] = [];
  #attempt: Attempt | undefined;

  constructor(options: ScreenShareOptions) {
    this.#options = options;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** What is captured. */
  get tracks(): readonly MediaStreamTrack[] {
    return this.#tracks;
  }

  /**
   * Asks the person what to share, or stops sharing. A person who decides against it has made no error: it is off then.
   *
   * @param withAudio asks for the sound too, where the browser has it.
   * @throws CallsError why nothing can be shared, or `aborted` when it was stopped before it began.
   */
  set(enabled: boolean, withAudio: boolean, options: ScreenOptions = {}): Promise<void> {
    if (!enabled) this.release();
    if (!enabled || this.#state.status === "on") return Promise.resolve();
    if (this.#attempt) return this.#attempt.done;
    const ending = new AbortController();
    this.#attempt = { ending, done: this.#start(withAudio, options, ending.signal) };
    const { done } = this.#attempt;
    this.#setState({ status: "starting" });
    return done;
  }

  /** Stops everything. */
  release(): void {
    this.#stop(OFF);
  }

  async #start(withAudio: boolean, options: ScreenOptions, signal: AbortSignal): Promise<void> {
    let tracks: readonly MediaStreamTrack[];
    try {
      tracks = (await this.#ask(withAudio, options)).getTracks();
    } catch (cause) {
      const { captureError, isDismissed } = await loadTrouble();
      if (signal.aborted) throw abortError();
      if (isDismissed(cause)) return this.release();
      const error = captureError("screen", cause);
      this.#stop({ status: "failed", error });
      throw error;
    }
    if (signal.aborted) {
      for (const track of tracks) track.stop();
      throw abortError();
    }
    this.#adopt(tracks, options.contentHint);
  }

  /** Asks without waiting for anything: browsers want it to be part of the click. */
  async #ask(withAudio: boolean, options: ScreenOptions): Promise<MediaStream> {
    const { mediaDevices } = this.#options.environment;
    if (!mediaDevices) throw (await loadTrouble()).captureUnavailable();
    if (!mediaDevices.getDisplayMedia) {
      throw new CallsError("not-supported", "This browser cannot share a screen. Browsers on computers can.");
    }
    const audio = withAudio && AUDIO;
    // Where the call's own sound cannot be left out of the system's, the others would hear themselves.
    const isOwnLeftOut = "restrictOwnAudio" in (mediaDevices.getSupportedConstraints?.() ?? {});
    const systemAudio = isOwnLeftOut ? "include" : "exclude";
    return await mediaDevices.getDisplayMedia({ ...OPTIONS, systemAudio, audio, ...options });
  }

  #adopt(tracks: readonly MediaStreamTrack[], contentHint?: string): void {
    const track = tracks.find(({ kind }) => kind === "video");
    this.#attempt = undefined;
    this.#tracks = tracks;
    if (!track) return this.release();
    if (contentHint) track.contentHint = contentHint;
    for (const each of tracks) each.addEventListener("ended", () => this.#lose(each), { once: true });
    this.#setState({ status: "on", track, deviceId: undefined });
  }

  /** Stopped from the browser's own bar, or the window was closed. */
  #lose(track: MediaStreamTrack): void {
    if (!this.#tracks.includes(track)) return;
    if (track.kind === "video") {
      this.release();
      return;
    }
    this.#tracks = this.#tracks.filter((each) => each !== track);
    this.#options.onChange();
  }

  #stop(state: DeviceState): void {
    this.#attempt?.ending.abort();
    this.#attempt = undefined;
    for (const track of this.#tracks) track.stop();
    this.#tracks = [];
    this.#setState(state);
  }

  #setState(state: DeviceState): void {
    this.#state = Object.freeze(state);
    this.#options.onChange();
  }
}

/** The picture or the sound of a shared screen. */
class SharedPart implements LocalSource {
  readonly source: LocalSource["source"];
  readonly #share: ScreenShare;
  readonly #kind: MediaKind;

  constructor(share: ScreenShare, source: LocalSource["source"], kind: MediaKind) {
    this.#share = share;
    this.source = source;
    this.#kind = kind;
  }

  get state(): DeviceState {
    return this.#share.state;
  }

  get track(): MediaStreamTrack | undefined {
    return this.#share.tracks.find(({ kind }) => kind === this.#kind);
  }
}

import { lazy } from "../../base/lazy.js";
import { abortError } from "../../base/abort.js";
import type { Environment } from "../environment.js";
import type { Processor } from "../processors/processor.js";
import type { DeviceState } from "./types.js";
import { CallsError } from "../../base/error.js";
import type { CaptureSource } from "./capture-error.js";
import { recallDevice, rememberDevice } from "./device-memory.js";
import { OFF, type LocalSource } from "./local-source.js";
import type { Processing } from "./processing.js";
import { loadTrouble } from "./trouble.js";

/** Options of {@link CaptureDevice}. */
export interface CaptureDeviceOptions {
  readonly source: CaptureSource;
  readonly environment: Environment;
  /** What is asked of the device, over the defaults. */
  readonly constraints?: MediaTrackConstraints | undefined;
  onChange(): void;
}

const loadProcessing = lazy(() => import("./processing.js"));

const CONSTRAINTS: Record<CaptureSource, MediaTrackConstraints> = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

/** Failures that another device, plugged in later, is the answer to. */
const MISSING = ["device-lost", "device-not-found"];

/** A request that is under way. */
interface Attempt {
  readonly deviceId: string | undefined;
  readonly done: Promise<void>;
}

/** The microphone or the camera of this browser, on its own: the other one's troubles are not its. */
export class CaptureDevice implements LocalSource {
  readonly source: CaptureSource;
  readonly #options: CaptureDeviceOptions;
  #state: DeviceState = OFF;
  #raw: MediaStreamTrack | undefined;
  #processing: Processing | undefined;
  #processor: Processor | undefined;
  #processorError: CallsError | undefined;
  /** The device that stands in for one that did not start. */
  #standIn: { readonly raw: MediaStreamTrack; readonly error: CallsError } | undefined;
  /** The device that the person asked for, there or not. */
  #deviceId: string | undefined;
  /** The device that is to be used when it is turned on next. */
  #chosen: string | undefined;
  #attempt: Attempt | undefined;
  #keepsWhileOff = false;
  /** The person wants it on, which it may not be. */
  #isWanted = false;

  constructor(options: CaptureDeviceOptions) {
    this.#options = options;
    this.source = options.source;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** What is sent, silent or not: what the device gives, or what the processor makes of it. */
  get track(): MediaStreamTrack | undefined {
    return this.#processing?.track ?? this.#raw;
  }

  /** The system gives nothing of what is captured: by a switch on the device, another app, a phone call. */
  get isMuted(): boolean {
    return this.#raw?.muted ?? false;
  }

  /** What the device itself gives. */
  get raw(): MediaStreamTrack | undefined {
    return this.#raw;
  }

  /**
   * Whether turning it off only silences the track. A microphone in a call does so: it is back at once, and packets keep
   * flowing. A camera never does: its light has to go out.
   */
  set keepsWhileOff(keeps: boolean) {
    this.#keepsWhileOff = keeps;
    if (!keeps && this.#state.status === "off") this.#drop();
  }

  /**
   * Captures, from another device when `deviceId` says so, or stops.
   * @throws CallsError why there is no capture, or `aborted` when a later call overtook this one.
   */
  set(enabled: boolean, deviceId?: string): Promise<void> {
    this.#isWanted = enabled;
    if (!enabled) {
      this.#turnOff();
      return Promise.resolve();
    }
    const isChoice = (deviceId ?? this.#chosen) !== undefined;
    const wanted = deviceId ?? this.#chosen ?? this.#attempt?.deviceId ?? this.#deviceId;
    this.#chosen = undefined;
    if (this.#attempt?.deviceId === wanted && this.#attempt) return this.#attempt.done;
    if (!this.#attempt && this.#isCapturing(wanted)) {
      this.#turnOn();
      return Promise.resolve();
    }
    return this.#begin(wanted, (isCurrent) => this.#start(wanted, isCurrent, isChoice));
  }

  /** The device in use, or the one that is turned on next; empty for the system's own choice. */
  get deviceId(): string {
    if (this.#chosen !== undefined) return this.#chosen;
    if (this.#state.status === "on") return this.#state.deviceId ?? "";
    return this.#deviceId ?? recallDevice(this.#options.environment, this.source) ?? "";
  }

  /** Uses another device, at once where it is on. @throws CallsError as {@link set} does. */
  async choose(deviceId: string): Promise<void> {
    if (this.#isWanted) return await this.set(true, deviceId);
    this.#chosen = deviceId;
    this.#options.onChange();
  }

  /**
   * Sends what `processor` makes of the device, now and after every change of it.
   * @throws CallsError why it failed: the device itself is sent then. `aborted` when a later call overtook this one.
   */
  async setProcessor(processor: Processor | undefined): Promise<void> {
    this.#processor = processor;
    this.#processorError = undefined;
    const raw = this.#raw;
    const processing = raw && (await this.#process(raw));
    if (this.#processor !== processor || this.#raw !== raw) {
      processing?.close();
      throw abortError();
    }
    if (raw) this.#take(raw, processing);
    if (this.#processorError) throw this.#processorError;
  }

  /** The devices of its kind are others: goes back to the one that was asked for, or follows the system's own choice. */
  devicesChanged(found: readonly MediaDeviceInfo[]): void {
    if (this.#attempt || !this.#isWanted || found.length === 0) return;
    const { deviceId, groupId } = this.raw?.getSettings() ?? {};
    const preferred = this.#deviceId ?? recallDevice(this.#options.environment, this.source);
    const isBetter = (each: MediaDeviceInfo): boolean =>
      each.deviceId === deviceId
        ? // Chromium's name for what the system has chosen, whichever that is.
          deviceId === "default" && each.groupId !== groupId
        : each.deviceId === preferred;
    const { status } = this.#state;
    if (status === "on" ? found.some(isBetter) : this.#failedFor(MISSING)) this.#restart();
  }

  /** The person has changed their mind in the browser's own settings. */
  permissionGranted(): void {
    if (this.#isWanted && this.#failedFor(["permission-denied"])) this.#restart();
  }

  /** Stops everything. */
  release(): void {
    this.#isWanted = false;
    this.#attempt = undefined;
    this.#drop();
    this.#setState(OFF);
  }

  #failedFor(codes: readonly string[]): boolean {
    return this.#state.status === "failed" && codes.includes(this.#state.error.code);
  }

  #turnOff(): void {
    this.#attempt = undefined;
    if (this.track) this.track.enabled = false;
    if (!this.#keepsWhileOff) this.#drop();
    this.#setState(OFF);
  }

  #turnOn(): void {
    const { track, raw } = this;
    if (!track || !raw) return;
    track.enabled = true;
    if (raw.muted) {
      const error = new CallsError("device-muted", `The system has muted the ${this.source}.`, { retryable: true });
      return this.#setState({ status: "failed", error });
    }
    const { deviceId } = raw.getSettings();
    const standIn = this.#standIn;
    this.#setState({
      status: "on",
      track,
      deviceId,
      ...(this.#processorError && { processorError: this.#processorError }),
      ...(standIn?.raw === raw && { standsIn: { label: raw.label, error: standIn.error } }),
    });
  }

  #isCapturing(deviceId: string | undefined): boolean {
    // What the system has muted may be given anew.
    if (this.raw?.readyState !== "live" || this.isMuted) return false;
    return deviceId === this.#deviceId || deviceId === this.raw.getSettings().deviceId;
  }

  #begin(deviceId: string | undefined, start: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const attempt: Attempt = { deviceId, done: Promise.resolve().then(() => start(isCurrent)) };
    const isCurrent = (): boolean => this.#attempt === attempt;
    this.#attempt = attempt;
    this.#setState({ status: "starting" });
    return attempt.done;
  }

  async #start(deviceId: string | undefined, isCurrent: () => boolean, isChoice: boolean): Promise<void> {
    try {
      await this.#adopt(await this.#capture(deviceId, isCurrent, isChoice), isCurrent);
    } catch (cause) {
      if (!isCurrent()) throw abortError();
      const error = CallsError.from(cause);
      this.#fail(error);
      throw error;
    }
    this.#deviceId = deviceId;
    if (deviceId) rememberDevice(this.#options.environment, this.source, deviceId);
    if (this.#state.status === "failed") throw this.#state.error;
  }

  /** Nobody has asked for it, so that what goes on still goes on when it fails. */
  #restart(): void {
    const wasOn = this.#raw !== undefined;
    const before = this.#state;
    const restart = async (isCurrent: () => boolean): Promise<void> => {
      try {
        await this.#adopt(await this.#capture(undefined, isCurrent), isCurrent);
      } catch (cause) {
        if (!isCurrent()) return;
        this.#attempt = undefined;
        if (this.raw?.readyState === "live") return this.#turnOn();
        const error = CallsError.from(cause);
        const isLost = wasOn && error.code !== "permission-denied";
        const lost = isLost ? loadTrouble.loaded?.deviceLost(this.source) : before.status === "failed" && before.error;
        this.#fail(lost || error);
      }
    };
    void this.#begin(undefined, restart);
  }

  /** @param isChoice whether the person asked for this one now, and no other will do; nothing when nobody asked. */
  async #capture(
    deviceId: string | undefined,
    isCurrent: () => boolean,
    isChoice?: boolean,
  ): Promise<MediaStreamTrack> {
    const recalled = deviceId ? undefined : (this.#deviceId ?? recallDevice(this.#options.environment, this.source));
    try {
      // Exactly: Chromium gives its default microphone to those who name another as the ideal.
      return await this.#open(deviceId || recalled);
    } catch (cause) {
      const { recover } = await loadTrouble();
      const { raw, error } = await recover({
        ...this.#options,
        cause,
        deviceId,
        recalled,
        isCurrent,
        isChoice,
        giveWay: this.#raw && (() => this.#drop()),
        open: (id) => this.#open(id),
      });
      this.#standIn = error && { raw, error };
      return raw;
    }
  }

  async #open(deviceId: string | undefined): Promise<MediaStreamTrack> {
    const constraints = {
      ...CONSTRAINTS[this.source],
      ...this.#options.constraints,
      ...(deviceId && { deviceId: { exact: deviceId } }),
    };
    const isAudio = this.source === "microphone";
    const { mediaDevices } = this.#options.environment;
    const stream = await mediaDevices?.getUserMedia(isAudio ? { audio: constraints } : { video: constraints });
    const [track] = stream?.getTracks() ?? [];
    if (!track) throw new DOMException("", "NotFoundError");
    return track;
  }

  /** Processed before it is shown to anyone: nobody sees the room behind a person who hides it. */
  async #adopt(raw: MediaStreamTrack, isCurrent: () => boolean): Promise<void> {
    const processing = isCurrent() ? await this.#process(raw) : undefined;
    if (!isCurrent()) {
      processing?.close();
      raw.stop();
      throw abortError();
    }
    this.#attempt = undefined;
    raw.addEventListener("ended", () => this.#lose(raw), { once: true });
    const follow = (): void => void (raw === this.#raw && this.#isWanted && !this.#attempt && this.#turnOn());
    raw.addEventListener("mute", follow);
    raw.addEventListener("unmute", follow);
    this.#take(raw, processing, true);
  }

  /** What was there before goes on until here. */
  #take(raw: MediaStreamTrack, processing: Processing | undefined, isOn = this.#state.status === "on"): void {
    const before = { raw: this.#raw, processing: this.#processing };
    const isEnabled = this.track?.enabled ?? true;
    this.#raw = raw;
    this.#processing = processing;
    // The processor gets the picture or the sound even while muted: its result is silenced instead.
    raw.enabled = true;
    if (this.track) this.track.enabled = isEnabled;
    if (isOn) this.#turnOn();
    else this.#options.onChange();
    if (before.processing !== processing) before.processing?.close();
    if (before.raw !== raw) before.raw?.stop();
  }

  /** Without a processor, or with one that fails, there is nothing but the device itself. */
  async #process(raw: MediaStreamTrack): Promise<Processing | undefined> {
    const processor = this.#processor;
    if (!processor) return undefined;
    const fail = (cause: unknown): undefined => {
      if (this.#processor === processor) this.#processorError = CallsError.from(cause);
      return undefined;
    };
    try {
      const { Processing } = await loadProcessing();
      return await Processing.start(processor, raw, () => {
        fail(new CallsError("internal", `The processor of the ${this.source} stopped. Set it again.`));
        if (this.#raw === raw) this.#take(raw, undefined);
      });
    } catch (cause) {
      return fail(cause);
    }
  }

  #lose(raw: MediaStreamTrack): void {
    if (raw !== this.#raw) return;
    if (this.#isWanted && !this.#attempt) this.#restart();
    else if (!this.#attempt) {
      this.#drop();
      this.#options.onChange();
    }
  }

  #fail(error: CallsError): void {
    this.#attempt = undefined;
    this.#drop();
    this.#setState({ status: "failed", error });
  }

  #drop(): void {
    this.#processing?.close();
    this.#raw?.stop();
    this.#raw = this.#processing = undefined;
  }

  #setState(state: DeviceState): void {
    this.#state = Object.freeze(state);
    this.#options.onChange();
  }
}

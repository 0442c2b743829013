import { abortError } from "../async.js";
import type { Environment } from "../environment.js";
import type { DeviceState } from "../room/types.js";
import { CallsError } from "../../wire/calls-error.js";
import { recallDevice, rememberDevice } from "./device-memory.js";
import type { LocalSource } from "./local-source.js";
import { captureError, captureUnavailable, deviceLost, type CaptureSource } from "./capture-error.js";

/** Options of {@link CaptureDevice}. */
export interface CaptureDeviceOptions {
  readonly source: CaptureSource;
  readonly environment: Environment;
  onChange(): void;
}

const OFF: DeviceState = Object.freeze({ status: "off" });

const CONSTRAINTS: Record<CaptureSource, MediaTrackConstraints> = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

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
  #track: MediaStreamTrack | undefined;
  #deviceId: string | undefined;
  #attempt: Attempt | undefined;
  #keepsWhileOff = false;

  constructor(options: CaptureDeviceOptions) {
    this.#options = options;
    this.source = options.source;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** What is captured, silent or not. */
  get track(): MediaStreamTrack | undefined {
    return this.#track;
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
    if (!enabled) {
      this.#turnOff();
      return Promise.resolve();
    }
    const wanted = deviceId ?? this.#attempt?.deviceId ?? this.#deviceId;
    if (this.#attempt?.deviceId === wanted && this.#attempt) return this.#attempt.done;
    if (!this.#attempt && this.#isCapturing(wanted)) {
      this.#turnOn();
      return Promise.resolve();
    }
    const attempt: Attempt = { deviceId: wanted, done: Promise.resolve().then(() => this.#start(wanted, isCurrent)) };
    const isCurrent = (): boolean => this.#attempt === attempt;
    this.#attempt = attempt;
    this.#setState({ status: "starting" });
    return attempt.done;
  }

  /** Stops everything. */
  release(): void {
    this.#attempt = undefined;
    this.#drop();
    this.#setState(OFF);
  }

  #turnOff(): void {
    this.#attempt = undefined;
    if (this.#track) this.#track.enabled = false;
    if (!this.#keepsWhileOff) this.#drop();
    this.#setState(OFF);
  }

  #turnOn(): void {
    const track = this.#track;
    if (!track) return;
    track.enabled = true;
    this.#setState({ status: "on", track, deviceId: track.getSettings().deviceId });
  }

  #isCapturing(deviceId: string | undefined): boolean {
    if (this.#track?.readyState !== "live") return false;
    return deviceId === this.#deviceId || deviceId === this.#track.getSettings().deviceId;
  }

  async #start(deviceId: string | undefined, isCurrent: () => boolean): Promise<void> {
    let track: MediaStreamTrack;
    try {
      track = await this.#capture(deviceId, isCurrent);
    } catch (cause) {
      if (!isCurrent()) throw abortError();
      const error = captureError(this.source, cause);
      this.#fail(error);
      throw error;
    }
    if (!isCurrent()) {
      track.stop();
      throw abortError();
    }
    this.#attempt = undefined;
    this.#deviceId = deviceId;
    if (deviceId) rememberDevice(this.#options.environment, this.source, deviceId);
    this.#adopt(track);
  }

  async #capture(deviceId: string | undefined, isCurrent: () => boolean): Promise<MediaStreamTrack> {
    try {
      return await this.#getTrack(deviceId);
    } catch (cause) {
      // Phones open one camera at a time: the one in use has to go first.
      const mayGiveWay = captureError(this.source, cause).code === "device-in-use" && this.#track !== undefined;
      if (!mayGiveWay || !isCurrent()) throw cause;
      this.#drop();
      return await this.#getTrack(deviceId);
    }
  }

  async #getTrack(deviceId: string | undefined): Promise<MediaStreamTrack> {
    const recalled = deviceId ? undefined : recallDevice(this.#options.environment, this.source);
    if (!recalled) return await this.#open(deviceId);
    try {
      // Exactly: Chromium gives its default microphone to those who name another as the ideal.
      return await this.#open(recalled);
    } catch (cause) {
      // What was chosen on another day need not be there today.
      if (captureError(this.source, cause).code !== "device-not-found") throw cause;
      return await this.#open(undefined);
    }
  }

  async #open(deviceId: string | undefined): Promise<MediaStreamTrack> {
    const { mediaDevices } = this.#options.environment;
    if (!mediaDevices) throw captureUnavailable();
    const constraints = { ...CONSTRAINTS[this.source], ...(deviceId && { deviceId: { exact: deviceId } }) };
    const isAudio = this.source === "microphone";
    const stream = await mediaDevices.getUserMedia(isAudio ? { audio: constraints } : { video: constraints });
    const [track] = stream.getTracks();
    if (!track) throw new CallsError("device-not-found", `The browser gave no track for the ${this.source}.`);
    return track;
  }

  #adopt(track: MediaStreamTrack): void {
    const previous = this.#track;
    this.#track = track;
    track.addEventListener("ended", () => this.#lose(track), { once: true });
    this.#turnOn();
    previous?.stop();
  }

  #lose(track: MediaStreamTrack): void {
    if (track !== this.#track) return;
    if (this.#state.status === "on") this.#fail(deviceLost(this.source));
    else {
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
    this.#track?.stop();
    this.#track = undefined;
  }

  #setState(state: DeviceState): void {
    this.#state = Object.freeze(state);
    this.#options.onChange();
  }
}

import type { MediaSource } from "../../wire/room-protocol.js";
import type { DeviceState } from "./types.js";

/** What captures nothing. */
export const OFF: DeviceState = Object.freeze({ status: "off" });

/** Something of this browser that can be published: a device, or a part of a shared screen. */
export interface LocalSource {
  readonly source: MediaSource;
  readonly state: DeviceState;
  /** What is captured, silent or not. */
  readonly track: MediaStreamTrack | undefined;
  /** What the device itself gives, where something else is made of it. */
  readonly raw?: MediaStreamTrack | undefined;
  /** Whether the system gives nothing of what is captured. */
  readonly isMuted?: boolean;
  /** Whether turning it off only silences the track, as a call may ask of it. */
  keepsWhileOff?: boolean;
}

import type { MediaSource } from "../../wire/room-protocol.js";
import type { DeviceState } from "./types.js";

/** Something of this browser that can be published: a device, or a part of a shared screen. */
export interface LocalSource {
  readonly source: MediaSource;
  readonly state: DeviceState;
  /** What is captured, silent or not. */
  readonly track: MediaStreamTrack | undefined;
  /** What the device itself gives, where something else is made of it. */
  readonly raw?: MediaStreamTrack | undefined;
  /** Whether turning it off only silences the track, as a call may ask of it. */
  keepsWhileOff?: boolean;
}

/**
 * The devices of this browser and its shared screen: how they are captured, muted, measured and played, whether or not there is
 * a call. This module says what they are like, and what can be asked of them.
 *
 * @module
 */
import type { CallsError } from "../../base/error.js";

/** A capture device of this browser, or its shared screen, whether or not the room is joined. */
export type DeviceState =
  | { readonly status: "off" }
  | { readonly status: "starting" }
  /** Captured and, when joined, sent. */
  | {
      readonly status: "on";
      /** What is sent: the device itself, or what a processor makes of it. */
      readonly track: MediaStreamTrack;
      readonly deviceId: string | undefined;
      /** Why the processor does not work: the device itself is sent. */
      readonly processorError?: CallsError;
      /** Another device did not start, so that this one is used. */
      readonly standsIn?: {
        /** The device that is used, as the system calls it. */
        readonly label: string;
        /** Why the other one is not: `device-in-use`. */
        readonly error: CallsError;
      };
    }
  /**
   * Refused, missing, busy…: `error.code` says which. Asking for it again tries again. One that the system has muted
   * (`device-muted`: a switch on it, another app, a phone call) is off for the others, and on again as soon as the system gives it.
   */
  | { readonly status: "failed"; readonly error: CallsError };

/** A device that can be chosen by its id. */
export interface DeviceInfo {
  /** As the browser calls it. It is another on every site, and after the person cleared the site's data. */
  readonly deviceId: string;
  /** As the system calls it; empty while the person has not allowed a capture. */
  readonly label: string;
}

/** The devices of this browser, as far as it tells: most browsers tell nothing before the person has allowed a capture. */
export interface DeviceLists {
  /** Empty while the browser tells of none. */
  readonly microphones: readonly DeviceInfo[];
  /** Empty while the browser tells of none. */
  readonly cameras: readonly DeviceInfo[];
  /** Empty where the browser does not let a page choose. */
  readonly speakers: readonly DeviceInfo[];
  /** What the person has allowed, as far as the browser tells. */
  readonly permissions?: { readonly microphone?: PermissionState; readonly camera?: PermissionState };
}

/**
 * What the browser offers the person to share, and how: the options of `getDisplayMedia`. A browser that does not know one
 * of them leaves it out.
 */
export interface ScreenOptions {
  /** As in `{ displaySurface: "window", frameRate: { max: 15 } }`. Default: up to 30 pictures a second. */
  readonly video?: MediaTrackConstraints;
  /** Whether the tab of this call is on offer. Default `exclude`: it would show itself in itself. */
  readonly selfBrowserSurface?: "include" | "exclude";
  /** Whether another tab may be chosen while one is shared. Default `include`. */
  readonly surfaceSwitching?: "include" | "exclude";
  /**
   * Whether the sound of the whole system is on offer. Default: `include` where the browser leaves out the sound of the call itself
   * (`restrictOwnAudio`), else `exclude`: the others would hear themselves.
   */
  readonly systemAudio?: "include" | "exclude";
  /** `detail` keeps text sharp, `motion` keeps films smooth. Default: that of `createRoom({ media })`, else `detail`. */
  readonly contentHint?: "detail" | "motion";
}

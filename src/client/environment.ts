import { CallsError } from "../base/error.js";

/** What the client takes from its surroundings: everything that a test may want to bring itself. */

/** Runs `callback` once after `milliseconds`. @returns a function that cancels it. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void;

/** `navigator.mediaDevices`, of which phones lack a part. */
export type CaptureDevices = Pick<MediaDevices, "getUserMedia"> &
  Partial<Pick<MediaDevices, "getDisplayMedia" | "enumerateDevices" | "getSupportedConstraints" | "addEventListener">>;

/** Capture, connections, time and chance. */
export interface Environment {
  /**
   * Makes the browser's half of a session.
   * @throws CallsError `not-supported` in a browser without WebRTC.
   */
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
  /** `undefined` where the browser offers none, as on an insecure page. */
  readonly mediaDevices: CaptureDevices | undefined;
  /** Tells what the person has allowed; `undefined` where the browser does not. */
  readonly permissions: Pick<Permissions, "query"> | undefined;
  /** Keeps which devices the person chose; `undefined` where nothing is kept. */
  readonly storage: Pick<Storage, "getItem" | "setItem"> | undefined;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Waits: retries, time limits and rounds of checks all go by it. */
  readonly schedule: Schedule;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Milliseconds since 1970, which go on while the machine sleeps. */
  date(): number;
}

const schedule: Schedule = (callback, milliseconds) => {
  const handle = setTimeout(callback, milliseconds);
  return () => clearTimeout(handle);
};

function createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection {
  if (!("RTCPeerConnection" in globalThis)) {
    throw new CallsError(
      "not-supported",
      "This browser has no RTCPeerConnection. Use one that has WebRTC, and has it on.",
    );
  }
  return new RTCPeerConnection(configuration);
}

function ownStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    // A page in a sandbox may not even look.
    return undefined;
  }
}

/** The browser's own, with `overrides` in their place. */
export function createEnvironment(overrides: Partial<Environment> = {}): Environment {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return {
    createPeerConnection,
    mediaDevices: globalThis.navigator?.mediaDevices,
    permissions: globalThis.navigator?.permissions,
    storage: ownStorage(),
    random: () => Math.random(),
    schedule,
    now: () => performance.now(),
    date: () => Date.now(),
    ...Object.fromEntries(given),
  };
}

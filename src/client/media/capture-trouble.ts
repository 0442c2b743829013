import type { CallsError } from "../../base/error.js";
import type { Environment } from "../environment.js";
import { captureError, captureUnavailable, type CaptureSource } from "./capture-error.js";

export { captureError, captureUnavailable, deviceLost, isDismissed } from "./capture-error.js";

/** A capture that failed. */
export interface FailedCapture {
  readonly source: CaptureSource;
  readonly environment: Environment;
  readonly cause: unknown;
  /** The device that was asked for; `undefined` for whichever there is. */
  readonly deviceId: string | undefined;
  /** The one that was chosen before, and was tried for that reason. */
  readonly recalled: string | undefined;
  /** The person asked for this one now, and no other will do; `undefined` when nobody asked. */
  readonly isChoice: boolean | undefined;
  open(deviceId: string | undefined): Promise<MediaStreamTrack>;
  /** Lets go of the device in use, where there is one. */
  readonly giveWay: (() => void) | undefined;
  /** Whether somebody still waits for it. */
  isCurrent(): boolean;
}

/** A device after all. */
export interface Recovered {
  readonly raw: MediaStreamTrack;
  /** Why it is another one than the one that was wanted. */
  readonly error?: CallsError;
}

/** Tries what may help. @throws CallsError why nothing did. */
export async function recover(failed: FailedCapture): Promise<Recovered> {
  const { source, environment, deviceId, recalled, isChoice, giveWay, open } = failed;
  if (!environment.mediaDevices) throw captureUnavailable();
  let error = captureError(source, failed.cause);
  const tryAgain = async (id: string | undefined): Promise<Recovered | undefined> => {
    try {
      return { raw: await open(id) };
    } catch (cause) {
      error = captureError(source, cause);
      return undefined;
    }
  };
  // The device was chosen on another day and may be gone today, so that the system chooses.
  const chosen = recalled && error.code === "device-not-found" ? await tryAgain(undefined) : undefined;
  if (chosen) return chosen;
  // Phones open one camera at a time: the one in use has to go first.
  const isBusy = (): boolean => isChoice !== undefined && error.code === "device-in-use" && failed.isCurrent();
  if (giveWay && isBusy()) {
    giveWay();
    const freed = await tryAgain(deviceId || recalled);
    if (freed) return freed;
  }
  if (!isChoice && isBusy()) return { raw: await openAnother(failed, error), error };
  throw error;
}

/** Opens the first of the other devices that starts, in the system's order. @throws CallsError the one that it was given. */
async function openAnother(
  { source, environment, open, isCurrent }: FailedCapture,
  error: CallsError,
): Promise<MediaStreamTrack> {
  const kind = source === "camera" ? "videoinput" : "audioinput";
  const found = (await environment.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  for (const device of found) {
    // The names of the system's own choices stand for devices that are in the list beside them.
    if (device.kind !== kind || ["", "default", "communications"].includes(device.deviceId)) continue;
    if (!isCurrent()) break;
    try {
      return await open(device.deviceId);
    } catch {
      // It is in use, too, or it is the one that was. The next one may not be.
    }
  }
  throw error;
}

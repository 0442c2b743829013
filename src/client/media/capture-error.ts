import { CallsError } from "../../base/error.js";

/** The kinds of device that are captured. */
export type CaptureSource = "microphone" | "camera";

/** The error for a browser without `navigator.mediaDevices`. */
export function captureUnavailable(): CallsError {
  return globalThis.isSecureContext === false
    ? new CallsError(
        "insecure-context",
        "Browsers capture on secure pages only. Serve the page over https or from localhost.",
      )
    : new CallsError("not-supported", "This browser has no navigator.mediaDevices. Use a current browser.");
}

/** Says in our words why `getUserMedia` or `getDisplayMedia` failed, and what helps. */
export function captureError(source: CaptureSource | "screen" | "speaker", cause: unknown): CallsError {
  if (cause instanceof CallsError) return cause;
  switch (cause instanceof Error ? cause.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return new CallsError(
        "permission-denied",
        `The ${source} was refused. Allow it in the browser's settings for this site, and in an iframe by its allow attribute.`,
        { cause },
      );
    case "NotFoundError":
      return new CallsError("device-not-found", `There is no such ${source}. Connect one, or choose another.`, {
        cause,
      });
    case "NotReadableError":
    case "AbortError":
      return new CallsError("device-in-use", `The ${source} does not start. Close other programs that use it.`, {
        cause,
      });
    case "OverconstrainedError":
      return isAboutTheDevice(cause)
        ? new CallsError("device-not-found", `The chosen ${source} is gone. Choose another.`, { cause })
        : new CallsError("device-unsuitable", `No ${source} can do what was asked of it. Ask for less.`, { cause });
    case "TypeError":
    case "InvalidStateError":
      return new CallsError("not-supported", `This page cannot ask for the ${source} now. Ask from a click.`, {
        cause,
      });
    default:
      return CallsError.from(cause);
  }
}

/** Whether the person closed the browser's question what to share, as far as the browser tells it from a refusal. */
export function isDismissed(cause: unknown): boolean {
  // Chromium alone says who refused when it was not the person: "… by system", "… by permissions policy".
  return cause instanceof DOMException && cause.name === "NotAllowedError" && !/system|policy/.test(cause.message);
}

/** The error of a device that went away while it was in use. */
export function deviceLost(source: CaptureSource): CallsError {
  return new CallsError("device-lost", `The ${source} was disconnected. Connect it again, or choose another.`, {
    retryable: true,
  });
}

function isAboutTheDevice(cause: unknown): boolean {
  return typeof cause === "object" && cause !== null && "constraint" in cause && cause.constraint === "deviceId";
}

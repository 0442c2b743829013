import type { Advice, DeviceAdvice, Terms } from "../../locales/locale.js";
import type { CallsErrorCode } from "../../base/error.js";
import type { LeaveReason } from "../../client/types.js";

type AdviceKey = { [K in keyof Terms]: Terms[K] extends Advice ? K : never }[keyof Terms];

/** Many codes are one thing to the person in front of the screen; the others tell them nothing. */
const ADVICE: Partial<Record<CallsErrorCode, AdviceKey>> = {
  "invalid-room": "invalidRoom",
  "invalid-name": "invalidName",
  "room-not-found": "roomNotFound",
  "room-full": "roomFull",
  "room-locked": "roomLocked",
  "room-ended": "callEnded",
  denied: "denied",
  banned: "banned",
  removed: "removed",
  replaced: "replaced",
  unauthorized: "notLetIn",
  "token-expired": "inviteExpired",
  forbidden: "notAllowed",
  "server-unreachable": "offline",
  "not-configured": "noService",
  "server-error": "serverTrouble",
  protocol: "serverTrouble",
  "rate-limited": "tooMany",
  "session-expired": "stale",
  "session-not-ready": "serverTrouble",
  "session-conflict": "serverTrouble",
  "service-unavailable": "serverTrouble",
  "connection-failed": "blockedNetwork",
  "insecure-context": "insecurePage",
  "not-supported": "oldBrowser",
};

/** The words for an error that ended or prevented the call. */
export const adviceKey = (code: CallsErrorCode): AdviceKey => ADVICE[code] ?? "somethingWrong";

const LEFT: Readonly<Record<Exclude<LeaveReason, "left">, AdviceKey>> = {
  stale: "stale",
  replaced: "replaced",
  removed: "removed",
  ended: "callEnded",
};

/** The words for a call that the person did not leave by their own wish. */
export const leaveAdviceKey = (reason: Exclude<LeaveReason, "left">): AdviceKey => LEFT[reason];

const DEVICE: Partial<Record<CallsErrorCode, keyof DeviceAdvice>> = {
  "permission-denied": "blocked",
  "device-not-found": "missing",
  "device-in-use": "busy",
  "device-unsuitable": "unsuitable",
  "device-lost": "lost",
  "device-muted": "muted",
  "insecure-context": "insecure",
  "not-supported": "insecure",
};

/** The words for a device that did not start. */
export const deviceAdviceKey = (code: CallsErrorCode): keyof DeviceAdvice => DEVICE[code] ?? "failed";

/**
 * The ground floor: errors, ending work early, time, listeners, structural sharing. Nothing here knows what a call is or imports
 * another part, so that every part may import it. This module has the one error class of the kit, which all of them throw.
 *
 * @module
 */

/** What went wrong, as a stable word that elements translate and programs switch on. */
export type CallsErrorCode =
  // Entering and staying in a room
  | "invalid-room"
  | "invalid-name"
  | "room-not-found"
  | "room-full"
  | "room-locked"
  | "room-ended"
  | "denied"
  | "banned"
  | "removed"
  | "replaced"
  | "unauthorized"
  | "token-expired"
  | "forbidden"
  // The way to the server
  | "server-unreachable"
  | "not-configured"
  | "server-error"
  | "protocol"
  | "rate-limited"
  // The SFU
  | "session-expired"
  | "session-not-ready"
  | "session-conflict"
  | "track-not-found"
  | "track-empty"
  | "service-unavailable"
  | "bad-request"
  | "connection-failed"
  // Devices
  | "permission-denied"
  | "device-not-found"
  | "device-in-use"
  | "device-unsuitable"
  | "device-lost"
  | "device-muted"
  | "insecure-context"
  | "not-supported"
  | "playback-blocked"
  // Data channels
  | "channel-closed"
  | "message-too-large"
  // Everything else
  | "aborted"
  | "internal";

/** Options of {@link CallsError}. */
export interface CallsErrorOptions {
  /** May the same thing be tried again without a change by the user? */
  retryable?: boolean;
  /** The error that this one comes from, for developers. */
  cause?: unknown;
}

/**
 * The one error class of the kit.
 *
 * @example
 * ```ts
 * try {
 *   await room.request({ type: "join", room: "standup", name: "Ada" });
 * } catch (error) {
 *   if (error instanceof CallsError && error.code === "room-full") showWaitingList();
 * }
 * ```
 */
export class CallsError extends Error {
  override readonly name = "CallsError";
  /** What went wrong, as a word to switch on: it stays the same from version to version, the `reason` does not. */
  readonly code: CallsErrorCode;
  /** One sentence for a developer: what happened and what to do next. Not for the screen: elements translate the code. */
  readonly reason: string;
  /** The same thing may work when it is tried again, without a change by the user. */
  readonly retryable: boolean;

  constructor(code: CallsErrorCode, reason: string, options: CallsErrorOptions = {}) {
    super(`${code}: ${reason}`, { cause: options.cause });
    this.code = code;
    this.reason = reason;
    this.retryable = options.retryable ?? false;
  }

  /** `error` itself when it is a CallsError, `aborted` for an AbortError, else an `internal` one with `error` as cause. */
  static from(error: unknown): CallsError {
    if (error instanceof CallsError) return error;
    if (error instanceof DOMException && error.name === "AbortError") {
      return new CallsError("aborted", "The operation was aborted.", { cause: error });
    }
    return new CallsError("internal", error instanceof Error ? error.message : String(error), { cause: error });
  }
}

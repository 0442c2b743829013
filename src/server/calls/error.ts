import type { ServiceErrorCode } from "../../wire/calls-api.js";

/** Codes that are ours: a request that was never sent, and a service that did not answer. */
export type CallsApiErrorCode = ServiceErrorCode | "invalid_request" | "upstream_unavailable" | "rate_limited";

/**
 * The service refused, could not be reached, or was not asked because the request makes no sense.
 *
 * @example
 * ```ts
 * try {
 *   await calls.sessions.get(sessionId);
 * } catch (error) {
 *   if (error instanceof CallsApiError && error.status === 410) await replaceSession();
 * }
 * ```
 */
export class CallsApiError extends Error {
  override readonly name = "CallsApiError";
  /** The reply's status; `undefined` when there was no reply. */
  readonly status: number | undefined;
  /** The service's `errorCode`, or one of ours. The service may send codes that are not in the list. */
  readonly code: CallsApiErrorCode | (string & {});
  /** Seconds to wait, when the service says so. */
  readonly retryAfter: number | undefined;
  /** What the service, or the check of the request, says about it. For developers; do not show it to browsers. */
  readonly description: string | undefined;

  constructor(
    status: number | undefined,
    code: CallsApiErrorCode | (string & {}),
    details: { retryAfter?: number | undefined; description?: string | undefined; cause?: unknown } = {},
  ) {
    const what =
      code === "invalid_request" ? "The request was not sent" : `The service answered ${status ?? "nothing"}`;
    super(`${what} (${code})${details.description ? `: ${details.description}` : "."}`, { cause: details.cause });
    this.status = status;
    this.code = code;
    this.retryAfter = details.retryAfter;
    this.description = details.description;
  }

  /** A request that can only be refused. */
  static invalid(description: string): CallsApiError {
    return new CallsApiError(undefined, "invalid_request", { description });
  }

  /** May the same request succeed later? It may have been done already, unless the status is 425 or 429. */
  get retryable(): boolean {
    if (this.code === "invalid_request") return false;
    const { status } = this;
    return status === undefined || status === 425 || status === 429 || status >= 500;
  }
}

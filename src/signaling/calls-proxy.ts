/** The Connection API through any proxy that holds the secret, for a backend that is no room server. */
import { abortError } from "../base/abort.js";
import { bounded, unreachable } from "../base/bounded.js";
import { schedule as systemSchedule } from "../base/clock.js";
import type { Schedule } from "../base/clock.js";
import { CallsError } from "../base/error.js";
import type { CallsFailure, CallsOperation, CallsOperationTypes } from "../wire/calls-api.js";
import { CALLS_ROUTES } from "../wire/tables.js";
import { callsReply } from "./calls-reply.js";
import type { CallsTransport } from "./signaling.js";

/** Milliseconds for one call. The service itself may wait 8 s for a track. */
const CALL_LIMIT = 20_000;

/** Options of {@link callsProxy}. */
export interface CallsProxyOptions {
  /**
   * What stands before `/sessions/new` and the other paths of the Connection API: your proxy's address, or that of an app at the service
   * itself, in a program that may know the secret. A relative one counts from the page's.
   */
  readonly url: string;
  /** Sent as bearer, asked for anew with every call. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** More headers for every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Ends every call, such as when the person has left. */
  readonly signal?: AbortSignal | undefined;
  /** Default `globalThis.fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Default the system's. */
  readonly schedule?: Schedule | undefined;
}

const failureOf = (body: unknown): CallsFailure => {
  const { errorCode, errorDescription } = Object(body) as Record<string, unknown>;
  return {
    ...(typeof errorCode === "string" && { errorCode }),
    ...(typeof errorDescription === "string" && { errorDescription }),
  };
};

/**
 * A way to the Connection API: what `CallsClient` and adapters of your own need.
 *
 * @example
 * ```ts
 * const client = new CallsClient({ calls: callsProxy({ url: "/my/calls", token: () => session.token }) });
 * ```
 */
export function callsProxy(options: CallsProxyOptions): CallsTransport {
  const { url, token, headers, signal: ended, schedule = systemSchedule } = options;
  return {
    async call<O extends CallsOperation>(
      operation: O,
      sessionId: string | undefined,
      request: CallsOperationTypes[O]["request"],
      { signal: given }: { signal: AbortSignal },
    ): Promise<CallsOperationTypes[O]["reply"]> {
      const signal = ended ? AbortSignal.any([given, ended]) : given;
      if (signal.aborted) throw abortError(signal.reason);
      const { fetch: fetchIt = globalThis.fetch } = options;
      const { method, path } = CALLS_ROUTES[operation];
      const place = path.replace(":id", encodeURIComponent(sessionId ?? ""));
      const send = async (limited: AbortSignal): Promise<{ response: Response; body: unknown }> => {
        const bearer = typeof token === "function" ? await token() : token;
        const hasBody = method !== "GET" && request !== undefined;
        try {
          const response = await fetchIt(`${url.replace(/\/$/, "")}/sessions${place}`, {
            method,
            headers: {
              ...headers,
              ...(hasBody && { "content-type": "application/json" }),
              ...(bearer && { authorization: `Bearer ${bearer}` }),
            },
            ...(hasBody && { body: JSON.stringify(request) }),
            signal: limited,
          });
          return { response, body: await response.json().catch(() => undefined) };
        } catch (cause) {
          throw cause instanceof CallsError ? cause : unreachable("The proxy cannot be reached.", cause);
        }
      };
      const { response, body } = await bounded(send, { limit: CALL_LIMIT, signal, schedule });
      return callsReply(response.ok, response.status, body, failureOf(body));
    },
  };
}

import type { CallsOperation, CallsOperationTypes } from "../../wire/calls-api.js";
import { CALLS_OPERATIONS } from "../../wire/schemas/calls-api.js";
import { CallsApiError } from "./error.js";
import type { CallsHttpOptions } from "./http.js";
import { codeOf, createHttp } from "./http.js";
import { parseReply } from "./replies.js";

/** Where the Connection API is, and the app's credentials. */
export interface CallsConfig {
  /** For example `https://rtc.live.cloudflare.com/v1`, or the address of a local SFU. */
  readonly base: string;
  /** App ID of the Realtime SFU app. */
  readonly appId: string;
  /** App Secret. It must never reach a browser. */
  readonly appSecret: string;
}

/** What every call takes beside its contents. */
export interface CallOptions {
  /** Gives the call up: it rejects with the signal's reason. The service may have done what was asked. */
  signal?: AbortSignal | undefined;
}

/** Calls the Connection API's operations on sessions with the app's secret. `CallsApi` is the comfortable form of it. */
export interface CallsClient {
  /**
   * @param sessionId the session in the URL; `undefined` only for `newSession`.
   * @returns the reply, rebuilt from its known fields. Failed items of a batch are in it.
   * @throws CallsApiError, or the signal's reason when it is aborted.
   */
  call<O extends CallsOperation>(
    operation: O,
    sessionId: O extends "newSession" ? undefined : string,
    body: CallsOperationTypes[O]["request"],
    options?: CallOptions & { query?: Readonly<Record<string, string>> },
  ): Promise<CallsOperationTypes[O]["reply"]>;
}

/**
 * The operations that may be sent again when it is not known whether they were done: an allocation that nobody can find,
 * a reading, and closings. Repeating any other can do it twice.
 */
function isRepeatable(operation: CallsOperation, body: object | undefined): boolean {
  if (operation === "closeTracks") return body !== undefined && "force" in body && body.force === true;
  return operation === "newSession" || operation === "session" || operation === "closeDataChannels";
}

/** The address of what belongs to an app. */
export const appUrl = ({ base, appId }: CallsConfig, path: string): string =>
  `${base.replace(/\/+$/, "")}/apps/${encodeURIComponent(appId)}${path}`;

/**
 * A client of the Connection API.
 *
 * @example
 * ```ts
 * const calls = createCallsClient({ base: CALLS_API_BASE, appId, appSecret });
 * const { sessionId } = await calls.call("newSession", undefined, undefined);
 * ```
 */
export function createCallsClient(config: CallsConfig, options: CallsHttpOptions = {}): CallsClient {
  const send = createHttp(options);
  return {
    async call(operation, sessionId, body, { signal, query } = {}) {
      const { method, path } = CALLS_OPERATIONS[operation];
      const search = query ? `?${new URLSearchParams(query).toString()}` : "";
      const { status, reply } = await send({
        method,
        url: appUrl(config, `/sessions${path.replace(":id", encodeURIComponent(sessionId ?? ""))}${search}`),
        secret: config.appSecret,
        body,
        repeatable: isRepeatable(operation, body),
        signal,
      });
      const parsed = parseReply(operation, reply);
      if (!parsed) throw new CallsApiError(status, codeOf(reply), { description: "The reply has another shape." });
      return parsed;
    },
  };
}

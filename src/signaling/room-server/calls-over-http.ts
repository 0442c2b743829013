/** The Connection API through the room server, which holds the secret and checks who may do what. */
import type { CallsOperation, CallsOperationTypes } from "../../wire/calls-api.js";
import { CALLS_ROUTES, ROOM_PATHS } from "../../wire/tables.js";
import { abortError } from "../../base/abort.js";
import { CallsError } from "../../base/error.js";
import { callsReply } from "../calls-reply.js";
import type { CallsTransport } from "../signaling.js";
import { failureOf } from "./room-errors.js";
import type { ServerHttp } from "./server-http.js";

/** @param left aborted when the participant has left the room. */
export function callsOverHttp(http: ServerHttp, token: () => string, left: AbortSignal): CallsTransport {
  return {
    async call<O extends CallsOperation>(
      operation: O,
      sessionId: string | undefined,
      request: CallsOperationTypes[O]["request"],
      { signal }: { signal: AbortSignal },
    ): Promise<CallsOperationTypes[O]["reply"]> {
      const ended = AbortSignal.any([signal, left]);
      if (ended.aborted) throw abortError(ended.reason);
      const { method, path } = CALLS_ROUTES[operation];
      const place = sessionId === undefined ? "" : path.replace(":id", encodeURIComponent(sessionId));
      const { isOk, status, body } = await http.request(http.url(ROOM_PATHS.sessions + place), {
        method,
        ...(method !== "GET" && { body: request ?? {} }),
        token: token(),
        signal: ended,
      });
      // The room server has a word for all that it refuses: a page is of something on the way, which may let the next request pass.
      if (!isOk && body === undefined) {
        const reason = `The server answered ${status}, not as a room server does. It is asked again.`;
        throw new CallsError("service-unavailable", reason, { retryable: true });
      }
      return callsReply(isOk, status, body, failureOf(body));
    },
  };
}

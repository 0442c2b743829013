/** The Connection API through the room server, which holds the secret and checks who may do what. */
import type { CALLS_OPERATIONS, CallsOperation, CallsOperationTypes } from "../../wire/calls-api.js";
import { aborted } from "../abort.js";
import { callsErrorOf } from "../calls-failure.js";
import type { CallsTransport } from "../signaling.js";
import { failureOf } from "./room-errors.js";
import type { ServerHttp } from "./server-http.js";

type Route<O extends CallsOperation> = (typeof CALLS_OPERATIONS)[O] extends {
  method: infer M extends string;
  path: `/:id${infer Rest}`;
}
  ? readonly [method: M, path: Rest]
  : readonly [method: "POST", path: ""];

/** As in `CALLS_OPERATIONS`, without its schemas: a browser has no use for them. */
const ROUTES: { readonly [O in CallsOperation]: Route<O> } = {
  newSession: ["POST", ""],
  session: ["GET", ""],
  newTracks: ["POST", "/tracks/new"],
  updateTracks: ["PUT", "/tracks/update"],
  closeTracks: ["PUT", "/tracks/close"],
  renegotiate: ["PUT", "/renegotiate"],
  establishDataChannels: ["POST", "/datachannels/establish"],
  newDataChannels: ["POST", "/datachannels/new"],
  updateDataChannels: ["PUT", "/datachannels/update"],
  closeDataChannels: ["PUT", "/datachannels/close"],
};

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
      if (ended.aborted) throw aborted(ended.reason);
      const [method, path]: readonly [method: string, path: string] = ROUTES[operation];
      const session = sessionId === undefined ? "" : `/${encodeURIComponent(sessionId)}`;
      const { isOk, status, body } = await http.request(http.url(`cloudflare/session${session}${path}`), {
        method,
        ...(method !== "GET" && { body: request ?? {} }),
        token: token(),
        signal: ended,
      });
      const failure = failureOf(body);
      if (!isOk || failure.errorCode) throw callsErrorOf(isOk ? 500 : status, failure);
      if (typeof body !== "object" || body === null) throw callsErrorOf(502);
      return body as CallsOperationTypes[O]["reply"];
    },
  };
}

import type { CallsTransport } from "../../signaling/signaling.js";
import { CallsError } from "../../base/error.js";
import type { ApiCallRecord } from "./types.js";
import type { Environment } from "../environment.js";

/** Calls that a history has. */
const LENGTH = 50;

/** The same calls, each of which is noted in `history`, oldest first, once it is over: no ids, no session descriptions. */
export function recorded(calls: CallsTransport, history: ApiCallRecord[], environment: Environment): CallsTransport {
  return {
    async call(operation, sessionId, body, options) {
      const at = environment.date();
      const start = environment.now();
      const note = (outcome: ApiCallRecord["outcome"]): void => {
        history.push({ at, operation, took: Math.round(environment.now() - start), outcome });
        if (history.length > LENGTH) history.shift();
      };
      try {
        const reply = await calls.call(operation, sessionId, body, options);
        note("ok");
        return reply;
      } catch (cause) {
        note(CallsError.from(cause).code);
        throw cause;
      }
    },
  };
}

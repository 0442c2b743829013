/** The Connection API as a client in the page calls it: the page's SFU, behind the delay and the faults of a network. */
import type { CallsOperation, CallsOperationTypes } from "../../wire/calls-api.js";
import { CallsError } from "../../wire/calls-error.js";
import { aborted, bounded } from "../abort.js";
import { callsErrorOf } from "../calls-failure.js";
import type { CallsTransport } from "../signaling.js";
import { SYSTEM_TIMERS } from "../timers.js";
import type { InPageSfu } from "./sfu.js";
import { isSessionOperation } from "./sfu.js";
import { SfuFailure, sessionGone } from "./sfu-failure.js";

/** Milliseconds for one call, as over a network. */
const CALL_LIMIT = 20_000;

/** A call that is about to be made. */
export interface InPageCall {
  readonly participantId: string;
  readonly operation: CallsOperation;
  /** `undefined` for `newSession`. */
  readonly sessionId: string | undefined;
  readonly body: CallsOperationTypes[CallsOperation]["request"];
}

/** Asked before every call; the call fails with what it returns, and waits for it. */
export type InPageFault = (call: InPageCall) => CallsError | undefined | Promise<CallsError | undefined>;

export interface InPageTransportOptions {
  readonly sfu: InPageSfu;
  readonly participantId: string;
  /** Milliseconds that every call takes. */
  readonly latency: number;
  readonly fault: InPageFault | undefined;
  /** Aborted when the participant has left; sessions end with it. */
  readonly left: AbortSignal;
}

export function inPageTransport({ sfu, participantId, latency, fault, left }: InPageTransportOptions): CallsTransport {
  async function perform<O extends CallsOperation>(
    operation: O,
    sessionId: string | undefined,
    body: CallsOperationTypes[O]["request"],
  ): Promise<CallsOperationTypes[O]["reply"]> {
    if (!isSessionOperation(operation))
      return sfu.newSession(body as CallsOperationTypes["newSession"]["request"], left);
    if (sessionId === undefined) throw sessionGone();
    return sfu.perform(operation, sessionId, body);
  }

  return {
    call(operation, sessionId, body, { signal }) {
      const work = async (limited: AbortSignal) => {
        await delay(latency, limited);
        const error = await fault?.({ participantId, operation, sessionId, body });
        if (error) throw error;
        limited.throwIfAborted();
        try {
          // Copied like on a wire, both ways: neither side may change what the other keeps.
          return structuredClone(await perform(operation, sessionId, structuredClone(body)));
        } catch (failure) {
          throw failure instanceof SfuFailure
            ? callsErrorOf(failure.status, failure.failure)
            : CallsError.from(failure);
        }
      };
      return bounded(work, { limit: CALL_LIMIT, signal: AbortSignal.any([signal, left]), timers: SYSTEM_TIMERS });
    },
  };
}

/** @throws CallsError `aborted` */
export function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(aborted(signal.reason));
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(aborted(signal.reason));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

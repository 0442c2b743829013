import type { CallsFailure } from "../wire/calls-api.js";
import { replyFailure } from "../wire/calls-failure.js";

/**
 * What a call to the Connection API was answered.
 *
 * @param failure what the body says went wrong: there are proxies that answer 200 to everything.
 * @throws CallsError for an answer that is an error as a whole, or none.
 */
export function callsReply<Reply>(isOk: boolean, status: number, body: unknown, failure: CallsFailure): Reply {
  if (!isOk || failure.errorCode) throw replyFailure(isOk ? 500 : status, failure);
  if (typeof body !== "object" || body === null) throw replyFailure(502);
  return body as Reply;
}

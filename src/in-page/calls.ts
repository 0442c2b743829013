/** The Connection API as people in a room of the page may use it: by the room's rules, on the page's SFU. */
import type { CallsError } from "../base/error.js";
import { deniedSession, guard, turnedAway } from "../room/guard.js";
import type { CallsRequest } from "../room/guard.js";
import { sessionAccess } from "../room/ownership.js";
import { may, standingOf } from "../room/rights.js";
import { failed } from "../wire/calls-answer.js";
import type { CallsAnswer } from "../wire/calls-answer.js";
import type { CallsOperation, CallsOperationTypes } from "../wire/calls-api.js";
import type { HostedRoom } from "./hosted-room.js";
import { SfuFailure } from "./sfu/sfu-failure.js";
import type { InPageSfu } from "./sfu/sfu.js";

/** A call that is about to be made. */
export interface InPageCall {
  /** Who makes it. */
  readonly participantId: string;
  /** Which operation of the Connection API it is. */
  readonly operation: CallsOperation;
  /** `undefined` for `newSession`. */
  readonly sessionId: string | undefined;
  /** What is sent with it, after it was checked. */
  readonly body: CallsOperationTypes[CallsOperation]["request"];
}

/** Asked before every call; the call fails with what it returns, and waits for it. */
export type InPageFault = (call: InPageCall) => CallsError | undefined | Promise<CallsError | undefined>;

/** Answers one request. Never rejects: every fault is an answer. */
export async function answerCall(
  room: HostedRoom,
  sfu: InPageSfu,
  participantId: string,
  request: CallsRequest,
): Promise<CallsAnswer> {
  const away = turnedAway(standingOf(room.state, participantId), request.operation);
  if (away) return away;
  try {
    if (request.operation !== "newSession") return await answerOnSession(room, sfu, participantId, request);
    const reply = await sfu.newSession(request.body);
    room.take({ type: "session-created", participantId, sessionId: reply.sessionId });
    return { status: 201, body: reply };
  } catch (error) {
    if (error instanceof SfuFailure) return { status: error.status, body: error.failure };
    return failed(500, "internal_error", String(error));
  }
}

async function answerOnSession(
  room: HostedRoom,
  sfu: InPageSfu,
  participantId: string,
  asked: Exclude<CallsRequest, { operation: "newSession" }>,
): Promise<CallsAnswer> {
  const denied = (): CallsAnswer | undefined =>
    deniedSession(sessionAccess(room.state, participantId, asked.sessionId));
  const refusal = denied();
  if (refusal) return refusal;
  room.take({ type: "session-used", sessionId: asked.sessionId });
  const guarded = guard(asked, (right) => may(room.state, participantId, right));
  if ("answer" in guarded) return guarded.answer;
  const { operation, sessionId, body } = guarded.request;
  const reply = await sfu.perform(operation, sessionId, body);
  // Rights may have changed while the call was under way: then what it brought is closed, and nobody gets it.
  if (!may(room.state, participantId, { type: "publish" })) sfu.release(sessionId, "published");
  return denied() ?? guarded.complete(reply);
}

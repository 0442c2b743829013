/** A guest's calls to the SFU, through the room's proxy like everybody's. */
import type { CallsOperation, CallsOperationTypes } from "../../wire/calls-api.js";
import type { CallsAnswer } from "../../wire/calls-answer.js";
import type { CallsRequest } from "../../room/guard.js";
import type { LiveRoom } from "../live/live-room.js";
import type { MediaRefusal } from "./media.js";
import { refuse } from "./media.js";

type Reply<O extends CallsOperation> =
  | { readonly ok: CallsOperationTypes[O]["reply"] }
  | { readonly failed: CallsAnswer };

/** Does one operation as the participant. The proxy has made the reply out of its known fields. */
export async function callAs<O extends CallsOperation>(
  room: Pick<LiveRoom, "handle">,
  participantId: string,
  operation: O,
  sessionId: O extends "newSession" ? undefined : string,
  body: CallsOperationTypes[O]["request"],
): Promise<Reply<O>> {
  const answer = await room.handle(participantId, { operation, sessionId, body } as CallsRequest);
  return answer.status < 300 ? { ok: answer.body as CallsOperationTypes[O]["reply"] } : { failed: answer };
}

/** Has the session ended, or its connection? */
export const hasEnded = ({ status }: CallsAnswer): boolean => status === 410;

/** A failed call in the words of WHIP. */
export function refusalOf({ status, retryAfter }: CallsAnswer): MediaRefusal {
  switch (status) {
    case 400:
    case 406:
      return refuse(422, "invalid_message", "The media service does not take this session description.");
    case 413:
      return refuse(413, "message_too_large", "The session description is too large.");
    case 429:
      return refuse(429, "rate_limited", "Too many requests. Wait a moment.", retryAfter ?? 1);
    case 403:
      return refuse(403, "forbidden", "Not allowed in this room.");
    default:
      return refuse(
        503,
        "upstream_unavailable",
        "The media service is not available. Try again shortly.",
        retryAfter ?? 5,
      );
  }
}

import type { RenegotiateReply, RenegotiateRequest } from "../../wire/calls-api.js";
import { orInvalidDescription, readDescription } from "./descriptions.js";
import type { Session } from "./session.js";

/** Takes the answer to our last offer. */
export async function renegotiate(session: Session, request: RenegotiateRequest): Promise<RenegotiateReply> {
  session.requireUsable();
  const answer = readDescription(request.sessionDescription, "answer");
  orInvalidDescription(() => session.negotiation.applyAnswer(answer));
  session.connectTo(answer);
  session.onAnswer?.();
  session.onAnswer = undefined;
  session.media.forgetStopped();
  return {};
}

import type { RenegotiateReply, RenegotiateRequest, SessionDescription } from "../../wire/calls-api.js";
import { orInvalidDescription, readDescription } from "./descriptions.js";
import type { Session } from "./session.js";

/** Takes the answer to our last offer. */
export async function takeAnswer(session: Session, request: RenegotiateRequest): Promise<RenegotiateReply> {
  session.requireUsable();
  const answer = readDescription(request.sessionDescription, "answer");
  orInvalidDescription(() => session.negotiation.applyAnswer(answer));
  session.connectTo(answer);
  session.onAnswer?.();
  session.onAnswer = undefined;
  session.media.forgetStopped();
  return {};
}

/** Takes an offer that asks for nothing but its answer: the client's sections as they are now. */
export async function takeOffer(
  session: Session,
  { sessionDescription }: RenegotiateRequest,
): Promise<RenegotiateReply> {
  return { sessionDescription: await answerOffer(session, sessionDescription) };
}

/** Answers an offer of the client, for what it says of its sections. */
export async function answerOffer(session: Session, description: SessionDescription): Promise<SessionDescription> {
  const offer = readDescription(description, "offer");
  orInvalidDescription(() => session.negotiation.checkOffer(offer));
  await session.readyForExchange();
  session.negotiation.applyOffer(offer);
  session.connectTo(offer);
  session.media.forgetStopped();
  return { type: "answer", sdp: session.writeAnswer() };
}

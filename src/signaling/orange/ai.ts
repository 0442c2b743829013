/** What can be asked of an Orange room's AI, and when it is done. Pure. */
import { CallsError } from "../../base/error.js";
import type { AnnouncedSession } from "../../wire/room-protocol.js";
import { sourceOf } from "../../wire/sources.js";
import type { AiState } from "../ai.js";

/** What goes to the server. */
type AiMessage =
  | { readonly type: "enableAi"; readonly instructions?: string; readonly voice?: string }
  | { readonly type: "disableAi" }
  | { readonly type: "requestAiControl"; readonly track: object }
  // The protocol's own spelling.
  | { readonly type: "relenquishAiControl" };

/** @throws CallsError `bad-request` */
export function aiMessage(command: unknown, session: AnnouncedSession | undefined): AiMessage {
  const { type, instructions, voice } = Object(command) as Record<string, unknown>;
  switch (type) {
    case "enable":
      return {
        type: "enableAi",
        ...(typeof instructions === "string" && { instructions }),
        ...(typeof voice === "string" && { voice }),
      };
    case "disable":
      return { type: "disableAi" };
    case "release-control":
      return { type: "relenquishAiControl" };
    case "request-control": {
      const microphone = session?.tracks.find((track) => sourceOf(track) === "microphone");
      if (!session || !microphone)
        throw new CallsError("bad-request", "Turn the microphone on first: the AI listens to it.");
      const { sessionId } = session;
      return { type: "requestAiControl", track: { location: "remote", sessionId, trackName: microphone.trackName } };
    }
    default:
      throw new CallsError("bad-request", "The AI takes enable, disable, request-control and release-control.");
  }
}

/** Whether the room shows that it is done, or that it failed. */
export function isAiDone({ type }: AiMessage, ai: AiState, self: string, before: AiState): boolean {
  switch (type) {
    case "enableAi":
      // The error of a former try is taken back first.
      return ai.enabled || (ai.error !== undefined && ai !== before && !ai.connectionPending);
    case "disableAi":
      return !ai.enabled;
    case "requestAiControl":
      return ai.controllingUser === self;
    case "relenquishAiControl":
      return ai.controllingUser === undefined;
  }
}

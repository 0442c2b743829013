/** The AI participant of a room whose backend has one, as a feature named `ai`. Pure. */
import { LONGEST_ID, textOf } from "./read-announced.js";
import type { Fields } from "./read-announced.js";

/** Its name among the features: `room.feature<AiCommand, AiState>("ai")`. */
export const AI_FEATURE = "ai";

/** What can be asked of the feature `ai`. */
export type AiCommand =
  /** Calls it into the room: what it is to do, and one of its provider's voices. */
  | { readonly type: "enable"; readonly instructions?: string; readonly voice?: string }
  /** Sends it away. */
  | { readonly type: "disable" }
  /** It listens to this person's microphone from now on, which has to be on. */
  | { readonly type: "request-control" }
  /** It listens to nobody any more. */
  | { readonly type: "release-control" };

/** The AI participant, as the room tells of it. */
export interface AiState {
  /** It is in the room. */
  readonly enabled: boolean;
  /** Who speaks to it now: a participant's id. */
  readonly controllingUser?: string;
  /** Why it is not there. */
  readonly error?: string;
  /** It is on its way. */
  readonly connectionPending: boolean;
}

export function aiOf({ enabled, controllingUser, error, connectionPending }: Fields): AiState {
  const [controller, problem] = [textOf(controllingUser, LONGEST_ID), textOf(error, 1_000)];
  return {
    enabled: enabled === true,
    ...(controller !== undefined && { controllingUser: controller }),
    ...(problem !== undefined && { error: problem }),
    connectionPending: connectionPending === true,
  };
}

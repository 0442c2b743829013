import type { SessionDescription } from "../../wire/calls-api.js";
import { invalidDescription } from "../failure.js";
import { parseDescription } from "../sdp/parse.js";
import { SdpError, type PeerDescription } from "../sdp/types.js";

/**
 * Reads a peer's description, which has to be of this type.
 *
 * @throws 406 when it is not.
 */
export function readDescription(description: SessionDescription, type: "offer" | "answer"): PeerDescription {
  if (description.type !== type) throw invalidDescription(`Expected an ${type}, got an ${description.type}.`);
  return orInvalidDescription(() => parseDescription(type, description.sdp));
}

/** Runs `task`; what is wrong with a description in it becomes a 406. */
export function orInvalidDescription<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw error instanceof SdpError ? invalidDescription(error.message) : error;
  }
}

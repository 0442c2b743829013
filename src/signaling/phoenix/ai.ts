/** What is asked of the AI of a room, in the words of its server. Pure. */
import { CallsError } from "../../base/error.js";
import type { AnnouncedSession } from "../../wire/room-protocol.js";
import { sourceOf } from "../../wire/sources.js";

/** @throws CallsError `bad-request` */
export function aiPayload(command: unknown, session: AnnouncedSession | undefined): object {
  const { type, instructions, voice } = Object(command) as Record<string, unknown>;
  switch (type) {
    case "enable":
      return {
        enabled: true,
        ...(typeof instructions === "string" && { instructions }),
        ...(typeof voice === "string" && { voice }),
      };
    case "disable":
      return { enabled: false };
    case "release-control":
      return { listen: false };
    case "request-control":
      if (session?.tracks.some((track) => sourceOf(track) === "microphone")) return { listen: true };
      throw new CallsError("bad-request", "Turn the microphone on first: the AI listens to it.");
    default:
      throw new CallsError("bad-request", "The AI takes enable, disable, request-control and release-control.");
  }
}

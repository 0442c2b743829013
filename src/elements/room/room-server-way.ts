import { CallsError } from "../../base/error.js";
import { roomServer } from "../../signaling/room-server/index.js";
import type { Signaling } from "../../signaling/signaling.js";
import type { ServerOptions } from "./server-options.js";

/** The kit's own room server. @throws CallsError `bad-request` for a backend that there is not. */
export const signalingOf = (options: ServerOptions): Signaling => {
  const { backend, server, token, tokenEndpoint, tokenProvider, audience } = options;
  if (backend) {
    throw new CallsError(
      "bad-request",
      `There is no backend “${backend}”: use "orange" or "phoenix", or leave it out.`,
    );
  }
  return roomServer({
    url: server || undefined,
    token: token || undefined,
    tokenEndpoint: tokenEndpoint || undefined,
    tokenProvider,
    audience,
  });
};

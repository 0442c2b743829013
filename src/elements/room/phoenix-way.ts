import { phoenix } from "../../signaling/phoenix/index.js";
import type { Signaling } from "../../signaling/signaling.js";
import type { ServerOptions } from "./server-options.js";

/** A Phoenix application with the kit's channel in it. */
export const signalingOf = ({ server, token, tokenEndpoint, tokenProvider }: ServerOptions): Signaling =>
  phoenix({
    url: server || undefined,
    token: token || undefined,
    tokenEndpoint: tokenEndpoint || undefined,
    tokenProvider,
  });

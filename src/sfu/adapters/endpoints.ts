import { itemFailure, type ItemFailure } from "../failure.js";

/**
 * Which endpoints the SFU dials. `local`: those on this machine, which is what development needs and harms nobody else.
 * `any`: those elsewhere too. `public`: all but those on this machine, as the service does.
 */
export type EndpointPolicy = "local" | "any" | "public";

const LOCAL = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;
/** What else means this machine, to the service that refuses it. */
const UNSPECIFIED = /^(0\.0\.0\.0|\[::\])$|\.localhost$/i;

/** Why an endpoint is not dialled, if it is not. */
export function refuseEndpoint(endpoint: string, policy: EndpointPolicy): ItemFailure | undefined {
  const { hostname, protocol } = new URL(endpoint);
  const isLocal = LOCAL.test(hostname);
  if (policy === "public" && (isLocal || UNSPECIFIED.test(hostname))) {
    return itemFailure("websocket_localhost_not_allowed", "The endpoint must not be on localhost");
  }
  if (policy === "local" && !isLocal) {
    const description = "This SFU dials endpoints on localhost only. Start it with --adapters any to dial others";
    return itemFailure("websocket_handshake_failed", description);
  }
  // Media of people does not cross a network in the clear.
  if (!isLocal && protocol === "ws:") {
    return itemFailure("websocket_handshake_failed", "An endpoint that is not on localhost needs wss://");
  }
  return undefined;
}

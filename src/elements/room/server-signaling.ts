import type { TokenProvider } from "../../signaling/room-server/index.js";
import type { Signaling } from "../../signaling/signaling.js";

/** How the attributes of a room element name its server, and the way to a token. */
export interface ServerOptions {
  readonly server: string;
  readonly token: string;
  readonly tokenEndpoint: string;
  readonly tokenProvider?: TokenProvider;
}

/**
 * The kit's own room server. An attribute that is empty is one that is not there. Loaded when somebody joins: pages with another
 * backend never need it.
 */
export const serverSignaling = async (options: ServerOptions): Promise<Signaling> => {
  const { server, token, tokenEndpoint, tokenProvider } = options;
  const { roomServer } = await import("../../signaling/room-server/index.js");
  return roomServer({
    url: server || undefined,
    token: token || undefined,
    tokenEndpoint: tokenEndpoint || undefined,
    tokenProvider,
  });
};

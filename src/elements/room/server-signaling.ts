import { lazy } from "../../base/lazy.js";
import type { TokenProvider } from "../../signaling/room-server/index.js";
import type { Signaling } from "../../signaling/signaling.js";

/** How the attributes of a room element name its server, and the way to a token. */
export interface ServerOptions {
  readonly server: string;
  readonly token: string;
  readonly tokenEndpoint: string;
  readonly tokenProvider?: TokenProvider;
}

/** The way to the room server. */
export const loadRoomServer = lazy(() => import(/* joining */ "../../signaling/room-server/index.js"));

/**
 * The kit's own room server. An attribute that is empty is one that is not there. Pages with another backend never load it.
 */
export const serverSignaling = async (options: ServerOptions): Promise<Signaling> => {
  const { server, token, tokenEndpoint, tokenProvider } = options;
  const { roomServer } = await loadRoomServer();
  return roomServer({
    url: server || undefined,
    token: token || undefined,
    tokenEndpoint: tokenEndpoint || undefined,
    tokenProvider,
  });
};

import { roomServer, type TokenProvider } from "../../signaling/room-server/index.js";
import type { Signaling } from "../../signaling/signaling.js";

/** How the attributes of a room element name its server, and the way to a token. */
export interface ServerOptions {
  readonly server: string;
  readonly token: string;
  readonly tokenEndpoint: string;
  readonly tokenProvider?: TokenProvider;
}

/** The kit's own room server. An attribute that is empty is one that is not there. */
export const serverSignaling = ({ server, token, tokenEndpoint, tokenProvider }: ServerOptions): Signaling =>
  roomServer({
    url: server || undefined,
    token: token || undefined,
    tokenEndpoint: tokenEndpoint || undefined,
    tokenProvider,
  });

import type { TokenProvider } from "../../signaling/room-server/index.js";

/** How the attributes of a room element name its backend, where that is, and the way to a token. */
export interface ServerOptions {
  readonly backend: string;
  readonly server: string;
  readonly token: string;
  readonly tokenEndpoint: string;
  readonly tokenProvider?: TokenProvider;
  readonly audience: boolean;
}

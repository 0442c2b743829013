import type * as RoomServer from "../../signaling/room-server/index.js";
import type { TokenProvider } from "../../signaling/room-server/index.js";
import type { Signaling } from "../../signaling/signaling.js";
import { CallsError } from "../../wire/calls-error.js";

/** How the attributes of a room element name its server, and the way to a token. */
export interface ServerOptions {
  readonly server: string;
  readonly token: string;
  readonly tokenEndpoint: string;
  readonly tokenProvider?: TokenProvider;
}

/** Fetches the way to the room server. Asking again is cheap. @throws CallsError `server-unreachable` */
export const loadRoomServer = async (): Promise<typeof RoomServer> => {
  try {
    return await import("../../signaling/room-server/index.js");
  } catch (cause) {
    const reason = "A part of the kit could not be loaded. Check that all of its files are served, and try again.";
    throw new CallsError("server-unreachable", reason, { retryable: true, cause });
  }
};

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

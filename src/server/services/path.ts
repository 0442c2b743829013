import { normalRoomId } from "../../wire/room-id.js";

/** Under which others open sockets to services: `/services/ROOM/KEY`. */
export const SERVICES_PATH = "/services";

/** Whose socket a path is for; `undefined` when it is for none. */
export function serviceSocketAt(pathname: string): { readonly room: string; readonly key: string } | undefined {
  const [, id, key] = /^\/services\/([^/]+)\/([0-9a-f]{32})$/.exec(pathname) ?? [];
  if (id === undefined || key === undefined) return undefined;
  try {
    const room = normalRoomId(decodeURIComponent(id));
    return room === undefined ? undefined : { room, key };
  } catch {
    return undefined;
  }
}

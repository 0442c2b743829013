import type { RoomConnection } from "../../signaling/signaling.js";
import type { AnnouncedSession } from "../../wire/room-protocol.js";

/** Tells the room what this browser publishes: all of it when that changed, only the mutes when nothing else did. */
export class Announcer {
  readonly #connection: Pick<RoomConnection, "announce" | "setTrackState">;
  #last: AnnouncedSession | undefined;

  constructor(connection: Pick<RoomConnection, "announce" | "setTrackState">) {
    this.#connection = connection;
  }

  /** @param session what flows on the session that is in use. An empty one takes back what a former session had. */
  update(session: AnnouncedSession): void {
    const last = this.#last;
    if (!last && session.tracks.length === 0 && !session.channels?.length) return;
    this.#last = session;
    if (!last || outline(last) !== outline(session)) {
      this.#connection.announce(session);
      return;
    }
    for (const [i, { trackName, kind, enabled = true }] of session.tracks.entries()) {
      if (last.tracks[i]?.enabled !== enabled) this.#connection.setTrackState({ trackName, kind, enabled });
    }
  }
}

/** The session without its mutes. */
function outline(session: AnnouncedSession): string {
  return JSON.stringify(session, (key, value: unknown) => (key === "enabled" ? undefined : value));
}

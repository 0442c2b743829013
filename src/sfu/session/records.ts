import type { SessionStateReply, TrackObject } from "../../wire/calls-api.js";
import type { Publication } from "../router/publication.js";
import type { MediaLine } from "../sdp/line.js";

type TrackState = SessionStateReply["tracks"][number];

/** A track of a session, for as long as the session lives: closed ones stay listed as inactive. */
interface TrackRecord {
  readonly track: TrackObject & { readonly mid: string };
  readonly isActive: () => boolean;
  closed: boolean;
}

/** Tracks that a session lists; of more the oldest that are over are left out. */
const MAX_RECORDS = 2_048;

/** Everything that was ever published or pulled on one session. */
export class TrackRecords {
  #records: TrackRecord[] = [];

  addLocal(publication: Publication, bidirectional: boolean): void {
    this.#add({
      track: {
        location: "local",
        mid: publication.mid,
        kind: publication.kind,
        trackName: publication.name,
        ...(bidirectional && { bidirectionalMediaStream: true }),
      },
      isActive: () => publication.active,
      closed: false,
    });
  }

  addRemote(line: MediaLine, publication: Publication): void {
    const { subscription } = line;
    this.#add({
      track: {
        location: "remote",
        mid: line.mid,
        kind: line.kind,
        sessionId: publication.sessionId,
        trackName: publication.name,
      },
      // Also before anything flows: a track that waits for its answer, or for the connection, is open.
      isActive: () =>
        subscription !== undefined &&
        line.subscription === subscription &&
        (subscription.publication ?? publication) === publication &&
        publication.active,
      closed: false,
    });
  }

  /** Marks what runs on `mid` closed; false when nothing does. */
  close(mid: string): boolean {
    const open = this.#records.filter((record) => record.track.mid === mid && !record.closed);
    for (const record of open) record.closed = true;
    return open.length > 0;
  }

  list(): TrackState[] {
    return this.#records.map(({ track, isActive, closed }) => ({
      ...track,
      status: !closed && isActive() ? "active" : "inactive",
    }));
  }

  /** A mid has one entry in each direction: the newest. */
  #add(record: TrackRecord): void {
    const { mid, location } = record.track;
    this.#records = this.#records.filter(({ track }) => track.mid !== mid || track.location !== location);
    this.#records.push(record);
    if (this.#records.length <= MAX_RECORDS) return;
    const over = this.#records.findIndex(({ closed, isActive }) => closed || !isActive());
    this.#records.splice(Math.max(0, over), 1);
  }
}

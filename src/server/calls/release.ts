/** Ends what a session has on the SFU. The service has no call that ends the session itself. */
import { CALLS_LIMITS } from "../../wire/calls-api.js";
import { SERVER_EVENTS } from "../../wire/tables.js";
import type { Log } from "../log.js";
import type { ClosedTracks } from "../../room/state.js";
import type { CallsClient } from "./client.js";
import { CallsApiError } from "./error.js";
import { wait } from "./http.js";

/** Milliseconds between two tries: short at first, as somebody may be listening who must not. */
const PAUSE = { first: 100, longest: 1_000, patient: 10_000, patientAfter: 30 } as const;

/** What a {@link Releaser} asks of, and tells, the room. */
export interface Debts {
  /** What the SFU has to close of the session; `undefined` when there is nothing to close, or no more. */
  owed(sessionId: string): ClosedTracks | undefined;
  /** Resolves when the calls are over that are under way on the session now; they may still add something to it. */
  underWay(sessionId: string): Promise<unknown> | undefined;
  closed(sessionId: string, tracks: ClosedTracks): void;
}

export interface ReleaserOptions {
  debts: Debts;
  client: CallsClient;
  log: Log;
  /** Aborted when the server goes down. */
  signal: AbortSignal;
}

/**
 * Closes what sessions owe, until it is closed. It waits for no turn: a client that leaves an exchange open, or a call
 * that takes long, keeps nobody connected. Closing by force needs no session description, and the service names it as what to
 * do when an exchange cannot be finished; should it be refused all the same, or the session not be connected yet, it is tried
 * again until the session is gone.
 */
export class Releaser {
  readonly #options: ReleaserOptions;
  readonly #running = new Set<string>();

  constructor(options: ReleaserOptions) {
    this.#options = options;
  }

  /** Begins to close what the session owes, unless that is under way. */
  begin(sessionId: string): void {
    if (this.#running.has(sessionId)) return;
    this.#running.add(sessionId);
    void this.#run(sessionId).finally(() => this.#running.delete(sessionId));
  }

  async #run(sessionId: string): Promise<void> {
    const { debts, signal } = this.#options;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const tracks = debts.owed(sessionId);
      if (tracks === undefined) return;
      const underWay = debts.underWay(sessionId);
      const isClosed = await this.#close(sessionId, tracks, attempt);
      if (underWay) {
        // It began before the session was given up, and what it adds has to go as well.
        await underWay;
        attempt = -1;
      } else if (isClosed) {
        debts.closed(sessionId, tracks);
      } else {
        await wait(pauseBefore(attempt), signal).catch(() => {});
      }
    }
  }

  async #close(sessionId: string, tracks: ClosedTracks, attempt: number): Promise<boolean> {
    const { client, log, signal } = this.#options;
    try {
      return await closeTracksOf(client, sessionId, tracks, signal);
    } catch (error) {
      const { code, status } = error instanceof CallsApiError ? error : { code: "internal", status: undefined };
      // 425: it is not connected. Once it is, what it has would flow.
      const isNews = attempt === 0 && status !== 425;
      if (!signal.aborted && isNews) log({ level: "warn", event: "session not released yet", code });
      return false;
    }
  }
}

/**
 * Force-closes the tracks and channels that a session has at this moment.
 *
 * @returns whether all of them are closed now.
 * @throws CallsApiError unless the session is gone already.
 */
async function closeTracksOf(
  client: CallsClient,
  sessionId: string,
  which: ClosedTracks,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const state = await client.call("session", sessionId, undefined, { signal });
    const isMeant = (item: { status: string; location?: string | undefined }): boolean =>
      item.status !== "inactive" && (which === "all" || item.location === "local");

    const mids = state.tracks.filter(isMeant).flatMap(({ mid }) => (mid ? [{ mid }] : []));
    // One after the other, as all changes of a session.
    let isClosed = true;
    for (let start = 0; start < mids.length; start += CALLS_LIMITS.tracksPerCall) {
      const tracks = mids.slice(start, start + CALLS_LIMITS.tracksPerCall);
      const reply = await client.call("closeTracks", sessionId, { tracks, force: true }, { signal });
      isClosed &&= reply.tracks.every(isOver);
    }

    const dataChannels = state.dataChannels
      // The channel of the server's events carries nothing of other people and goes with the session; it cannot be closed by
      // itself.
      .filter((channel) => isMeant(channel) && channel.dataChannelName !== SERVER_EVENTS.name)
      .flatMap(({ id }) => (id === undefined ? [] : [{ id }]));
    if (dataChannels.length > 0) {
      const reply = await client.call("closeDataChannels", sessionId, { dataChannels }, { signal });
      isClosed &&= reply.dataChannels.every(isOver);
    }
    return isClosed;
  } catch (error) {
    if (error instanceof CallsApiError && error.status === 410) return true;
    throw error;
  }
}

/** Closed by this call, or before it. */
const isOver = ({ errorCode }: { errorCode?: string | undefined }): boolean =>
  errorCode === undefined || errorCode === "close_track_error";

function pauseBefore(attempt: number): number {
  const { first, longest, patient, patientAfter } = PAUSE;
  return attempt < patientAfter ? Math.min(first * 2 ** attempt, longest) : patient;
}

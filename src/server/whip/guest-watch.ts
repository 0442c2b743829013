/** Looks after guests: nobody else tells the room when their media begins to flow, and when it has ended. */
import type { SessionStateReply } from "../../wire/calls-api.js";
import type { LiveRoom } from "../live/live-room.js";
import { callAs, hasEnded } from "./calls.js";
import type { Guest, Pull, WhepGuest, WhipGuest } from "./guest.js";
import { tracksToPlay } from "./play.js";

/** Milliseconds. */
const TIMING = {
  /** Before the first look at a new stream; each further one waits half as long again. */
  first: 500,
  longest: 4_000,
  /** A stream that does not flow by then has failed. */
  start: 30_000,
  /** Between two looks at a stream that flows. */
  live: 10_000,
  /** How long a player waits for a publisher who sends nothing. */
  patience: 30_000,
} as const;

export interface GuestWatchOptions {
  readonly room: LiveRoom;
  readonly guests: ReadonlyMap<string, Guest>;
  now(): number;
  /** Keeps the guest as it is now. */
  put(guest: Guest): void;
  end(guest: Guest): void;
}

interface Round {
  /** Milliseconds since 1970. */
  at: number;
  delay: number;
  busy: boolean;
  /** A session that has tried in vain to receive what the guest sends. */
  probe?: string | undefined;
  /** Since when a player's publisher has not been sending. */
  silentSince?: number | undefined;
}

/** The checks of a room's guests. */
export class GuestWatch {
  readonly #options: GuestWatchOptions;
  readonly #rounds = new Map<string, Round>();

  constructor(options: GuestWatchOptions) {
    this.#options = options;
    for (const guest of options.guests.values()) this.begin(guest);
  }

  begin(guest: Guest): void {
    const delay = guest.kind === "whip" ? TIMING.first : TIMING.live;
    this.#rounds.set(guest.id, { at: this.#options.now() + delay, delay, busy: false });
  }

  forget(id: string): void {
    this.#rounds.delete(id);
  }

  get next(): number | undefined {
    const due = [...this.#rounds.values()].filter(({ busy }) => !busy).map(({ at }) => at);
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  async check(): Promise<void> {
    const now = this.#options.now();
    const due = [...this.#rounds].filter(([, { at, busy }]) => !busy && at <= now);
    await Promise.all(
      due.map(async ([id, round]) => {
        const guest = this.#options.guests.get(id);
        if (!guest) return this.forget(id);
        round.busy = true;
        const isStarting =
          guest.kind === "whip" ? await this.#checkWhip(guest, round) : await this.#checkWhep(guest, round);
        round.busy = false;
        round.delay = isStarting ? Math.min(round.delay * 1.5, TIMING.longest) : TIMING.live;
        // From the beginning of this look: however long it took, the next is not put off.
        round.at = now + round.delay;
      }),
    );
  }

  /** @returns whether the stream is still starting. */
  async #checkWhip(guest: WhipGuest, round: Round): Promise<boolean> {
    const isLate = this.#options.now() - guest.since >= TIMING.start;
    const missing = guest.tracks.filter(({ trackName }) => !guest.flowing.includes(trackName));
    const state = await this.#stateOf(guest);
    if (state === "ended") {
      this.#options.end(guest);
      return false;
    }
    const isActive = (trackName: string): boolean =>
      state === undefined || state.tracks.some((track) => track.trackName === trackName && track.status === "active");
    const found = isLate || missing.length === 0 ? [] : await this.#flowing(guest, round, missing);
    if (this.#options.guests.get(guest.id) !== guest) return false;
    const flowing = [...guest.flowing.filter(isActive), ...found];
    if (flowing.length === 0 && (isLate || guest.flowing.length > 0)) {
      this.#options.end(guest);
      return false;
    }
    if (found.length > 0 || flowing.length < guest.flowing.length) this.#announce({ ...guest, flowing });
    return !isLate && flowing.length < guest.tracks.length;
  }

  /** The guest's session on the SFU; `undefined` when that cannot be told now. */
  async #stateOf(guest: Guest): Promise<SessionStateReply | "ended" | undefined> {
    const reply = await callAs(this.#options.room, guest.participantId, "session", guest.sessionId, undefined);
    if ("ok" in reply) return reply.ok;
    return hasEnded(reply.failed) ? "ended" : undefined;
  }

  /** Tells the room what flows, as a page would. */
  #announce(guest: WhipGuest): void {
    const { room, put } = this.#options;
    put(guest);
    const tracks = guest.tracks.filter(({ trackName }) => guest.flowing.includes(trackName));
    const text = JSON.stringify({ type: "cloudflare-session", sessionId: guest.sessionId, tracks });
    room.take({ type: "message", socket: guest.socket, text });
  }

  /**
   * Which of the tracks can be received: that the SFU took them does not prove that anything arrives. The session that
   * tries never connects, so nothing is sent to it.
   */
  async #flowing(guest: WhipGuest, round: Round, tracks: WhipGuest["tracks"]): Promise<string[]> {
    const { room } = this.#options;
    if (round.probe === undefined) {
      const made = await callAs(room, guest.participantId, "newSession", undefined, undefined);
      if ("failed" in made) return [];
      round.probe = made.ok.sessionId;
    }
    const wanted = tracks.map(
      ({ trackName }) => ({ location: "remote", sessionId: guest.sessionId, trackName }) as const,
    );
    const reply = await callAs(room, guest.participantId, "newTracks", round.probe, { tracks: wanted });
    if ("failed" in reply) {
      round.probe = undefined;
      return [];
    }
    const found = reply.ok.tracks.filter(({ errorCode }) => errorCode === undefined);
    // After a pull that worked the probing session has an offer open that nobody will answer, so that the next look needs another
    // session.
    if (found.length > 0) round.probe = undefined;
    return found.flatMap(({ trackName }) => trackName ?? []);
  }

  async #checkWhep(guest: WhepGuest, round: Round): Promise<boolean> {
    const { room, now, end } = this.#options;
    if ((await this.#stateOf(guest)) === "ended") {
      end(guest);
      return false;
    }
    const publisher = room.state.participants.get(guest.publisher);
    const tracks = tracksToPlay(publisher?.session, guest.screen);
    if (!publisher || tracks.length === 0) {
      round.silentSince ??= now();
      if (!publisher || now() - round.silentSince >= TIMING.patience) end(guest);
      return true;
    }
    round.silentSince = undefined;
    await this.#follow(guest, publisher.session?.sessionId ?? "", tracks);
    return false;
  }

  /** Points the player's receivers at what the publisher sends now: they may have come back with another session. */
  async #follow(guest: WhepGuest, sessionId: string, tracks: ReturnType<typeof tracksToPlay>): Promise<void> {
    const moved = guest.pulls.flatMap(({ mid, kind, ...before }): Pull[] => {
      const track = tracks.find((candidate) => candidate.kind === kind);
      const isSame = !track || (before.sessionId === sessionId && before.trackName === track.trackName);
      return isSame ? [] : [{ mid, kind, sessionId, trackName: track.trackName }];
    });
    if (moved.length === 0 || guest.awaitsAnswer) return;
    const { room, guests, put } = this.#options;
    const body = {
      tracks: moved.map(({ mid, trackName }) => ({ location: "remote" as const, mid, sessionId, trackName })),
    };
    const reply = await callAs(room, guest.participantId, "updateTracks", guest.sessionId, body);
    if ("failed" in reply || guests.get(guest.id) !== guest) return;
    const done = moved.filter((_, index) => reply.ok.tracks[index]?.errorCode === undefined);
    const pulls = guest.pulls.map((pull) => done.find(({ mid }) => mid === pull.mid) ?? pull);
    put({ ...guest, pulls });
  }
}

import { writeHearing, type Hearing } from "../../wire/channel-protocol.js";

/** Options of {@link Listening}. */
export interface ListeningOptions {
  /** Says a word on the own channel. */
  say(text: string): void;
  /** {@link Listening.sessions} changed. */
  onChange(): void;
}

/**
 * The sessions that hear the own channel.
 *
 * The side whose subscription is ready last is heard at once, and its word makes the other repeat what it could not hear
 * before.
 */
export class Listening {
  readonly #options: ListeningOptions;
  readonly #sessions = new Set<string>();
  /** The peers' channels that this side hears, and has said so. */
  readonly #said = new Map<string, RTCDataChannel>();
  #own: RTCDataChannel | undefined;

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  get sessions(): ReadonlySet<string> {
    return this.#sessions;
  }

  /** Takes over what is open now: the own channel, and the peers' by session. */
  update(own: RTCDataChannel | undefined, peers: ReadonlyMap<string, RTCDataChannel | undefined>): void {
    if (own !== this.#own) {
      this.#own = own;
      this.#said.clear();
      this.#forget([...this.#sessions]);
    }
    this.#forget([...this.#sessions].filter((session) => !peers.has(session)));
    for (const session of this.#said.keys()) if (!peers.has(session)) this.#said.delete(session);
    if (!own) return;
    for (const [session, channel] of peers) {
      if (!channel || this.#said.get(session) === channel) continue;
      this.#said.set(session, channel);
      this.#options.say(writeHearing({ to: session, mutual: this.#sessions.has(session) }));
    }
  }

  /** A peer has said that it hears the session `to`. */
  receive(from: string, { to, mutual }: Hearing, ownSession: string | undefined): void {
    if (to !== ownSession || !this.#own) return;
    if (!this.#sessions.has(from)) {
      this.#sessions.add(from);
      this.#options.onChange();
    }
    if (!mutual && this.#said.has(from)) this.#options.say(writeHearing({ to: from, mutual: true }));
  }

  #forget(sessions: readonly string[]): void {
    if (sessions.length === 0) return;
    for (const session of sessions) this.#sessions.delete(session);
    this.#options.onChange();
  }
}

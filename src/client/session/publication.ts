import { delay } from "../../base/clock.js";
import type { Environment } from "../environment.js";
import { CallsError } from "../../base/error.js";
import type { CallsSession } from "./calls-session.js";
import { bytesSent } from "./rtp-bytes.js";
import type { Sending } from "./sending.js";
import type { SessionTask } from "./session-keeper.js";

/** Options of {@link Publication}. */
export interface PublicationOptions {
  /** The same on every session. */
  readonly trackName: string;
  readonly track: MediaStreamTrack;
  readonly sending: Sending;
  readonly environment: Environment;
  /** {@link Publication.live} changed. */
  onChange(): void;
}

/** What others can subscribe to, as it is on the session. */
export interface LivePublication {
  readonly sessionId: string;
  /** The simulcast layers that are sent, best first; empty without simulcast. */
  readonly rids: readonly string[];
}

/** Milliseconds between looks at whether packets go out: at first, and later. */
const FIRST_CHECK = 50;
const LATER_CHECK = 5_000;
/** Looks without a packet after which the SFU has collected the track: it does so after 30 seconds. */
const CHECKS_TO_COLLECTION = 5;

/** A local track that is to be on the SFU. */
export class Publication implements SessionTask {
  readonly goesFirst = true;
  readonly trackName: string;
  readonly #options: PublicationOptions;
  #track: MediaStreamTrack;
  #replace: ((track: MediaStreamTrack) => void) | undefined;
  #live: LivePublication | undefined;

  constructor(options: PublicationOptions) {
    this.#options = options;
    this.trackName = options.trackName;
    this.#track = this.#hinted(options.track);
  }

  /** Set while packets go out, which is when others may be told. */
  get live(): LivePublication | undefined {
    return this.#live;
  }

  /** What is sent. Another track takes its place without the others noticing more than a new picture. */
  get track(): MediaStreamTrack {
    return this.#track;
  }
  set track(track: MediaStreamTrack) {
    if (track === this.#track) return;
    this.#track = this.#hinted(track);
    this.#replace?.(track);
  }

  /** What the track says of itself already counts more. */
  #hinted(track: MediaStreamTrack): MediaStreamTrack {
    track.contentHint ||= this.#options.sending.contentHint ?? "";
    return track;
  }

  async run(session: CallsSession, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) await this.#publish(session, signal);
    } catch (cause) {
      const error = CallsError.from(cause);
      // Who may not publish receives on this session all the same.
      if (error.code === "forbidden") return;
      // The person would go unheard: a new session is the remedy, and its link state tells of it.
      endOf(session)(error);
    }
  }

  /** Resolves when the track is no longer wanted, or was silent for so long that the SFU has collected it. */
  async #publish(session: CallsSession, signal: AbortSignal): Promise<void> {
    const { sending } = this.#options;
    const { trackName, track } = this;
    const transceiver = await session.tracks.push({ trackName, track, sending }, { signal });
    const { sender } = transceiver;
    this.#replace = (next) => void sender.replaceTrack(next).catch(endOf(session));
    try {
      if (track !== this.#track) this.#replace(this.#track);
      await session.whenConnected();
      await this.#flow(session, sender, signal);
    } catch (cause) {
      endOf(session)(cause);
    } finally {
      this.#replace = undefined;
      this.#setLive(undefined);
    }
    if (!session.signal.aborted) await session.tracks.close(transceiver, { signal: session.signal });
  }

  /** Resolves when packets flow again after a silence that was too long. @throws CallsError `aborted` */
  async #flow(session: CallsSession, sender: RTCRtpSender, signal: AbortSignal): Promise<void> {
    const { environment } = this.#options;
    let sent = await bytesSent(sender);
    for (; sent === 0; sent = await bytesSent(sender)) await delay(environment, FIRST_CHECK, signal);
    this.#setLive({ sessionId: session.id, rids: ridsOf(sender) });
    for (let silence = 0; ;) {
      await delay(environment, LATER_CHECK, signal);
      const now = await bytesSent(sender);
      const isCollected = silence >= CHECKS_TO_COLLECTION;
      if (isCollected) this.#setLive(undefined);
      if (isCollected && now > sent) return;
      silence = now > sent ? 0 : silence + 1;
      sent = now;
    }
  }

  #setLive(live: LivePublication | undefined): void {
    if (live === this.#live) return;
    this.#live = live;
    this.#options.onChange();
  }
}

/** Ends a session over an error that is not an abort. */
function endOf(session: CallsSession): (cause: unknown) => void {
  return (cause) => {
    const error = CallsError.from(cause);
    if (error.code !== "aborted") session.end(error);
  };
}

function ridsOf(sender: RTCRtpSender): string[] {
  const rids = sender.getParameters().encodings.flatMap(({ rid }) => (rid ? [rid] : []));
  return rids.length > 1 ? rids : [];
}

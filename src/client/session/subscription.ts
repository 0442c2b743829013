import { aborted } from "../../base/abort.js";
import { retryDelay } from "../../base/backoff.js";
import { delay } from "../../base/clock.js";
import type { Environment } from "../environment.js";
import { CallsError } from "../../base/error.js";
import type { Simulcast } from "../../wire/calls-api.js";
import type { CallsSession } from "./calls-session.js";
import { freshPicture } from "./fresh-picture.js";
import { bytesReceived } from "./rtp-bytes.js";
import type { SessionTask } from "./session-keeper.js";
import type { Pulled } from "./pull-calls.js";
import type { PullRequest } from "./receiver-pool.js";

/** Options of {@link Subscription}. */
export interface SubscriptionOptions {
  /** What to pull at first; see {@link Subscription.simulcast}. */
  readonly request: PullRequest;
  readonly environment: Environment;
  /** {@link Subscription.receiver} changed. */
  onChange(): void;
}

/** Tries on one session, about half a minute in all: the service forgets a publisher that is silent for so long. */
const ATTEMPTS = 9;

/** Milliseconds for the first packet of a track that the service says is there. */
const FIRST_PACKET_TIMEOUT = 10_000;

/** Milliseconds for which a picture may stand still after its session has ended. */
const FROZEN = 6_000;

/** A track of somebody else that is wanted here. */
export class Subscription implements SessionTask {
  readonly #options: SubscriptionOptions;
  #request: PullRequest;
  #update: (() => void) | undefined;
  #receiver: RTCRtpReceiver | undefined;
  #exhausted = false;
  #isDistrusted = false;
  #cancelFrozen: (() => void) | undefined;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#request = options.request;
  }

  /** The layer that is wanted. Another one comes without a gap. */
  set simulcast(simulcast: Simulcast | undefined) {
    if (simulcast?.preferredRid === this.#request.simulcast?.preferredRid) return;
    this.#request = { ...this.#request, simulcast };
    this.#update?.();
  }

  /** Set while something is pulled. Its first packet may be on its way yet. */
  get receiver(): RTCRtpReceiver | undefined {
    return this.#receiver;
  }

  /** Given up on this session. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Nothing comes, though it should: what was pulled is closed and not used again. */
  distrust(): void {
    this.#isDistrusted = true;
  }

  async run(session: CallsSession, signal: AbortSignal): Promise<void> {
    this.#exhausted = false;
    try {
      for (let isEmpty = true; isEmpty && !signal.aborted;) {
        const pulled = await this.#pull(session, signal);
        isEmpty = await this.#receive(session, pulled, signal);
        this.#update = undefined;
      }
    } catch {
      // The task was taken out, the session ended, or the track cannot be had. The next session tries again, and so does news in
      // the roster.
    }
  }

  async #pull(session: CallsSession, signal: AbortSignal): Promise<Pulled> {
    const { environment } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const request = this.#request;
      try {
        const pulled = await session.tracks.pull(request, { signal });
        this.#update = () => void this.#repoint(session, pulled.transceiver, signal);
        if (pulled.simulcast?.preferredRid !== this.#request.simulcast?.preferredRid) this.#update();
        return pulled;
      } catch (cause) {
        if (signal.aborted) throw cause;
        this.#exhausted = !CallsError.from(cause).retryable || attempt + 1 >= ATTEMPTS;
        if (this.#exhausted) throw cause;
        await delay(environment, retryDelay(attempt, environment.random), signal);
      }
    }
  }

  async #repoint(session: CallsSession, transceiver: RTCRtpTransceiver, signal: AbortSignal): Promise<void> {
    try {
      await session.whenConnected();
      await session.tracks.update({ transceiver, request: this.#request }, { signal });
    } catch {
      // The picture goes on as it is, which is better than none.
    }
  }

  /** Resolves when the track is no longer wanted, or with `true` when no packet of it came. */
  async #receive(session: CallsSession, { transceiver, keysBefore }: Pulled, signal: AbortSignal): Promise<boolean> {
    const { receiver } = transceiver;
    const letGo = (): void => {
      if (session.signal.aborted) {
        // The last picture stands still until the next session has another, which is better than none.
        this.#cancelFrozen = this.#options.environment.schedule(() => this.#setReceiver(undefined), FROZEN);
        return;
      }
      this.#setReceiver(undefined);
      if (this.#isDistrusted) session.tracks.close(transceiver, { signal: session.signal }).catch(() => {});
      else session.tracks.release(transceiver, this.#request);
    };
    // At once, so that what is wanted instead in the same moment gets this receiver.
    signal.addEventListener("abort", letGo, { once: true });
    if (signal.aborted) {
      letGo();
      return false;
    }
    if (keysBefore) await freshPicture(receiver, this.#options.environment, signal, keysBefore);
    // Before its first packet, so that what shows it does not miss the first frame. A frozen picture stays until then.
    else if (!this.#receiver) this.#setReceiver(receiver);
    if (!keysBefore && !(await this.#hasPackets(receiver, signal)) && !signal.aborted) {
      signal.removeEventListener("abort", letGo);
      if (this.#receiver === receiver) this.#setReceiver(undefined);
      await session.tracks.close(transceiver, { signal: session.signal });
      return true;
    }
    if (!signal.aborted) this.#setReceiver(receiver);
    await aborted(signal);
    return false;
  }

  async #hasPackets(receiver: RTCRtpReceiver, signal: AbortSignal): Promise<boolean> {
    const arrival = new AbortController();
    receiver.track.addEventListener("unmute", () => arrival.abort(), { once: true, signal });
    if (!receiver.track.muted) return true;
    const ends = AbortSignal.any([signal, arrival.signal]);
    await delay(this.#options.environment, FIRST_PACKET_TIMEOUT, ends).catch(() => {});
    return arrival.signal.aborted || (await bytesReceived(receiver)) > 0;
  }

  #setReceiver(receiver: RTCRtpReceiver | undefined): void {
    this.#cancelFrozen?.();
    this.#cancelFrozen = undefined;
    if (receiver === this.#receiver) return;
    this.#receiver = receiver;
    this.#options.onChange();
  }
}

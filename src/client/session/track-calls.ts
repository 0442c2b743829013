import type { TrackObject } from "../../wire/calls-api.js";
import { delay } from "../../base/clock.js";
import type { CallsError } from "../../base/error.js";
import type { MutationOptions, MutationQueue, Enqueue } from "./mutation-queue.js";
import type { Answered } from "./opening.js";
import { PullCalls, type PullCallsOptions, type Pulled, type UpdateRequest } from "./pull-calls.js";
import type { PullRequest } from "./receiver-pool.js";
import { addSender } from "./sender.js";
import type { AudioSending, Sending } from "./sending.js";
import { itemFailure } from "../../wire/calls-failure.js";
import { CALLS_LIMITS } from "../../wire/tables.js";

/** A track to publish. */
export interface PushRequest {
  readonly trackName: string;
  readonly track: MediaStreamTrack;
  readonly sending: Sending;
}

/** What {@link TrackCalls} works on. */
export interface TrackCallsOptions extends PullCallsOptions {
  readonly queue: MutationQueue;
  /** How the sound of each media section is to be sent; filled here. */
  readonly sound: Map<string, AudioSending>;
  /** Resolves when media can flow. */
  whenConnected(): Promise<void>;
}

/**
 * Milliseconds that what is next leaves to a connection that came with a join, to come about: the browser's work on the next
 * exchange would hold it up, and with it the first picture, by 20 ms on two cores.
 */
const HEAD_START = 100;

/** Publishes, subscribes, re-points and closes tracks of one session. A track is known by its transceiver from then on. */
export class TrackCalls {
  /** Resolves when the service sends what was asked for, or another layer of it. No session description changes. */
  readonly update: Enqueue<UpdateRequest, undefined>;
  readonly #push: Enqueue<PushRequest, RTCRtpTransceiver>;
  readonly #pull: Enqueue<PullRequest, Pulled>;
  readonly #close: Enqueue<RTCRtpTransceiver, undefined>;
  /** Applies the answer to an offer that was made before there was a session. */
  readonly #adopt: Enqueue<Answered, undefined>;
  #adopted: Promise<unknown> | undefined;
  /** Resolves when the next exchange may begin. */
  #begun: Promise<unknown> | undefined;
  readonly #options: TrackCallsOptions;
  readonly #pulls: PullCalls;

  constructor(options: TrackCallsOptions) {
    this.#options = options;
    const { signal } = options;
    const pulls = new PullCalls(options, (transceiver) => void this.close(transceiver, { signal }).catch(() => {}));
    this.#pulls = pulls;
    this.#adopt = options.queue.lane((items) => pulls.adopt(items), 1);
    this.#push = options.queue.lane((items) => this.#pushAll(items), CALLS_LIMITS.tracksPerCall);
    this.#pull = options.queue.lane((items, settle) => pulls.pull(items, settle), CALLS_LIMITS.tracksPerCall);
    this.update = options.queue.lane((items) => pulls.update(items), CALLS_LIMITS.tracksPerCall);
    this.#close = options.queue.lane((items) => this.#closeAll(items), CALLS_LIMITS.tracksPerCall);
  }

  /** Resolves when the service has answered: packets may flow from then on, once connected. */
  async push(request: PushRequest, options: MutationOptions): Promise<RTCRtpTransceiver> {
    await this.#begun;
    return await this.#push(request, options);
  }

  /**
   * Resolves when the receiver is there: at once, past all that waits, when it receives what is wanted already.
   * @throws CallsError `track-not-found` or `track-empty`, worth trying again.
   */
  async pull(request: PullRequest, options: MutationOptions): Promise<Pulled> {
    await this.#adopted;
    const held = this.#pulls.held(request);
    if (held) return held;
    await this.#begun;
    return this.#pulls.held(request) ?? this.#pull(request, options);
  }

  /** Ends a publication or subscription, on the service too. */
  close(transceiver: RTCRtpTransceiver, options: MutationOptions): Promise<undefined> {
    return this.#close(transceiver, options);
  }

  async #pushAll(requests: readonly PushRequest[]): Promise<(RTCRtpTransceiver | CallsError)[]> {
    const { connection, api, negotiator, sound } = this.#options;
    if (!connection.remoteDescription) this.#options.beforeFirstOffer();
    const transceivers = requests.map(({ track, sending }) => addSender(connection, track, sending));
    const localTrack = ({ trackName, sending }: PushRequest, i: number): TrackObject => {
      const mid = transceivers[i]?.mid ?? "";
      sound.set(mid, sending);
      return { location: "local", mid, trackName };
    };
    try {
      const reply = await negotiator.offer((sessionDescription) =>
        api.newTracks({ sessionDescription, tracks: requests.map(localTrack) }),
      );
      return transceivers.map((transceiver) => {
        const item = reply.tracks.find(({ mid }) => mid === transceiver.mid);
        if (item && !item.errorCode) return transceiver;
        transceiver.stop();
        return itemFailure(item);
      });
    } catch (error) {
      for (const transceiver of transceivers) transceiver.stop();
      throw error;
    }
  }

  /** What was received until now is not wanted any more: something else may take the receiver over. */
  release(transceiver: RTCRtpTransceiver, source: PullRequest): void {
    this.#pulls.release(transceiver, source);
  }

  /** Takes over what was pulled into an offer that is answered. */
  adopt(answered: Answered): void {
    const { environment, signal, whenConnected } = this.#options;
    // Where the answer cannot be taken over, the negotiation ends the whole session, which is told there.
    this.#adopted = this.#adopt(answered, { signal }).catch(() => {});
    this.#begun = this.#adopted
      .then(() => Promise.race([whenConnected(), delay(environment, HEAD_START, signal)]))
      .catch(() => {});
  }

  async #closeAll(transceivers: readonly RTCRtpTransceiver[]): Promise<undefined[]> {
    const { connection, api, negotiator } = this.#options;
    const tracks = transceivers.flatMap(({ mid }) => (mid === null ? [] : [{ mid }]));
    if (connection.connectionState === "connected") {
      // Stopping before the offer is what lets the media section be used again.
      for (const transceiver of transceivers) transceiver.stop();
      await negotiator.offer((sessionDescription) => api.closeTracks({ tracks, sessionDescription, force: false }));
    } else {
      await api.closeTracks({ tracks, force: true });
      for (const transceiver of transceivers) transceiver.stop();
    }
    return transceivers.map(() => undefined);
  }
}

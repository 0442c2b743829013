import type { Simulcast, TrackReply } from "../../wire/calls-api.js";
import { CallsError } from "../../wire/calls-error.js";
import { negotiateLayers } from "./layer-extensions.js";
import type { MutationOptions, MutationQueue, Enqueue } from "./mutation-queue.js";
import type { Negotiator } from "./negotiator.js";
import { itemError, type SessionApi } from "./session-api.js";

/** A track to publish. */
export interface PushRequest {
  readonly trackName: string;
  readonly track: MediaStreamTrack;
  readonly encodings?: readonly RTCRtpEncodingParameters[] | undefined;
}

/** A track of somebody else. */
export interface PullRequest {
  readonly sessionId: string;
  readonly trackName: string;
  readonly simulcast?: Simulcast | undefined;
}

/** What a receiver is to receive from now on. */
export interface UpdateRequest {
  readonly transceiver: RTCRtpTransceiver;
  readonly request: PullRequest;
}

/** What {@link TrackCalls} works on. */
export interface TrackCallsOptions {
  readonly connection: RTCPeerConnection;
  readonly queue: MutationQueue;
  readonly api: SessionApi;
  readonly negotiator: Negotiator;
  /** Called before the first offer of a connection: a data channel made here is part of that offer. */
  beforeFirstOffer(): void;
}

/** Tracks that one call may add. A test holds this to the service's limit. */
export const TRACKS_PER_CALL = 64;

/** Publishes, subscribes, re-points and closes tracks of one session. A track is known by its transceiver from then on. */
export class TrackCalls {
  /** Resolves when the service has answered: packets may flow from then on, once connected. */
  readonly push: Enqueue<PushRequest, RTCRtpTransceiver>;
  /** Resolves when the receiver is there. @throws CallsError `track-not-found` or `track-empty`, worth trying again. */
  readonly pull: Enqueue<PullRequest, RTCRtpTransceiver>;
  /** Resolves when the service sends what was asked for, or another layer of it. No session description changes. */
  readonly update: Enqueue<UpdateRequest, undefined>;
  readonly #close: Enqueue<RTCRtpTransceiver, undefined>;
  readonly #options: TrackCallsOptions;

  constructor(options: TrackCallsOptions) {
    this.#options = options;
    this.push = options.queue.lane((items) => this.#pushAll(items), TRACKS_PER_CALL);
    this.pull = options.queue.lane((items) => this.#pullAll(items), TRACKS_PER_CALL);
    this.update = options.queue.lane((items) => this.#updateAll(items), TRACKS_PER_CALL);
    this.#close = options.queue.lane((items) => this.#closeAll(items), TRACKS_PER_CALL);
  }

  /** Ends a publication or subscription, on the service too. */
  close(transceiver: RTCRtpTransceiver, options: MutationOptions): Promise<undefined> {
    return this.#close(transceiver, options);
  }

  async #pushAll(requests: readonly PushRequest[]): Promise<(RTCRtpTransceiver | CallsError)[]> {
    const { connection, api, negotiator } = this.#options;
    if (!connection.remoteDescription) this.#options.beforeFirstOffer();
    const transceivers = requests.map(({ track, encodings }) => {
      const transceiver = connection.addTransceiver(track, {
        direction: "sendonly",
        ...(encodings && { sendEncodings: encodings.map((encoding) => ({ ...encoding })) }),
      });
      if (encodings && encodings.length > 1) negotiateLayers(transceiver);
      return transceiver;
    });
    const mids = (): string[] => transceivers.map(({ mid }) => mid ?? "");
    try {
      const reply = await negotiator.offer((sessionDescription) =>
        api.newTracks({
          sessionDescription,
          tracks: mids().map((mid, i) => ({ location: "local", mid, trackName: requests[i]?.trackName })),
        }),
      );
      return transceivers.map((transceiver) => {
        const item = reply.tracks.find(({ mid }) => mid === transceiver.mid);
        if (item && !item.errorCode) return transceiver;
        transceiver.stop();
        return itemError(item);
      });
    } catch (error) {
      for (const transceiver of transceivers) transceiver.stop();
      throw error;
    }
  }

  async #pullAll(requests: readonly PullRequest[]): Promise<(RTCRtpTransceiver | CallsError)[]> {
    const { connection, api, negotiator } = this.#options;
    const reply = await api.newTracks({ tracks: requests.map((request) => ({ location: "remote", ...request })) });
    if (reply.sessionDescription) await negotiator.answer(reply.sessionDescription);
    const items = [...reply.tracks];
    return requests.map((request) => {
      const item = take(items, request);
      if (!item?.mid || item.errorCode) return itemError(item);
      const transceiver = connection.getTransceivers().find(({ mid }) => mid === item.mid);
      return transceiver ?? new CallsError("protocol", `The service offered no media section ${item.mid}.`);
    });
  }

  async #updateAll(updates: readonly UpdateRequest[]): Promise<(undefined | CallsError)[]> {
    const tracks = updates.map(
      ({ transceiver, request }) => ({ location: "remote", mid: transceiver.mid ?? "", ...request }) as const,
    );
    const reply = await this.#options.api.updateTracks({ tracks });
    return tracks.map(({ mid }) => {
      const item = reply.tracks.find((each) => each.mid === mid);
      return item && !item.errorCode ? undefined : itemError(item);
    });
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

/** Takes the reply to `request` out of `items`, so that two requests for one track get a receiver each. */
function take(items: TrackReply[], request: PullRequest): TrackReply | undefined {
  const at = items.findIndex((item) => item.sessionId === request.sessionId && item.trackName === request.trackName);
  return at < 0 ? undefined : items.splice(at, 1)[0];
}

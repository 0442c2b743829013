/** Streams over one session of the SFU, without a room: for pages that have their own way to tell who publishes what. */
import { randomId } from "../base/random-id.js";
import type { CallsTransport } from "../signaling/signaling.js";
import { CallsError } from "../base/error.js";
import { createEnvironment, type Environment } from "./environment.js";
import { Listeners } from "../base/listeners.js";
import { Publication } from "./session/publication.js";
import { SENDING, type AudioSending, type VideoSending } from "./session/sending.js";
import { SessionKeeper } from "./session/session-keeper.js";
import { Subscription } from "./session/subscription.js";

export { CallsError } from "../base/error.js";
export type { CallsTransport } from "../signaling/signaling.js";
export type { AudioSending, VideoSending } from "./session/sending.js";

/** Options of {@link CallsClient}. */
export interface CallsClientOptions extends Partial<Environment> {
  /** Calls the Connection API through a server that holds the secret: that of a room's connection, or your own. */
  readonly calls: CallsTransport;
  /** Asked for anew with every session, so that a getter may give fresh TURN credentials. */
  readonly iceServers?: readonly RTCIceServer[];
}

/** `failed` is final until {@link CallsClient.initialize} is called again. */
export type CallsClientState = "disconnected" | "connecting" | "connected" | "failed";

/** What others need to subscribe to a track: tell them by your own means. */
export interface CallsTrack {
  /** The SFU session that it is published on: another one after every reconnect. */
  readonly sessionId: string;
  /** Its name on that session. */
  readonly trackName: string;
  /** Whether it is to be heard or seen. */
  readonly kind: "audio" | "video";
}

/** How the tracks of a stream are sent; what is left out is as for a microphone and a camera. */
export interface PublishOptions {
  /** How the stream's sound is sent. */
  readonly audio?: AudioSending;
  /** How the stream's picture is sent. */
  readonly video?: VideoSending;
}

interface Published {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  readonly publication: Publication;
  remove: () => void;
}

/**
 * Publishes streams and subscribes to those of others, on a session that is made anew whenever it is lost.
 *
 * @example
 * ```ts
 * const client = new CallsClient({ calls: connection.calls, iceServers: connection.iceServers });
 * client.onChange(() => tellOthers(client.published));
 * await client.initialize();
 * await client.publishStream(await navigator.mediaDevices.getUserMedia({ audio: true, video: true }));
 * video.srcObject = client.subscribe(tracksOfSomebody).stream;
 * ```
 */
export class CallsClient {
  readonly #options: CallsClientOptions;
  readonly #environment: Environment;
  readonly #listeners = new Listeners<CallsClient>();
  readonly #published = new Set<Published>();
  readonly #subscriptions = new Set<CallsSubscription>();
  #keeper: SessionKeeper | undefined;
  #error: CallsError | undefined;

  constructor(options: CallsClientOptions) {
    this.#options = options;
    this.#environment = createEnvironment(options);
  }

  /** Whether media can flow now. {@link CallsClient.onChange} tells when it becomes another. */
  get state(): CallsClientState {
    if (this.#error) return "failed";
    if (!this.#keeper) return "disconnected";
    return this.#keeper.link === "connected" ? "connected" : "connecting";
  }

  /** Why it `failed`. */
  get error(): CallsError | undefined {
    return this.#error;
  }

  /** The session in use. A reconnect brings another. */
  get sessionId(): string | undefined {
    return this.#keeper?.session?.id;
  }

  /** What is published and flows: what others can subscribe to now. After a reconnect it is on another session. */
  get published(): readonly CallsTrack[] {
    return [...this.#published].flatMap(({ publication, track }) => {
      const { live, trackName } = publication;
      return live ? [{ sessionId: live.sessionId, trackName, kind: kindOf(track) }] : [];
    });
  }

  /** Calls `listener` when anything that can be read here changed. @returns a function that ends the subscription. */
  onChange(listener: (client: CallsClient) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Begins a session, without waiting for its connection. @returns its id. @throws CallsError */
  createSession(): Promise<string> {
    this.#begin();
    return this.#until(() => this.sessionId);
  }

  /** Begins a session, again after a failure, and waits until media can flow. @throws CallsError */
  async initialize(): Promise<void> {
    this.#begin();
    await this.#until(() => this.state === "connected");
  }

  /**
   * Publishes every track of a stream, for as long as it is not unpublished: through every reconnect. A camera goes out in
   * layers.
   * @param options for the tracks that are not published yet.
   * @returns what others need, once it flows. @throws CallsError when the session fails first, or `aborted` when the stream
   * is unpublished first.
   */
  async publishStream(stream: MediaStream, options: PublishOptions = {}): Promise<readonly CallsTrack[]> {
    const keeper = this.#begin();
    const known = this.#of(stream);
    for (const track of stream.getTracks()) {
      if (!known.some((published) => published.track === track)) this.#publish(keeper, stream, track, options);
    }
    const mine = this.#of(stream);
    await this.#until(() => {
      if (!mine.every((published) => this.#published.has(published))) throw unpublished();
      return mine.every(({ publication }) => publication.live);
    });
    return this.published.filter(({ trackName }) =>
      mine.some(({ publication }) => publication.trackName === trackName),
    );
  }

  /** Takes a stream back. Its tracks are yours, and go on. */
  unpublishStream(stream: MediaStream): void {
    for (const published of this.#of(stream)) {
      published.remove();
      this.#published.delete(published);
    }
    this.#changed();
  }

  /** Subscribes to tracks of somebody. The stream has those that arrive, in every session. */
  subscribe(tracks: readonly CallsTrack[]): CallsSubscription {
    const keeper = this.#begin();
    const subscription = new CallsSubscription(tracks, {
      environment: this.#environment,
      onChange: () => this.#changed(),
      onClosed: () => this.#subscriptions.delete(subscription),
    });
    this.#subscriptions.add(subscription);
    subscription.start(keeper);
    return subscription;
  }

  /** Ends everything. Another {@link initialize} begins anew, with nothing published. */
  close(): void {
    for (const { stream } of this.#published) this.unpublishStream(stream);
    for (const subscription of this.#subscriptions) subscription.close();
    this.#end(undefined);
  }

  #begin(): SessionKeeper {
    if (this.#keeper) return this.#keeper;
    const options = this.#options;
    this.#error = undefined;
    const keeper = new SessionKeeper({
      calls: options.calls,
      get iceServers() {
        return options.iceServers ?? [];
      },
      environment: this.#environment,
      onChange: () => this.#changed(),
      onFailed: (error) => this.#end(error),
    });
    this.#keeper = keeper;
    // Publications and subscriptions outlive a failure, and are wanted on the next session too.
    for (const published of this.#published) published.remove = keeper.add(published.publication);
    for (const subscription of this.#subscriptions) subscription.start(keeper);
    this.#changed();
    return keeper;
  }

  #end(error: CallsError | undefined): void {
    this.#keeper?.close();
    this.#keeper = undefined;
    this.#error = error;
    this.#changed();
  }

  #publish(keeper: SessionKeeper, stream: MediaStream, track: MediaStreamTrack, options: PublishOptions): void {
    const kind = kindOf(track);
    const publication = new Publication({
      trackName: randomId(),
      track,
      environment: this.#environment,
      onChange: () => this.#changed(),
      sending: { ...SENDING[kind === "video" ? "camera" : "microphone"], ...options[kind] },
    });
    this.#published.add({ stream, track, publication, remove: keeper.add(publication) });
  }

  #of(stream: MediaStream): Published[] {
    return [...this.#published].filter((published) => published.stream === stream);
  }

  /** Resolves with what `pick` gives as soon as it gives something. @throws CallsError why it never will */
  #until<T>(pick: () => T | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        try {
          const value = pick();
          if (!value && this.#keeper) return;
          stop();
          if (value) resolve(value);
          else reject(this.#error ?? new CallsError("aborted", "The client was closed."));
        } catch (error) {
          stop();
          reject(error);
        }
      };
      const stop = this.onChange(check);
      check();
    });
  }

  #changed(): void {
    this.#listeners.emit(this);
  }
}

interface SubscriptionOptions {
  readonly environment: Environment;
  onChange(): void;
  onClosed(): void;
}

/** Tracks of somebody that are wanted here. */
export class CallsSubscription {
  /** The tracks that arrive. */
  readonly stream = new MediaStream();
  readonly #options: SubscriptionOptions;
  readonly #subscriptions: readonly Subscription[];
  #removals: (() => void)[] = [];

  /** @internal */
  constructor(tracks: readonly CallsTrack[], options: SubscriptionOptions) {
    const { environment } = options;
    this.#options = options;
    this.#subscriptions = tracks.map(
      (request) => new Subscription({ request, environment, onChange: () => this.#sync() }),
    );
  }

  /** @internal */
  start(keeper: SessionKeeper): void {
    this.#removals = this.#subscriptions.map((subscription) => keeper.add(subscription));
  }

  /** Wants them no more. */
  close(): void {
    for (const remove of this.#removals) remove();
    this.#removals = [];
    this.#options.onClosed();
    this.#sync();
  }

  #sync(): void {
    const tracks = this.#subscriptions.flatMap(({ receiver }) => receiver?.track ?? []);
    for (const track of this.stream.getTracks()) if (!tracks.includes(track)) this.stream.removeTrack(track);
    for (const track of tracks) this.stream.addTrack(track);
    this.#options.onChange();
  }
}

function kindOf(track: MediaStreamTrack): CallsTrack["kind"] {
  return track.kind === "audio" ? "audio" : "video";
}

function unpublished(): CallsError {
  return new CallsError("aborted", "The stream was unpublished before it flowed.");
}

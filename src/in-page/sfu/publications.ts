/** What is published in the page's SFU, and who listens to it. */
import type { Simulcast } from "../../wire/calls-api.js";
import type { ChannelPolicy } from "./channel-policy.js";
import { prefer } from "./simulcast.js";

/** A track that senders of other sessions carry. */
export class MediaPublication {
  /** Do packets arrive? Pulling is refused before. */
  readonly isFlowing: () => Promise<boolean>;
  /** The simulcast layers that its publisher offered, best first. */
  readonly rids: readonly string[];
  readonly #senders = new Set<RTCRtpSender>();
  #track: MediaStreamTrack;

  constructor(track: MediaStreamTrack, isFlowing: () => Promise<boolean>, rids: readonly string[] = []) {
    this.#track = track;
    this.rids = rids;
    this.isFlowing = isFlowing;
  }

  get track(): MediaStreamTrack {
    return this.#track;
  }

  async attach(sender: RTCRtpSender, simulcast?: Simulcast): Promise<void> {
    this.#senders.add(sender);
    if (sender.track !== this.#track) await sender.replaceTrack(this.#track);
    await prefer(sender, this.rids, simulcast);
  }

  detach(sender: RTCRtpSender): void {
    if (this.#senders.delete(sender)) silence(sender);
  }

  /** Leaves the sender as it is, for another publication to attach to it. */
  release(sender: RTCRtpSender): void {
    this.#senders.delete(sender);
  }

  async replace(track: MediaStreamTrack): Promise<void> {
    this.#track = track;
    await Promise.all(Array.from(this.#senders, (sender) => sender.replaceTrack(track)));
  }

  close(): void {
    for (const sender of this.#senders) silence(sender);
    this.#senders.clear();
  }
}

/** Sending ends at once; the promise rejects only if the subscriber's connection is closed already. */
function silence(sender: RTCRtpSender): void {
  sender.replaceTrack(null).catch(() => {});
}

export type ChannelData = string | ArrayBuffer;

/** A data channel that is forwarded to its subscribers. */
export class ChannelPublication {
  readonly policy: ChannelPolicy;
  /** Takes what the one subscriber who may reply sends. */
  readonly reply: (data: ChannelData) => void;
  /** The subscriber who may reply. */
  replier: object | undefined;
  readonly #subscribers = new Set<(data: ChannelData) => void>();

  constructor(policy: ChannelPolicy, reply: (data: ChannelData) => void = () => {}) {
    this.policy = policy;
    this.reply = reply;
  }

  subscribe(subscriber: (data: ChannelData) => void): () => void {
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  send(data: ChannelData): void {
    for (const subscriber of this.#subscribers) subscriber(data);
  }
}

/** Publications by session and name. */
export class Publications<P> {
  readonly #bySession = new Map<string, Map<string, P>>();

  get(sessionId = "", name = ""): P | undefined {
    return this.#bySession.get(sessionId)?.get(name);
  }

  add(sessionId: string, name: string, publication: P): void {
    const names = this.#bySession.get(sessionId) ?? new Map<string, P>();
    this.#bySession.set(sessionId, names.set(name, publication));
  }

  delete(sessionId: string, name: string): void {
    const names = this.#bySession.get(sessionId);
    names?.delete(name);
    if (names?.size === 0) this.#bySession.delete(sessionId);
  }
}

/** Everything that is published. */
export interface Published {
  readonly media: Publications<MediaPublication>;
  readonly channels: Publications<ChannelPublication>;
}

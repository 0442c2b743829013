/**
 * One session: what the Connection API makes, changes and tells of. Each operation of the API has a module here. This one is
 * what they work on: its transport, its sections, what it publishes and receives.
 *
 * @module
 */
import { disconnected, notReady, tooManySections } from "../failure.js";
import type { Logger, SfuLimits, SfuTimings } from "../options.js";
import { BandwidthControl } from "../router/bandwidth.js";
import { PeerMedia } from "../router/peer-media.js";
import type { Publication } from "../router/publication.js";
import type { Subscription } from "../router/subscription.js";
import { Negotiation } from "../sdp/negotiation.js";
import type { PeerDescription } from "../sdp/types.js";
import type { Timers } from "../timers.js";
import type { Transport, TransportEvents, TransportState } from "../transport/transport.js";
import { type ChannelOwner, DataChannels } from "./channels.js";
import { MutationGate } from "./gate.js";
import { TrackRecords } from "./records.js";

/** What a session needs of the SFU around it. */
export interface SessionContext {
  readonly timings: SfuTimings;
  readonly limits: SfuLimits;
  readonly timers: Timers;
  readonly log: Logger;
  readonly addresses: readonly string[];
  readonly udpPort: number;
  /** The peer is ICE-lite (`thirdparty=true`). */
  readonly thirdParty: boolean;
  readonly correlationId: string | undefined;
  /** Milliseconds for which the packets of a new publication are dropped: a fault switch. */
  lateFirstPacket(): number;
  createTransport(events: TransportEvents): Transport;
  /** Another session of the same app. */
  find(sessionId: string): Session | undefined;
  onClosed(session: Session): void;
}

const FEEDBACK_PERIOD = 25;
const REPORT_PERIOD = 1_000;

/** One PeerConnection of a client: its transport, its sections, what it publishes and receives. */
export class Session implements ChannelOwner {
  readonly gate = new MutationGate();
  readonly records = new TrackRecords();
  readonly transport: Transport;
  readonly negotiation: Negotiation;
  readonly media: PeerMedia;
  readonly channels: DataChannels;
  /** Active publications by track name. */
  readonly publications = new Map<string, Publication>();
  /** Runs when the answer to our pending offer is accepted. */
  onAnswer: (() => void) | undefined;
  /** The first session description was exchanged. */
  #started = false;
  #bundleTag: string | undefined;
  /** Feedback and reports run, since the first connection. */
  readonly #starts: (() => void)[] = [];
  #reporting = false;
  readonly #bandwidth = new BandwidthControl();
  readonly #stops: (() => void)[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(
    readonly id: string,
    readonly context: SessionContext,
  ) {
    this.transport = context.createTransport({
      onState: (state) => this.#onState(state),
      onRtp: (packet) => this.media.receiveRtp(packet, performance.now()),
      onRtcp: (packet) => this.media.receiveRtcp(packet, performance.now()),
      onMessage: (streamId, data) => this.channels.receive(streamId, data),
      onChannelsOpen: () => this.channels.opened(),
      onChannelsReset: (streamIds) => this.channels.peerClosed(streamIds),
    });
    this.negotiation = new Negotiation({
      fingerprint: this.transport.fingerprint,
      addresses: context.addresses,
      port: context.udpPort,
      iceLite: !context.thirdParty,
      sendRtp: (...packet) => this.transport.sendRtp(...packet),
    });
    this.media = new PeerMedia({
      publishBitrate: context.limits.publishBitrate,
      cname: id,
      lateFirstPacket: context.lateFirstPacket,
      sections: () => this.negotiation.mediaLines(),
      subscriptions: () => this.subscriptions(),
      sendRtcp: (packet) => this.transport.sendRtcp(packet),
    });
    this.channels = new DataChannels(this);
    this.#stops.push(context.timers.after(context.timings.unconnectedSession, () => this.#expire()));
  }

  get state(): TransportState {
    return this.transport.state;
  }

  /** @throws 410 when the session can never be used again, or its peer is away. */
  requireUsable(): void {
    if (this.state === "closed" || this.state === "disconnected") throw disconnected();
  }

  /**
   * Waits until the peer is connected.
   *
   * @throws 425 after the connect wait, 410 when the session ends.
   */
  async connected(): Promise<void> {
    this.requireUsable();
    if (this.state === "connected") return;
    await new Promise<void>((resolve) => {
      const cancel = this.context.timers.after(this.context.timings.connectWait, done);
      const waiting = this.#waiting;
      function done(): void {
        cancel();
        waiting.delete(done);
        resolve();
      }
      waiting.add(done);
    });
    this.requireUsable();
    if (this.state !== ("connected" satisfies TransportState as TransportState)) throw notReady();
  }

  /** Connected, unless this is the exchange that connects it. */
  async readyForExchange(): Promise<void> {
    this.requireUsable();
    if (this.#started) await this.connected();
  }

  /** An exchange has begun: those after it wait for its connection. */
  started(): void {
    this.#started = true;
  }

  /** @throws 410 when the session cannot have so many media sections more. */
  requireRoomFor(sections: number): void {
    if (!this.negotiation.hasRoomFor(sections)) throw tooManySections();
  }

  /** Starts the transport with what the peer says of itself in its description. */
  connectTo(description: PeerDescription): void {
    if (description.transport) this.transport.setRemote(description.transport);
    const { bundleTag } = this.negotiation;
    if (this.#bundleTag !== undefined && bundleTag !== this.#bundleTag) this.transport.allowNewDtls();
    this.#bundleTag = bundleTag;
    this.started();
    const channels = description.sections.find((section) => section.kind === "application");
    if (channels && !channels.stopped) this.transport.startChannels(channels.port, channels.maxMessageSize);
  }

  writeOffer(): string {
    return this.negotiation.write("offer", "actpass", this.transport.local);
  }

  writeAnswer(): string {
    return this.negotiation.write("answer", "passive", this.transport.local);
  }

  *subscriptions(): Iterable<Subscription> {
    for (const line of this.negotiation.mediaLines()) if (line.subscription) yield line.subscription;
  }

  close(): void {
    if (this.state !== "closed") this.transport.close();
  }

  /** Runs `start` once packets reach the peer: a keyframe that is sent before is lost, and the next one waits its turn. */
  whenReachable(start: () => void): void {
    if (this.state === "connected") start();
    else this.#starts.push(start);
  }

  #onState(state: TransportState): void {
    this.context.log("debug", "session state", { session: this.id, state });
    if (state === "connected") {
      this.#startReports();
      for (const start of this.#starts.splice(0)) start();
    }
    if (state === "closed") this.#ended();
    for (const done of this.#waiting) done();
  }

  #startReports(): void {
    if (this.#reporting) return;
    this.#reporting = true;
    const { timers } = this.context;
    this.#stops.push(
      timers.every(FEEDBACK_PERIOD, () => this.media.sendFeedback(performance.now())),
      timers.every(REPORT_PERIOD, () => this.#everySecond(performance.now())),
    );
  }

  #everySecond(now: number): void {
    this.media.sendReports(now);
    this.#bandwidth.update(this.subscriptions(), this.media.receiveEstimate, now);
    for (const subscription of this.subscriptions()) subscription.select(now);
    for (const line of this.negotiation.mediaLines()) {
      const { publication } = line;
      if (!publication) continue;
      const silentSince = Math.max(publication.lastPacketAt, publication.publishedAt);
      if (now - silentSince > this.context.timings.silentTrack) this.endPublication(publication);
    }
  }

  /** Ends a publication: by request, or because it went silent. */
  endPublication(publication: Publication): void {
    publication.end();
    if (this.publications.get(publication.name) === publication) this.publications.delete(publication.name);
    for (const line of this.negotiation.mediaLines()) {
      if (line.publication === publication) line.publication = undefined;
    }
    this.media.forgetStopped();
  }

  #expire(): void {
    if (this.state === "new") this.close();
  }

  #ended(): void {
    for (const stop of this.#stops) stop();
    for (const line of this.negotiation.mediaLines()) line.stop();
    this.publications.clear();
    this.channels.close();
    this.context.onClosed(this);
  }
}

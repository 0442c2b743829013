/**
 * What acts on what is measured: it notices tracks that stopped and has them repaired, takes less video where the network
 * carries no more, and sees that somebody talks while they are muted.
 *
 * @module
 */
import { kindOf } from "../../wire/sources.js";
import { Sampler, type Look, type Sample, type WatchedTrack } from "../diagnostics/sampler.js";
import type { Repair } from "../diagnostics/types.js";
import type { Environment } from "../environment.js";
import type { RoomSnapshot } from "../types.js";
import { DeadTracks, type Remedy } from "./dead-tracks.js";
import { Relief } from "./relief.js";
import { Silence } from "./silence.js";
import { Talking } from "./talking.js";
import { Voice } from "./voice.js";
import type { WatchedStay } from "./watched-stay.js";

/** Milliseconds between looks. */
const EVERY = 1_000;
/** Repairs that are remembered. */
const REPAIRS = 50;

/** How much video of the others is taken. */
export interface VideoLimit {
  /** Bits per second; 0 is only sound. */
  readonly networkLimit: number;
  limit(by: "network", bitrate: number): Promise<void>;
}

/** Options of {@link Health}. */
export interface HealthOptions {
  readonly environment: Environment;
  readonly views: VideoLimit;
  snapshot(): RoomSnapshot;
  /** {@link Health.talkingWhileMuted} may have changed: {@link Health.sync} is called in answer. */
  onChange(): void;
  /** Called with everything that was measured, once a second. */
  onLook(look: Look): void;
}

/**
 * Keeps a stay healthy: looks at the statistics once a second, repairs what should flow and does not, takes less video where
 * the network carries no more, and tells the room who speaks.
 */
export class Health {
  readonly #stay: WatchedStay;
  readonly #options: HealthOptions;
  readonly #deadTracks = new DeadTracks();
  readonly #repairs: Repair[] = [];
  readonly #relief = new Relief();
  readonly #talking: Talking;
  readonly #voice: Voice;
  readonly #silence: Silence;
  #isMuted = false;
  #sampler = new Sampler();
  #cancel = (): void => {};
  #closed = false;

  constructor(stay: WatchedStay, options: HealthOptions) {
    this.#stay = stay;
    this.#options = options;
    this.#talking = new Talking(options);
    this.#voice = new Voice(stay.connection);
    this.#silence = new Silence(stay, options.environment);
    this.sync();
    this.#wait();
  }

  get talkingWhileMuted(): boolean {
    return this.#isMuted && this.#talking.talks;
  }

  /** What was done, oldest first. */
  get repairs(): readonly Repair[] {
    return this.#repairs;
  }

  /** The microphone was muted, or is another, or the person began or ended to talk. */
  sync(): void {
    if (this.#closed) return;
    const { microphone, connection } = this.#stay;
    const isMuted = microphone?.state.status === "off";
    const wasMuted = this.#isMuted;
    this.#isMuted = isMuted;
    // Talk before a mute says nothing of the time after it, so that listening begins anew.
    if (isMuted !== wasMuted) this.#talking.close();
    const mayBeHeard = isMuted || (microphone?.state.status === "on" && connection.act);
    this.#talking.listen(mayBeHeard ? microphone?.raw : undefined);
    this.#voice.update(!isMuted && this.#talking.talks);
  }

  close(): void {
    this.#closed = true;
    this.#talking.close();
    this.#silence.close();
    this.#cancel();
  }

  #wait(): void {
    if (!this.#closed) this.#cancel = this.#options.environment.schedule(() => void this.#look(), EVERY);
  }

  async #look(): Promise<void> {
    const reports = await this.#stay.stats().catch(() => undefined);
    if (this.#closed) return;
    if (reports) this.#take(reports, this.#options.snapshot());
    else this.#forget();
    this.#wait();
  }

  #take(reports: RTCStatsReport, snapshot: RoomSnapshot): void {
    const samples = this.#sampler.tracks(reports, [...this.#sent(snapshot), ...received(snapshot)]);
    const connection = this.#sampler.connection(reports);
    const isConnected = snapshot.status.phase === "joined" && snapshot.status.media === "connected";
    // A page that nobody sees may be put to sleep by the browser, and decode nothing.
    if (isConnected && document.visibilityState === "visible") this.#repair(this.#deadTracks.look(samples));
    else this.#deadTracks.reset();
    if (isConnected) this.#relieve(samples);
    this.#options.onLook({
      connection,
      samples: samples.map((sample) => ({ ...sample, stalled: this.#deadTracks.isStalled(sample) })),
    });
  }

  /** Between two sessions. */
  #forget(): void {
    this.#sampler = new Sampler();
    this.#deadTracks.reset();
  }

  #sent({ self }: RoomSnapshot): WatchedTrack[] {
    return this.#stay.sent.map(({ source, track, enabled }) => ({
      participantId: self.id,
      source,
      kind: kindOf(source),
      direction: "outbound",
      enabled,
      trackId: track.id,
    }));
  }

  #relieve(samples: readonly Sample[]): void {
    const { views } = this.#options;
    // The limit needs code that may not load now; the next look, a second later, asks for the limit again.
    void views.limit("network", this.#relief.look(samples, views.networkLimit)).catch(() => {});
  }

  #repair(remedies: readonly Remedy[]): void {
    for (const { sample, action } of remedies) {
      if (action === "ask") void this.#ask(sample);
      else this.#act(sample, action);
    }
  }

  #act({ participantId, source }: Sample, action: Repair["action"]): void {
    this.#repairs.push({ at: this.#options.environment.date(), participantId, source, action });
    if (this.#repairs.length > REPAIRS) this.#repairs.shift();
    if (action === "pull") this.#stay.pullAgain(participantId, source);
    if (action === "publish") this.#stay.publishAgain(source);
  }

  async #ask(sample: Sample): Promise<void> {
    const isThere = await this.#stay.isPublished(sample.source).catch(() => true);
    if (isThere || this.#closed) return;
    this.#deadTracks.forgotten(sample);
    this.#act(sample, "publish");
  }
}

const MEMBERS = ["microphone", "camera", "screen", "screenAudio"] as const;

/** What arrives from the others. */
function received({ participants }: RoomSnapshot): WatchedTrack[] {
  return participants.flatMap((participant) =>
    MEMBERS.flatMap((member): WatchedTrack[] => {
      const media = participant[member];
      if (!media?.track) return [];
      const { source, enabled, track } = media;
      return [
        {
          participantId: participant.id,
          source,
          kind: kindOf(source),
          direction: "inbound",
          enabled,
          trackId: track.id,
        },
      ];
    }),
  );
}

import type { Environment } from "../environment.js";
import type { SessionKeeper } from "../session/session-keeper.js";
import { Subscription } from "../session/subscription.js";
import type { Simulcast } from "../../wire/calls-api.js";
import type { AnnouncedTrack, MediaSource, Participant } from "../../wire/room-protocol.js";
import { audible, type Voice } from "./pure/audible.js";
import { sourceOf } from "../../wire/sources.js";
import { layerFor } from "./pure/layers.js";
import type { Views } from "./views.js";

/** Options of {@link Subscriptions}. */
export interface SubscriptionsOptions {
  readonly keeper: SessionKeeper;
  readonly environment: Environment;
  readonly views: Views;
  /** Whether the roster says who speaks, so that in a large room the others need not be heard. */
  knowsSpeakers(): boolean;
  onChange(): void;
}

interface Entry {
  readonly participant: Participant;
  readonly track: AnnouncedTrack;
  readonly subscription: Subscription;
  readonly remove: () => void;
}

/** Subscribes to what the others announce: what is to be heard, and what is seen. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  #entries = new Map<string, Entry>();
  #audible: readonly string[] = [];

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** Makes the subscriptions exactly those of the roster that are needed, in the layers that they are needed in. */
  sync(roster: readonly Participant[]): void {
    const { views } = this.#options;
    views.forgetOthers(roster);
    const entries = new Map<string, Entry>();
    const silent = this.#silentIn(roster);
    const offered = roster.flatMap((participant) =>
      (participant.session?.tracks ?? []).map((track) => {
        const source = sourceOf(track);
        const scale = track.kind === "video" ? views.scale(participant.id, source) : undefined;
        return { participant, track, source, scale };
      }),
    );
    const scales = views
      .fit(offered.flatMap(({ track: { rids = [] }, scale }) => (scale === undefined ? [] : { scale, rids })))
      .values();
    for (const { participant, track, source, scale: wanted } of offered) {
      const scale = wanted === undefined ? 1 : (scales.next().value ?? 0);
      if (scale === 0 || (source === "microphone" && silent.has(participant.id))) continue;
      const simulcast = simulcastOf(track.rids ?? [], scale);
      const key = keyOf(participant.session?.sessionId ?? "", track.trackName);
      const entry = this.#entries.get(key);
      // News of somebody whose track could not be had: another try.
      const isUsable = entry && !(entry.subscription.exhausted && entry.participant !== participant);
      if (isUsable) entry.subscription.simulcast = simulcast;
      entries.set(key, isUsable ? { ...entry, participant, track } : this.#add(participant, track, simulcast));
    }
    const former = this.#entries;
    // First: what goes tells the page, which may open a view in answer, and that comes back here.
    this.#entries = entries;
    for (const [key, entry] of former) {
      if (entries.get(key)?.subscription !== entry.subscription) entry.remove();
    }
  }

  /** The receiver of a publication, while packets arrive. */
  receiver(sessionId: string, trackName: string): RTCRtpReceiver | undefined {
    return this.#entries.get(keyOf(sessionId, trackName))?.subscription.receiver;
  }

  /** Gives up a subscription of which nothing comes: the next {@link sync} makes it anew. */
  giveUp(participantId: string, source: MediaSource): void {
    for (const [key, { participant, track, subscription, remove }] of this.#entries) {
      if (participant.id !== participantId || sourceOf(track) !== source) continue;
      subscription.distrust();
      remove();
      this.#entries.delete(key);
    }
  }

  /** The receiver of somebody's microphone. */
  microphone(participantId: string): RTCRtpReceiver | undefined {
    for (const { participant, track, subscription } of this.#entries.values()) {
      if (participant.id === participantId && sourceOf(track) === "microphone") return subscription.receiver;
    }
    return undefined;
  }

  /** Those in a large room who need not be heard now. */
  #silentIn(roster: readonly Participant[]): ReadonlySet<string> {
    if (!this.#options.knowsSpeakers()) return new Set();
    const { viewed } = this.#options.views;
    const voices = roster.flatMap(({ id, session, speaking = false }): Voice[] => {
      const track = session?.tracks.find((each) => sourceOf(each) === "microphone");
      return track ? [{ id, speaking, muted: track.enabled === false, viewed: viewed.has(id) }] : [];
    });
    this.#audible = audible(voices, this.#audible);
    const heard = new Set(this.#audible);
    return new Set(voices.flatMap(({ id }) => (heard.has(id) ? [] : id)));
  }

  #add(participant: Participant, track: AnnouncedTrack, simulcast: Simulcast | undefined): Entry {
    const { keeper, environment, onChange } = this.#options;
    const { trackName } = track;
    const subscription = new Subscription({
      request: { sessionId: participant.session?.sessionId ?? "", trackName, kind: track.kind, simulcast },
      environment,
      onChange,
    });
    return { participant, track, subscription, remove: keeper.add(subscription) };
  }
}

function keyOf(sessionId: string, trackName: string): string {
  return `${sessionId}/${trackName}`;
}

/** The layer for the scale, and the next of the alphabet when it is missing or too much. Only for a track that has layers. */
function simulcastOf(rids: readonly string[], scale: number): Simulcast | undefined {
  const preferredRid = layerFor(rids, scale);
  return preferredRid === undefined
    ? undefined
    : { preferredRid, priorityOrdering: "asciibetical", ridNotAvailable: "asciibetical" };
}

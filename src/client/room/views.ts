import type { Environment } from "../environment.js";
import { lazy } from "../../base/lazy.js";
import type { MediaSource, Participant } from "../../wire/room-protocol.js";
import type * as BudgetModule from "./pure/budget.js";
import type { VideoView, ViewSize } from "../types.js";
import { scaleOf } from "./pure/layers.js";

/** Options of {@link Views}. */
export interface ViewsOptions {
  readonly environment: Environment;
  /** A video that never had a view is not needed. */
  readonly onDemand: boolean;
  /** A scale changed. */
  onChange(): void;
}

/** What fits videos into a limit, which most calls do not have. */
const loadBudget = lazy(() => import("./pure/budget.js"));

/**
 * Milliseconds for which less has to be needed before less is taken: a page that is turned back, or a tile that is dragged,
 * costs nothing then.
 */
export const SETTLING = 4_000;

/** In which size each video is shown on the page, all places together. More is needed at once, less only after a while. */
export class Views {
  readonly #options: ViewsOptions;
  readonly #needs = new Map<string, Need>();
  readonly #limits = { person: Infinity, network: Infinity };
  #audioOnly = false;
  #willTell = false;
  #closed = false;

  constructor(options: ViewsOptions) {
    this.#options = options;
  }

  /** No video is needed, whatever the places on the page want, which holds again afterwards. */
  get audioOnly(): boolean {
    return this.#audioOnly || this.#limits.network === 0;
  }

  set audioOnly(audioOnly: boolean) {
    if (audioOnly === this.#audioOnly && audioOnly === this.audioOnly) return;
    this.#audioOnly = audioOnly;
    // The person asks for pictures although the network was too weak for them: the limit is lifted, and set again if it still is.
    if (!audioOnly) this.#limits.network = Infinity;
    this.#options.onChange();
  }

  /** Bits per second of video that the network carries; 0 is only sound. */
  get networkLimit(): number {
    return this.#limits.network;
  }

  /** Takes at most so many bits per second of video. The lower of the limits counts. @throws CallsError `server-unreachable` */
  async limit(by: "person" | "network", bitrate: number): Promise<void> {
    if (this.#limits[by] === bitrate) return;
    this.#limits[by] = bitrate;
    try {
      if (bitrate < Infinity) await loadBudget();
    } catch (error) {
      // Without the code that fits videos into a limit nothing would keep it, so that it is taken back, and the request fails.
      if (this.#limits[by] === bitrate) this.#limits[by] = Infinity;
      throw error;
    }
    this.#options.onChange();
  }

  /** In which scales videos are taken that are wanted in these: less where there is a limit. */
  fit(wanted: readonly BudgetModule.WantedVideo[]): readonly number[] {
    const limit = Math.min(this.#limits.person, this.#limits.network);
    return (limit < Infinity && loadBudget.loaded?.fitInto(limit, wanted)) || wanted.map(({ scale }) => scale);
  }

  /** A new place on the page. */
  open(participantId: string, source: MediaSource, size: ViewSize | undefined): VideoView {
    const key = keyOf(participantId, source);
    let need = this.#needs.get(key);
    if (!need) {
      const before = this.#wish(key);
      const scale = scaleOf(size) || before;
      const { environment } = this.#options;
      need = new Need(participantId, scale, {
        environment,
        onRaise: () => this.#yieldOne(),
        onChange: () => this.#tell(),
      });
      this.#needs.set(key, need);
      if (before === 0 && scale > 0) this.#yieldOne();
      this.#tell();
    }
    return need.open(size);
  }

  /** What a video is needed in: 1 is the size of the best layer, 0 is not at all. */
  scale(participantId: string, source: MediaSource): number {
    return this.audioOnly ? 0 : this.#wish(keyOf(participantId, source));
  }

  /** Those of whom a video has a place in sight. */
  get viewed(): ReadonlySet<string> {
    const inSight = [...this.#needs.values()].filter(({ scale }) => scale > 0);
    return new Set(inSight.map(({ participantId }) => participantId));
  }

  /** Forgets those who are gone, and have no place on the page any more. */
  forgetOthers(roster: readonly Participant[]): void {
    for (const [key, need] of this.#needs) {
      if (need.isViewed || roster.some(({ id }) => id === need.participantId)) continue;
      need.close();
      this.#needs.delete(key);
    }
  }

  #wish(key: string): number {
    return this.#needs.get(key)?.scale ?? (this.#options.onDemand ? 0 : Infinity);
  }

  /** A video is needed that was not: one that is about to be let go of makes way at once, so that its receiver is free. */
  #yieldOne(): void {
    [...this.#needs.values()].find(({ isLeaving }) => isLeaving)?.takeLess();
  }

  close(): void {
    this.#closed = true;
    for (const need of this.#needs.values()) need.close();
    this.#needs.clear();
  }

  /** Once for all that a page does in one go, and not in the middle of it: what is let go of is there for what is wanted. */
  #tell(): void {
    if (this.#willTell) return;
    this.#willTell = true;
    queueMicrotask(() => {
      this.#willTell = false;
      if (!this.#closed) this.#options.onChange();
    });
  }
}

interface NeedOptions extends Pick<ViewsOptions, "environment" | "onChange"> {
  /** It is needed, which it was not. */
  onRaise(): void;
}

/** What one video is needed in. */
class Need {
  readonly participantId: string;
  readonly #options: NeedOptions;
  readonly #views = new Map<VideoView, number>();
  #scale: number;
  #cancelLowering: (() => void) | undefined;
  #closed = false;

  constructor(participantId: string, scale: number, options: NeedOptions) {
    this.participantId = participantId;
    this.#scale = scale;
    this.#options = options;
  }

  get scale(): number {
    return this.#scale;
  }

  /** Nothing of it is needed any more, which settles. */
  get isLeaving(): boolean {
    return this.#cancelLowering !== undefined && this.#wanted === 0;
  }

  /** Without waiting any longer. */
  takeLess(): void {
    this.#cancelLowering?.();
    this.#take();
  }

  get isViewed(): boolean {
    return this.#views.size > 0;
  }

  open(size: ViewSize | undefined): VideoView {
    const view: VideoView = {
      resize: (next) => {
        if (!this.#views.has(view)) return;
        this.#views.set(view, scaleOf(next));
        this.#settle();
      },
      close: () => {
        if (this.#views.delete(view)) this.#settle();
      },
    };
    this.#views.set(view, scaleOf(size));
    this.#settle();
    return view;
  }

  close(): void {
    this.#closed = true;
    this.#cancelLowering?.();
  }

  #settle(): void {
    if (this.#closed) return;
    if (this.#wanted < this.#scale) {
      this.#cancelLowering ??= this.#options.environment.schedule(() => this.#take(), SETTLING);
      return;
    }
    this.#cancelLowering?.();
    this.#take();
  }

  get #wanted(): number {
    return Math.max(0, ...this.#views.values());
  }

  #take(): void {
    this.#cancelLowering = undefined;
    const wanted = this.#wanted;
    if (wanted === this.#scale) return;
    if (this.#scale === 0) this.#options.onRaise();
    this.#scale = wanted;
    this.#options.onChange();
  }
}

function keyOf(participantId: string, source: MediaSource): string {
  return `${source}/${participantId}`;
}

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CaptionLine } from "../contract.js";
import type { ReadCaptions } from "./translated.js";

/** Words as they are shown. */
export interface ShownWords {
  readonly key: string;
  readonly from: string;
  readonly name: string;
  readonly text: string;
  readonly language: string | undefined;
  /** They may still change. */
  readonly isLive: boolean;
  /** They are not as they were spoken. */
  readonly isTranslated?: boolean | undefined;
}

/** Milliseconds for which a line is shown: long enough to be read, and longer where there is more of it. */
const timeFor = ({ text }: CaptionLine): number => Math.max(6_000, text.length * 90);

/** Keeps lines on the screen for as long as it takes to read them, by the page's own clock. */
export class Fading implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  /** When each line was first seen here. */
  #seen = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** What is to be shown now, the oldest first; with `from`, of one person alone. */
  words({ lines, live }: ReadCaptions, from?: string): readonly ShownWords[] {
    const now = performance.now();
    const seen = new Map(lines.map(({ id }) => [id, this.#seen.get(id) ?? now]));
    this.#seen = seen;
    const isMeant = (id: string): boolean => from === undefined || id === from;
    const left = (line: CaptionLine): number => (seen.get(line.id) ?? now) + timeFor(line) - now;
    const current = lines.filter((line) => isMeant(line.from) && left(line) > 0);
    clearTimeout(this.#timer);
    if (current.length > 0) {
      this.#timer = setTimeout(() => this.#host.requestUpdate(), Math.min(...current.map(left)) + 20);
    }
    const settled = current.map(({ id, name, text, language, isTranslated, from: who }) => {
      return { key: `${id}`, from: who, name, text, language, isTranslated, isLive: false };
    });
    const speaking = Object.entries(live)
      .filter(([id]) => isMeant(id))
      .toSorted(([, a], [, b]) => a.at - b.at)
      .map(([id, { name, text, language }]) => ({ key: id, from: id, name, text, language, isLive: true }));
    return [...settled, ...speaking];
  }
}

/** Who is measured takes turns, row by row, and whoever hangs costs a row and not the run. */
import type { ContenderName } from "./contender.js";

/** `before` is the client alone, of another checkout. */
export type Side = ContenderName | "before";

/** One figure of each side: the median of its runs, `null` where none of them ended. */
export interface Row {
  readonly name: string;
  readonly figures: Partial<Record<Side, number | null>>;
  /** Runs that failed or never ended, of those who had any. */
  readonly failures: Partial<Record<Side, number>>;
  /** Runs that each figure is the median of. */
  readonly runs: number;
}

/** Runs of one side that may fail in one row. */
const MOST_FAILURES = 2;

const median = (values: readonly number[]): number | null =>
  values.toSorted((x, y) => x - y)[values.length >> 1] ?? null;
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One run of a side, with a figure for each name of its rows. */
export type Run = (side: Side) => Promise<readonly number[]>;

export interface TurnsOptions {
  readonly runs: number;
  /** Milliseconds of the clock at which everything has to be over. */
  readonly end: number;
  /** Milliseconds after which a run has failed. */
  readonly limit: number;
  /** Gives a side whose run has failed a page of its own again. */
  renew(side: Side, cause: string): Promise<void>;
  onRow(row: Row): void;
}

export interface TakeOptions {
  /** Milliseconds after which a run has failed. */
  readonly limit?: number;
  /** Milliseconds after which no other round begins. */
  readonly time?: number;
}

export class Turns {
  readonly rows: Row[] = [];
  readonly #options: TurnsOptions;
  readonly #warm = new Set<string>();
  /** Calls of {@link take} that are still to come. */
  #ahead = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** So many calls of {@link take} will come, which share the time that is left. */
  expect(count: number): void {
    this.#ahead += count;
  }

  /** Runs of this kind count from the first one. */
  warm(kind: string): void {
    this.#warm.add(kind);
  }

  report(row: Row): void {
    this.rows.push(row);
    this.#options.onRow(row);
  }

  /** Runs all sides in turns, as often as there is time. The first round of a kind does not count: pages have to warm up. */
  async take(
    kind: string,
    sides: readonly Side[],
    names: readonly string[],
    run: Run,
    { limit = this.#options.limit, time = Infinity }: TakeOptions = {},
  ): Promise<void> {
    const values = new Map(sides.map((side) => [side, [] as (readonly number[])[]]));
    const failures: Partial<Record<Side, number>> = {};
    const now = Date.now();
    const end = now + Math.min(time, (this.#options.end - now) / Math.max(1, this.#ahead--));
    for (let round = this.#warm.has(kind) ? 0 : -1; round < this.#options.runs; round++) {
      // One round that counts there is, whatever it takes.
      if (round > 0 && Date.now() > end) break;
      for (const side of sides) {
        const taken = values.get(side) ?? [];
        // Who has no figure yet tries again, whatever the time.
        for (let failed = failures[side] ?? 0; failed <= MOST_FAILURES;) {
          const figures = await this.#bounded(side, run, limit);
          if (!figures) failures[side] = ++failed;
          else if (round >= 0) taken.push(figures);
          if (round < 0 || taken.length > 0) break;
        }
      }
    }
    this.#warm.add(kind);
    for (const [i, name] of names.entries()) {
      const taken = [...values].map(([side, all]) => [side, all.flatMap((each) => each[i] ?? [])] as const);
      const figures = Object.fromEntries(taken.map(([side, all]) => [side, median(all)]));
      this.report({ name, figures, failures, runs: Math.min(...taken.map(([, all]) => all.length)) });
    }
  }

  async #bounded(side: Side, run: Run, limit: number): Promise<readonly number[] | undefined> {
    let cause = `no end after ${limit / 1_000} s`;
    const running = run(side).catch((error: unknown) => void (cause = String(error)));
    const figures = await Promise.race([running, pause(limit)]);
    if (figures) return figures;
    await this.#options.renew(side, cause);
    // What it was about ends with its page, before anything else begins.
    await Promise.race([running, pause(limit)]);
    return undefined;
  }
}

/**
 * A suite for adapters: whoever writes a `Signaling` for a backend of their own finds out whether it keeps what the client relies on.
 * It needs no test runner, throws nothing, and gives a report by row.
 *
 * @module
 */
import { schedule as systemSchedule } from "../../base/clock.js";
import type { Schedule } from "../../base/clock.js";
import type { AdapterFixture } from "./fixture.js";
import { Ground, Skipped } from "./ground.js";
import type { AdapterRow } from "./ground.js";
import { ACTS } from "./rows/acts.js";
import { JOINING } from "./rows/joining.js";
import { LEAVING } from "./rows/leaving.js";
import { PEOPLE } from "./rows/people.js";
import { TROUBLE } from "./rows/trouble.js";

export type { AdapterFixture } from "./fixture.js";
export type { AdapterRow } from "./ground.js";
export type { Network } from "./network.js";

/** What became of a row. */
export interface AdapterResult {
  readonly name: string;
  /** `skipped` where the backend has nothing of the kind. */
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it failed, or was skipped, as a sentence. */
  readonly reason?: string;
  /** How long it took. */
  readonly milliseconds: number;
}

/** Options of {@link testAdapter}. */
export interface AdapterSuiteOptions {
  /** Milliseconds for one row. Default 10 000. */
  readonly limit?: number;
  /** Only rows that this is true for. */
  readonly only?: (name: string) => boolean;
  /** Default the system's. */
  readonly schedule?: Schedule;
  /** Milliseconds of a clock. Default `performance.now`. */
  readonly now?: () => number;
}

/** All rows, for runners that want a test for each: give `run` the fixture with {@link testRow}. */
export const ADAPTER_ROWS: readonly AdapterRow[] = [...JOINING, ...PEOPLE, ...TROUBLE, ...ACTS, ...LEAVING];

/** Runs one row on a backend of its own. Never rejects. */
export async function testRow(
  row: AdapterRow,
  createFixture: () => Promise<AdapterFixture> | AdapterFixture,
  { limit = 10_000, schedule = systemSchedule, now = () => performance.now() }: AdapterSuiteOptions = {},
): Promise<AdapterResult> {
  const { name } = row;
  const at = now();
  const result = (outcome: AdapterResult["outcome"], reason?: string): AdapterResult => ({
    name,
    outcome,
    ...(reason !== undefined && { reason }),
    milliseconds: now() - at,
  });
  let ground: Ground | undefined;
  let cancel = (): void => {};
  try {
    ground = new Ground(await createFixture());
    const { doing } = ground;
    const late = new Promise<never>((_resolve, reject) => {
      cancel = schedule(
        () => reject(new Error(`Nothing more happened within ${limit / 1000} s, at: ${doing()}.`)),
        limit,
      );
    });
    await Promise.race([row.run(ground), late]);
    return result("passed");
  } catch (error) {
    if (error instanceof Skipped) return result("skipped", error.message);
    return result("failed", error instanceof Error ? error.message : String(error));
  } finally {
    cancel();
    await ground?.end();
  }
}

/**
 * Runs every row, one after the other.
 *
 * @param createFixture makes a backend, or a way to one, for each row.
 * @returns what became of each row. It never rejects.
 * @example
 * ```ts
 * const report = await testAdapter(() => ({ signaling: (network) => mySignaling({ url, ...network }), close() {} }));
 * console.table(report);
 * ```
 */
export async function testAdapter(
  createFixture: () => Promise<AdapterFixture> | AdapterFixture,
  options: AdapterSuiteOptions = {},
): Promise<readonly AdapterResult[]> {
  const { only = () => true } = options;
  const report: AdapterResult[] = [];
  for (const row of ADAPTER_ROWS.filter(({ name }) => only(name))) {
    report.push(await testRow(row, createFixture, options));
  }
  return report;
}

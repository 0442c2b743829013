import type { Environment } from "../environment.js";

/** Milliseconds between looks at the clock, and by how much a look has to be late for the machine to have slept. */
const EVERY = 5_000;
const LATE = 10_000;

/** Calls `onWake` when the machine has slept, which no event tells of, until `signal` aborts. */
export function watchSleep({ schedule, date }: Environment, signal: AbortSignal, onWake: () => void): void {
  let cancel = (): void => {};
  const wait = (): void => {
    const due = date() + EVERY;
    cancel = schedule(() => {
      wait();
      if (date() - due > LATE) onWake();
    }, EVERY);
  };
  wait();
  signal.addEventListener("abort", () => cancel(), { once: true });
}

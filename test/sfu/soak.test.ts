import { expect, it } from "vitest";
import { startSfu } from "../../src/sfu/index.js";
import { joinAndLeave } from "./support/cycle.js";
import { SECONDS, until } from "./support/setup.js";

const CYCLES = 30;

// `npm run bench:soak` does ten times as many, and weighs the heap.
it(`keeps nothing of ${CYCLES} calls of two`, { timeout: 120 * SECONDS }, async () => {
  const handles = (): number => process.getActiveResourcesInfo().filter((name) => /UDP|TCPServer/.test(name)).length;
  const before = handles();
  const sfu = await startSfu();
  const { timers } = sfu.sessions();
  try {
    for (let cycle = 0; cycle < CYCLES; cycle++) await joinAndLeave(sfu);
    await until(() => (sfu.sessions().open === 0 ? true : undefined));
    expect(sfu.sessions()).toEqual({ open: 0, connected: 0, publications: 0, subscriptions: 0, adapters: 0, timers });
  } finally {
    await sfu.close();
  }
  expect(sfu.sessions().timers).toBe(0);
  // Handles end a turn of the loop after their close event.
  await until(() => (handles() === before ? true : undefined));
});

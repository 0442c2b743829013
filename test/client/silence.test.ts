import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Silence } from "../../src/client/health/silence.js";
import type { WatchedStay } from "../../src/client/health/watched-stay.js";
import { Clock } from "./clock.js";

/** Milliseconds of a steady time, after which silence means something, and of a silence. */
const STEADY = 1_500;
const SILENT = 500;

let clock: Clock;
let asked: number;
/** When the last packet of each receiver came; `undefined` for one that never got any. */
let arrivals: (number | undefined)[];
/** What the service has told of what it got. */
let reports: number;
let flows: boolean;
let isThere: boolean;
let silence: Silence;
let answer: (isThere: boolean) => void;
/** Packets that this browser has sent, of which so many go out in each 50 milliseconds. */
let sent: number;
let rate: number;
let replaced: number;
let page: EventTarget & { visibilityState: string };

beforeEach(() => {
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("document", page);
  clock = new Clock();
  [asked, reports, flows, isThere, sent, rate, replaced] = [0, 0, true, true, 0, 3, 0];
  arrivals = [undefined, 0];
  const receivers = [0, 1].map((index) => ({
    getSynchronizationSources: () => (arrivals[index] === undefined ? [] : [{ timestamp: arrivals[index] }]),
  }));
  const stats = async () =>
    new Map([["T", { type: "transport", packetsReceived: reports, packetsSent: sent }]]) as unknown as RTCStatsReport;
  const sender = { track: {}, getStats: stats };
  const stay = {
    get ends() {
      return isThere ? { receivers, senders: [{ track: null }, sender] } : undefined;
    },
    stats,
    checkSession: () => {
      asked++;
      return new Promise<boolean>((resolve) => (answer = resolve));
    },
    replaceSession: () => replaced++,
  } as unknown as WatchedStay;
  silence = new Silence(stay, clock.environment);
});

afterEach(() => {
  silence.close();
  expect(clock.pending, "nothing waits after the end").toBe(0);
  vi.unstubAllGlobals();
});

/** Lets time pass, in which a packet comes every 50 ms while any flow. */
const pass = async (milliseconds: number): Promise<void> => {
  for (let at = 0; at < milliseconds; at += 50) {
    if (flows) {
      reports++;
      if (arrivals[1] !== undefined) arrivals[1] += 50;
    }
    sent += rate;
    await clock.pass(50);
  }
};

test("asks about the session once, half a second after the last packet", async () => {
  await pass(STEADY);
  expect(asked).toBe(0);
  flows = false;
  await pass(SILENT + 250);
  expect(asked).toBe(1);
  await pass(20_000);
  expect(asked, "the answer is still awaited").toBe(1);
});

test("asks again when packets came and stopped again", async () => {
  await pass(STEADY);
  flows = false;
  await pass(2_000);
  answer(false);
  flows = true;
  await pass(STEADY);
  flows = false;
  await pass(SILENT + 250);
  expect(asked).toBe(2);
});

test("who only sends hears of it by the reports that no longer come", async () => {
  arrivals = [];
  await pass(STEADY);
  flows = false;
  await pass(SILENT + 250);
  expect(asked).toBe(1);
});

test("packets that were rare before say nothing by their absence", async () => {
  for (let each = 0; each < 10; each++) {
    flows = false;
    await pass(600);
    flows = true;
    await pass(50);
  }
  flows = false;
  await pass(5_000);
  expect(asked).toBe(0);
});

test("a page that nobody sees, and a time without a session, ask nothing", async () => {
  await pass(STEADY);
  page.visibilityState = "hidden";
  flows = false;
  await pass(5_000);
  page.visibilityState = "visible";
  await pass(5_000);
  expect(asked).toBe(0);
  flows = true;
  await pass(STEADY);
  isThere = false;
  await pass(5_000);
  expect(asked).toBe(0);
});

/** A silence, and the word of the service that the session is there. */
async function silentWith(isThere: boolean): Promise<void> {
  await pass(STEADY);
  flows = false;
  await pass(SILENT + 250);
  answer(isThere);
}

test("a session that is there, over a way that is dead, is replaced half a second after the service has said so", async () => {
  await silentWith(true);
  expect(replaced).toBe(0);
  await pass(550);
  expect(replaced).toBe(1);
  await pass(20_000);
  expect([asked, replaced]).toEqual([1, 1]);
});

test("a session that is gone is replaced by whoever asked for it", async () => {
  await silentWith(false);
  await pass(20_000);
  expect(replaced).toBe(0);
});

test("silence of the others is not a dead way: reports and answers to the browser's checks come on", async () => {
  await silentWith(true);
  reports++;
  await pass(20_000);
  expect(replaced).toBe(0);
});

test("who sends nothing waits for the answers to the browser's checks", async () => {
  rate = 0;
  await silentWith(true);
  await pass(3_000);
  expect(replaced).toBe(0);
  await pass(600);
  expect(replaced).toBe(1);
});

test.each(["visible", "hidden"])(
  "a page that comes back into sight (%s) looks at the way, and asks when it is dead",
  async (now) => {
    await pass(1_000);
    flows = false;
    page.visibilityState = "hidden";
    await pass(60_000);
    expect(asked).toBe(0);
    page.visibilityState = now;
    page.dispatchEvent(new Event("visibilitychange"));
    await pass(600);
    expect(asked).toBe(now === "visible" ? 1 : 0);
    answer?.(true);
    await pass(550);
    expect(replaced).toBe(now === "visible" ? 1 : 0);
  },
);

test("a page that comes back over a way that lives asks nothing", async () => {
  page.visibilityState = "hidden";
  await pass(5_000);
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  await pass(5_000);
  expect([asked, replaced]).toEqual([0, 0]);
});

import { afterAll, beforeAll, describe, it } from "vitest";
import { NO_FAULTS, type FaultOptions } from "../../src/sfu/faults.js";
import { passed, Stack } from "./stack/stack.js";

/** Milliseconds. A ceiling for machines that do much else, not an expectation. */
const PATIENCE = 150_000;
const HOUR = 3_600_000;

/** Something that goes wrong: begun, and ended when the people are through it, or after a while without which they cannot be. */
interface Fault {
  readonly name: string;
  begin(stack: Stack): Promise<unknown>;
  end?(stack: Stack): Promise<unknown>;
  /** Milliseconds. */
  readonly lasts?: number;
}

const switched = (name: string, faults: FaultOptions, lasts?: number): Fault => ({
  name,
  begin: (stack) => stack.setFaults(faults),
  end: (stack) => stack.setFaults(NO_FAULTS),
  ...(lasts && { lasts }),
});

/** The SFU forgets everybody, and nobody is told. */
async function forget(stack: Stack): Promise<void> {
  await stack.setFaults({ cutOff: true });
  await stack.replaceSfu();
}

const FAULTS: readonly Fault[] = [
  // Those that take long go first, so that they do not end last.
  switched("a connection that fails", { cutOff: true }, 12_000),
  switched("a connection that is interrupted", { cutOff: true }, 6_000),
  {
    name: "no network for a while",
    begin: (stack) => Promise.all([stack.setOffline(true), stack.setFaults({ cutOff: true })]),
    end: (stack) => Promise.all([stack.setOffline(false), stack.setFaults(NO_FAULTS)]),
    lasts: 4_000,
  },
  switched("slow calls, each by another time", { latency: 100, jitter: 250 }),
  switched("lost requests", { lostRequest: 0.25 }),
  switched("lost replies", { lostReply: 0.25 }),
  ...([406, 410, 425, 429, 503] as const).map((status) =>
    switched(`calls refused with ${status}`, { refuse: { status, times: 3 } }),
  ),
  switched("a bad network", {
    latency: 30,
    jitter: 80,
    lostRequest: 0.1,
    lostReply: 0.15,
    lateFirstPacket: 1_000,
    rtpLossIn: 0.02,
    rtpLossOut: 0.02,
  }),
  switched("late first packets", { lateFirstPacket: 1_500 }),
  switched("lost packets", { rtpLossIn: 0.05, rtpLossOut: 0.05 }),
  { name: "an SFU that is restarted", begin: (stack) => stack.replaceSfu() },
  { name: "an SFU that is dead for a while", begin: (stack) => stack.replaceSfu(3_000) },
  { name: "a room server that is dead for a while", begin: (stack) => stack.replaceServer(3_000) },
  // What was connected is of no use afterwards.
  {
    name: "another network",
    begin: (stack) => Promise.all([stack.setOffline(true), forget(stack)]),
    end: (stack) => stack.setOffline(false),
    lasts: 500,
  },
  { name: "a machine that sleeps", begin: forget, end: (stack) => stack.ask("sleep", HOUR), lasts: 500 },
  {
    name: "a tab in the background",
    begin: (stack) => stack.ask("hide", true),
    end: (stack) => stack.ask("hide", false),
  },
];

/** Little of everything, so that several rooms fit into a small machine. */
const MEDIA = {
  camera: { constraints: { width: 160, height: 90, frameRate: 10 }, encodings: [{ maxBitrate: 100_000 }] },
} as const;
const PEOPLE = ["Ada", "Grace"] as const;

/** Everybody sees moving pictures of everybody else, and hears them beep. */
async function perceive(stack: Stack): Promise<void> {
  await Promise.all(
    [PEOPLE, [...PEOPLE].reverse()].flatMap(([who = "", whom = ""]) => [
      stack.ask("sees", who, whom),
      stack.ask("hears", who, whom),
    ]),
  );
}

/** `action`, which is to come out well, while something goes wrong. */
async function during({ begin, end, lasts }: Fault, stack: Stack, action: () => Promise<unknown>): Promise<void> {
  await Promise.all([begin(stack), action(), lasts && passed(lasts).then(() => end?.(stack))]);
  if (!lasts) await end?.(stack);
}

/** Nothing is left in the page, nor on the SFU. */
async function nothingIsLeft(stack: Stack): Promise<void> {
  for (;;) {
    const held = await stack.ask("holdings");
    const { open, timers } = stack.sfu.sessions();
    if (Object.keys(held).length + open + timers === 0) return;
    stack.note(JSON.stringify({ held, open, timers }));
    await passed(100);
  }
}

describe("whatever goes wrong, at the join, in the call and at the end, people see and hear each other, and leave nothing", () => {
  let first: Stack;

  beforeAll(async () => {
    first = await Stack.start();
  }, PATIENCE);
  afterAll(() => first.stop());

  it.concurrent("only sound, when the network carries no pictures", { timeout: PATIENCE }, async ({ onTestFailed }) => {
    const stack = await first.another();
    onTestFailed(async () => {
      throw new Error(await stack.report());
    });
    try {
      await Promise.all(PEOPLE.map((name) => stack.ask("join", name, ["microphone", "camera"], MEDIA)));
      await perceive(stack);
      await stack.setFaults({ rtpLossOut: 0.4 });
      await stack.ask("hasOnlySound", "Grace", true);
      await stack.ask("seesNothing", "Grace", "Ada");
      await stack.ask("hears", "Grace", "Ada");
      await stack.setFaults(NO_FAULTS);
      await stack.ask("hasOnlySound", "Grace", false);
      await perceive(stack);
    } finally {
      await stack.close();
    }
  });

  it.concurrent.for(FAULTS)("$name", { timeout: PATIENCE }, async (fault, { onTestFailed }) => {
    const stack = await first.another();
    onTestFailed(async () => {
      throw new Error(await stack.report());
    });
    try {
      await during(fault, stack, async () => {
        await Promise.all(PEOPLE.map((name) => stack.ask("join", name, ["microphone", "camera"], MEDIA)));
        await perceive(stack);
      });
      await perceive(stack);
      await during(fault, stack, async () => {
        await stack.ask("unplug", "Ada");
        await stack.ask("told", "Grace", "Ada", "camera", null);
        await stack.ask("set", "Ada", "camera", true);
        await perceive(stack);
      });
      await perceive(stack);
      const last = { ...fault, ...(fault.lasts && { lasts: 500 }) };
      await during(last, stack, () => Promise.all(PEOPLE.map((name) => stack.ask("leave", name))));
      await nothingIsLeft(stack);
    } finally {
      await stack.close();
    }
  });
});

import { describe, expect, it } from "vitest";
import { MutationQueue } from "../../src/client/session/mutation-queue.js";
import { CallsError } from "../../src/base/error.js";
import { settled } from "./clock.js";
import { seeded } from "./seeded.js";

const { signal } = new AbortController();

/** A runner whose batches end when the test says so. */
function held<Item>() {
  const batches: { items: readonly Item[]; end: (failure?: unknown) => void }[] = [];
  const run = (items: readonly Item[]): Promise<Item[]> =>
    new Promise((resolve, reject) => {
      batches.push({ items, end: (failure) => (failure ? reject(failure) : resolve([...items])) });
    });
  return { batches, run };
}

describe("MutationQueue", () => {
  it("sends what one task asks for in one call", async () => {
    const queue = new MutationQueue();
    const { batches, run } = held<string>();
    const push = queue.lane(run, 64);
    const results = Promise.all(["microphone", "camera"].map((item) => push(item, { signal })));
    await settled();
    expect(batches.map(({ items }) => items)).toEqual([["microphone", "camera"]]);
    batches[0]?.end();
    expect(await results).toEqual(["microphone", "camera"]);
  });

  it("holds everything until the call before is over, then batches each lane up to its limit", async () => {
    const queue = new MutationQueue();
    const [push, pull] = [held<number>(), held<number>()];
    const addPush = queue.lane(push.run, 64);
    const addPull = queue.lane(pull.run, 3);
    void addPush(0, { signal });
    await settled();
    for (const item of [1, 2, 3, 4]) void addPull(item, { signal });
    void addPush(5, { signal });
    await settled();
    expect(pull.batches).toEqual([]);
    push.batches[0]?.end();
    await settled();
    expect(pull.batches.map(({ items }) => items)).toEqual([[1, 2, 3]]);
    expect(push.batches).toHaveLength(1);
    pull.batches[0]?.end();
    await settled();
    expect(pull.batches[1]?.items).toEqual([4]);
  });

  it("fails one item of a batch, or all of it, and goes on", async () => {
    const queue = new MutationQueue();
    const bad = new CallsError("track-empty", "no packets");
    const add = queue.lane(async (items: readonly string[]) => {
      if (items.includes("broken")) throw bad;
      return items.map((item) => (item === "empty" ? bad : item));
    }, 64);
    const results = await Promise.allSettled(["a", "empty", "b"].map((item) => add(item, { signal })));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(add("broken", { signal })).rejects.toBe(bad);
    expect(await add("c", { signal })).toBe("c");
  });

  it("takes out what is aborted while it waits, and finishes what runs", async () => {
    const queue = new MutationQueue();
    const { batches, run } = held<string>();
    const add = queue.lane(run, 1);
    const abort = new AbortController();
    const running = add("running", { signal: abort.signal });
    const waiting = add("waiting", { signal: abort.signal });
    await settled();
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });
    batches[0]?.end();
    expect(await running).toBe("running");
    await expect(add("late", { signal: abort.signal })).rejects.toMatchObject({ code: "aborted" });
    await settled();
    expect(batches).toHaveLength(1);
  });

  it("keeps the order of a key over lanes", async () => {
    const queue = new MutationQueue();
    const order: string[] = [];
    const run = (name: string) => async (items: readonly string[]) => {
      order.push(`${name} ${items.join("+")}`);
      return [...items];
    };
    const open = queue.lane(run("open"), 64);
    const close = queue.lane(run("close"), 64);
    await Promise.all([
      open("b", { signal, key: "b" }),
      close("a", { signal, key: "a" }),
      open("a", { signal, key: "a" }),
      open("c", { signal, key: "c" }),
    ]);
    expect(order).toEqual(["open b+c", "close a", "open a"]);
  });

  it("fails what waits, and all that comes, when it is closed", async () => {
    const queue = new MutationQueue();
    const { run } = held<string>();
    const add = queue.lane(run, 1);
    void add("running", { signal });
    await settled();
    const waiting = add("waiting", { signal });
    const gone = new CallsError("session-expired", "410");
    queue.close(gone);
    await expect(waiting).rejects.toBe(gone);
    await expect(add("late", { signal })).rejects.toBe(gone);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("keeps its promises whatever comes (seed %i)", async (seed) => {
    const random = seeded(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const queue = new MutationQueue();
    let running = 0;
    const started: { lane: number; item: number; key: string | undefined }[] = [];
    const lanes = [3, 64, 1].map((limit, lane) =>
      queue.lane(async (items: readonly { item: number; key: string | undefined }[]) => {
        expect(++running).toBe(1);
        expect(items.length).toBeLessThanOrEqual(limit);
        expect(items.length).toBeGreaterThan(0);
        for (const { item, key } of items) started.push({ lane, item, key });
        for (let turns = below(4); turns > 0; turns--) await settled();
        running--;
        if (random() < 0.1) throw new CallsError("server-error", "all of it");
        return items.map(({ item }) => (random() < 0.1 ? new CallsError("track-empty", "one of it") : item));
      }, limit),
    );
    const outcomes: Promise<unknown>[] = [];
    const aborted = new Set<number>();
    for (let item = 0; item < 200; item++) {
      const abort = new AbortController();
      const key = random() < 0.3 ? "abc"[below(3)] : undefined;
      const add = lanes[below(3)]!;
      const outcome = add({ item, key }, { signal: abort.signal, key }).then(
        (result) => expect(result).toBe(item),
        (error: CallsError) => {
          if (error.code === "aborted") aborted.add(item);
        },
      );
      outcomes.push(outcome);
      if (random() < 0.2) setTimeout(() => abort.abort(), below(3));
      if (random() < 0.3) await settled();
    }
    await Promise.all(outcomes);
    const items = started.map(({ item }) => item);
    expect(new Set(items).size).toBe(items.length);
    expect([...items, ...aborted].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    for (const key of "abc") {
      const ofKey = started.filter((entry) => entry.key === key).map(({ item }) => item);
      expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
    }
    for (const lane of [0, 1, 2]) {
      const free = started.filter((entry) => entry.lane === lane && !entry.key).map(({ item }) => item);
      expect(free).toEqual([...free].sort((a, b) => a - b));
    }
  });

  it.each([1, 2, 3, 4])("leaves nobody waiting when it is closed, whenever that is (seed %i)", async (seed) => {
    const random = seeded(seed);
    const gone = new CallsError("session-expired", "410");
    const queue = new MutationQueue();
    let isClosed = false;
    let running: Promise<unknown> = Promise.resolve();
    const lanes = [3, 64].map((limit) =>
      queue.lane((items: readonly number[]) => {
        // What ran may end; nothing begins.
        expect(isClosed).toBe(false);
        const batch = new Promise<number[]>((resolve) => setTimeout(() => resolve([...items]), random() * 5));
        running = batch;
        return batch;
      }, limit),
    );
    const outcomes: Promise<"done" | "closed">[] = [];
    const closesAt = Math.floor(random() * 60);
    for (let item = 0; item < 80; item++) {
      if (item === closesAt) {
        isClosed = true;
        queue.close(gone);
      }
      const add = lanes[Math.floor(random() * 2)]!;
      const outcome = add(item, { signal }).then(
        () => "done" as const,
        (error: unknown) => (expect(error).toBe(gone), "closed" as const),
      );
      if (isClosed) expect(await outcome).toBe("closed");
      outcomes.push(outcome);
      if (random() < 0.5) await settled();
    }
    expect(await Promise.all(outcomes)).toHaveLength(80);
    await running;
  });
});

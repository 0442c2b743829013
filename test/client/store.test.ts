import { describe, expect, it, vi } from "vitest";
import { share, shareList } from "../../src/base/share.js";
import { RoomStore } from "../../src/client/room/store.js";
import { mergeSelf } from "../../src/client/room/pure/self.js";
import type { RoomSnapshot } from "../../src/client/types.js";
import { seeded } from "./seeded.js";

const OFF = { status: "off" } as const;

function initial(): RoomSnapshot {
  return {
    status: { phase: "idle" },
    roomId: "",
    self: mergeSelf(undefined, {
      id: "",
      name: "",
      microphone: OFF,
      camera: OFF,
      screen: OFF,
      screenAudio: undefined,
      announced: [],
    }),
    participants: [],
    microphone: OFF,
    camera: OFF,
    screen: OFF,
    devices: { microphones: [], cameras: [], speakers: [] },
    microphoneId: "",
    cameraId: "",
    speakerId: "",
    audioBlocked: false,
    talkingWhileMuted: false,
    audioOnly: false,
    policy: { locked: false, waitingRoom: false, spotlight: [] },
    chat: [],
    waiting: [],
    features: {},
    canAct: false,
  };
}

describe("RoomStore", () => {
  it("publishes frozen snapshots, and only when something changed", () => {
    const store = new RoomStore(initial());
    const seen: RoomSnapshot[] = [];
    store.subscribe((snapshot) => seen.push(snapshot));
    const before = store.snapshot;
    store.update({ roomId: "standup" });
    store.update({ roomId: "standup", audioBlocked: false });
    expect(seen).toEqual([store.snapshot]);
    expect(Object.isFrozen(store.snapshot)).toBe(true);
    expect(before.roomId).toBe("");
    expect(store.snapshot.self).toBe(before.self);
  });

  it("selects, with the caller's own idea of equality", () => {
    const store = new RoomStore(initial());
    const ids: string[] = [];
    const lengths: number[] = [];
    store.select(
      (snapshot) => snapshot.roomId,
      (id) => ids.push(id),
    );
    store.select(
      (snapshot) => ({ length: snapshot.roomId.length }),
      ({ length }) => lengths.push(length),
      (a, b) => a.length === b.length,
    );
    for (const roomId of ["a", "b", "bc"]) store.update({ roomId });
    store.update({ audioBlocked: true });
    expect(ids).toEqual(["a", "b", "bc"]);
    expect(lengths).toEqual([1, 2]);
  });

  it("tells a change made by a listener to everyone, after the one before", () => {
    const store = new RoomStore(initial());
    const seen: string[] = [];
    store.subscribe(({ roomId }) => {
      if (roomId === "first") store.update({ roomId: "second" });
    });
    store.subscribe(({ roomId }) => seen.push(roomId));
    store.update({ roomId: "first" });
    expect(seen).toEqual(["first", "second"]);
  });

  it("ends a subscription at once, also from inside a listener", () => {
    const store = new RoomStore(initial());
    const seen: string[] = [];
    const stops = [0, 1].map((self) =>
      store.subscribe(({ roomId }) => {
        seen.push(`${self} ${roomId}`);
        for (const stop of stops) stop();
      }),
    );
    store.update({ roomId: "a" });
    store.update({ roomId: "b" });
    expect(seen).toEqual(["0 a"]);
  });

  it("counts a function that subscribes twice as two subscriptions", () => {
    const store = new RoomStore(initial());
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    store.subscribe(listener);
    stop();
    stop();
    store.update({ roomId: "a" });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it.each([1, 2, 3, 4, 5])("every selection ends at the truth, with no change told twice (seed %i)", (seed) => {
    const random = seeded(seed);
    const store = new RoomStore(initial());
    const told: string[][] = [];
    const stops: (() => void)[] = [];
    const live = new Set<number>();
    for (let step = 0; step < 300; step++) {
      if (random() < 0.2) {
        const mine: string[] = [store.snapshot.roomId];
        const index = told.push(mine) - 1;
        live.add(index);
        stops.push(
          store.select(
            (snapshot) => snapshot.roomId,
            (id) => {
              mine.push(id);
              if (random() < 0.05 && id !== "0") store.update({ roomId: "0" });
            },
          ),
        );
      }
      if (random() < 0.1 && stops.length > 0) {
        const index = Math.floor(random() * stops.length);
        stops[index]?.();
        live.delete(index);
      }
      store.update(random() < 0.7 ? { roomId: String(Math.floor(random() * 3)) } : { audioBlocked: random() < 0.5 });
      for (const index of live) expect(told[index]?.at(-1)).toBe(store.snapshot.roomId);
    }
    for (const mine of told) {
      for (const [i, id] of mine.entries()) if (i > 0) expect(id).not.toBe(mine[i - 1]);
    }
  });
});

describe("share", () => {
  it("keeps what is equal and freezes what is new", () => {
    const before = share(undefined, { a: 1, b: undefined as number | undefined });
    expect(Object.isFrozen(before)).toBe(true);
    expect(share(before, { a: 1, b: undefined })).toBe(before);
    expect(share(before, { a: 1, b: 2 })).not.toBe(before);
    const list = shareList<object>([], [before]);
    expect(shareList(list, [before])).toBe(list);
    expect(shareList(list, [])).toEqual([]);
    expect(Object.isFrozen(list)).toBe(true);
  });
});

import { expect, expectTypeOf, it } from "vitest";
import { agenda } from "../../demo/agenda/agenda.js";
import type { AgendaCommand, AgendaState } from "../../demo/agenda/agenda.js";
import { featureOf } from "../../src/client/room/feature.js";
import type { FeatureOfRoom, Room, RoomRequest, RoomSnapshot } from "../../src/client/types.js";

function room() {
  const listeners: (() => void)[] = [];
  const requests: RoomRequest[] = [];
  const parts = {
    snapshot: { features: {} } as RoomSnapshot,
    select: ((selector, listener) => {
      let before = selector(parts.snapshot);
      listeners.push(() => {
        const now = selector(parts.snapshot);
        if (now !== before) listener((before = now));
      });
      return () => void listeners.splice(0);
    }) as Room["select"],
    async request(request: RoomRequest) {
      requests.push(request);
    },
  };
  const set = (features: RoomSnapshot["features"]): void => {
    parts.snapshot = { ...parts.snapshot, features };
    for (const listener of listeners) listener();
  };
  return { parts, set, requests };
}

it("a feature is its part of the snapshot, and its commands are requests", async () => {
  const { parts, set, requests } = room();
  const feature = featureOf(parts, agenda);
  expect(feature.state).toBeUndefined();
  const counts: (number | undefined)[] = [];
  const stop = feature.select((state) => state?.items.length, (count) => counts.push(count)); // prettier-ignore
  const state = { ...agenda.initial, items: [] };
  set({ agenda: state });
  expect(feature.state).toBe(state);
  set({ agenda: state, polls: {} });
  expect(counts).toEqual([0]);
  stop();
  set({});
  expect(counts).toEqual([0]);
  await feature.request({ type: "finish" });
  expect(requests).toEqual([{ type: "feature", feature: "agenda", command: { type: "finish" } }]);
});

it("has the types of its contract", () => {
  const of = (each: Room) => each.feature(agenda);
  expectTypeOf(of).returns.toEqualTypeOf<FeatureOfRoom<AgendaCommand, AgendaState>>();
  const byName = (each: Room) => each.feature<{ vote: number }, { votes: number[] }>({ name: "polls" });
  expectTypeOf(byName).returns.toEqualTypeOf<FeatureOfRoom<{ vote: number }, { votes: number[] }>>();
});

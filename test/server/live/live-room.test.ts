/** A room at work tells what is due when it is due: no sooner, no later, and without keeping a host awake that may sleep. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CallsClient } from "../../../src/server/calls/client.js";
import { LiveRoom } from "../../../src/server/live/live-room.js";
import type { LogEntry } from "../../../src/server/log.js";
import type { RoomFeature } from "../../../src/room/feature.js";
import { ROOM_SETTINGS, createRoomState } from "../../../src/room/state.js";

const START = 1_800_000_000_000;
beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

/** Rings so many milliseconds after it is told to. */
const bell: RoomFeature<{ due?: number; rings: number[] }, number> = {
  name: "bell",
  command: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as number }) } },
  initial: { rings: [] },
  reduce: ({ rings }, { command, at, random }) => {
    if (command < 0) throw new Error(`Broken by ${random() < 1}.`);
    return { due: at + command, rings };
  },
  due: ({ due }) => due,
  tick: ({ rings }, { at }) => ({ rings: [...rings, at - START] }),
};

function live() {
  const log: LogEntry[] = [];
  const voices: number[] = [];
  const heartbeats: string[] = [];
  const room = new LiveRoom({
    state: createRoomState({ id: "lab", epoch: "e", at: START }),
    settings: { ...ROOM_SETTINGS, features: [bell as RoomFeature] },
    client: {} as CallsClient,
    log: (entry) => log.push(entry),
    signal: new AbortController().signal,
    ports: {
      now: Date.now,
      close() {},
      send: (_, text) => {
        if (text.includes('"speaking"')) voices.push(Date.now() - START);
        if (text.includes('"heartbeat"') && !text.includes("welcome")) heartbeats.push(text);
      },
    },
  });
  const say = (message: object): void => room.take({ type: "message", socket: "ada", text: JSON.stringify(message) });
  const connect = { participantId: "ada", participantName: "Ada", mayRename: true };
  room.take({ type: "connect", socket: "ada", versioned: true, ...connect });
  say({ type: "hello", protocol: 1 });
  const ring = (after: number): void => say({ type: "feature", feature: "bell", command: after });
  const rings = (): unknown => JSON.parse(room.state.features.get("bell")?.text ?? "{}").rings;
  return { room, say, ring, rings, log, voices, heartbeats };
}

it("a feature ticks by itself, at its moment", () => {
  const { ring, rings } = live();
  ring(1_234);
  vi.advanceTimersByTime(1_233);
  expect(rings()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(rings()).toEqual([1_234]);
});

it("one that moves its moment forward is not kept waiting, and one that moves it back is not called", () => {
  const { ring, rings } = live();
  ring(4_000);
  ring(300);
  vi.advanceTimersByTime(300);
  expect(rings()).toEqual([300]);
  ring(100);
  ring(900);
  vi.advanceTimersByTime(899);
  expect(rings()).toEqual([300]);
  vi.advanceTimersByTime(1);
  expect(rings()).toEqual([300, 1_200]);
});

it("what flickers does not wait for a feature that is due later", () => {
  const { say, ring, voices } = live();
  ring(4_000);
  say({ type: "speaking", speaking: true });
  say({ type: "speaking", speaking: false });
  vi.advanceTimersByTime(2_000);
  expect(voices).toEqual([0, 300]);
});

it("what is far off needs no timer: a sweep, or an alarm, comes in time", () => {
  const { room, ring, rings } = live();
  ring(12_000);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(7_500);
  room.take({ type: "sweep" });
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(4_500);
  expect(rings()).toEqual([12_000]);
});

it("the log says which feature failed, and at what", () => {
  const { ring, log } = live();
  ring(-1);
  expect(log).toMatchObject([
    {
      level: "error",
      event: "a feature of the room failed",
      room: "lab",
      operation: "bell reduce",
      message: "Broken by true.",
    },
  ]);
});

it("a heartbeat is answered at once, and keeps its sender in the room; one that comes too soon is a message like any other", () => {
  const { room, say, heartbeats } = live();
  for (let beat = 1; beat <= 10; beat++) {
    vi.advanceTimersByTime(5_000);
    const before = room.state;
    say({ type: "heartbeat" });
    expect(room.state).toBe(before);
    expect(heartbeats).toHaveLength(beat);
    room.take({ type: "sweep" });
    expect(room.state.participants.get("ada")?.lastSeen).toBe(Date.now());
  }
  say({ type: "heartbeat" });
  const before = room.state.sockets.get("ada")?.allowance?.left ?? 0;
  for (let more = 0; more < 10; more++) say({ type: "heartbeat" });
  expect(room.state.sockets.get("ada")?.allowance?.left).toBeLessThan(before);
});

import { expect, it } from "vitest";
import { isIdle, nextDeadline } from "../../src/room/deadlines.js";
import { stepRoom } from "../../src/room/room.js";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import { player } from "../server/support/play.js";
import { Machine } from "./machine.js";

const sweepAt = (machine: Machine, at: number) => stepRoom(machine.state, { type: "sweep", at }, machine.settings);

/** The SFU has closed all that it was to. */
function closeAll(machine: Machine): void {
  for (const { id: sessionId, closing: tracks } of machine.state.sessions.values()) {
    if (tracks !== undefined) machine.take({ type: "session-closed", sessionId, tracks });
  }
}

it.each([1, 2, 3, 4])("a sweep finds nothing before the deadline, and something at it (seed %i)", (seed) => {
  const machine = new Machine();
  const play = player(machine, seed);
  let found = 0;
  for (let step = 0; step < 300; step++) {
    play();
    closeAll(machine);
    const deadline = nextDeadline(machine.state, machine.settings);
    if (deadline === undefined) {
      expect(sweepAt(machine, machine.at + 10 * machine.settings.remember).effects).toEqual([]);
      continue;
    }
    expect(sweepAt(machine, deadline - 1).effects).toEqual([]);
    const after = sweepAt(machine, deadline);
    if (!isIdle(after.state, machine.settings, deadline)) expect(after.effects.length).toBeGreaterThan(0);
    found += after.effects.length;
  }
  expect(found).toBeGreaterThan(100);
});

it("a room is idle when nobody has been in it for long", () => {
  const machine = new Machine();
  const { idle } = ROOM_SETTINGS;
  expect(nextDeadline(machine.state, machine.settings)).toBe(idle);
  expect(isIdle(machine.state, machine.settings, idle - 1)).toBe(false);
  expect(isIdle(machine.state, machine.settings, idle)).toBe(true);
  machine.enter("ada");
  expect(isIdle(machine.state, machine.settings, 10 * idle)).toBe(false);
});

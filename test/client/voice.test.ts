import { expect, it } from "vitest";
import { Voice } from "../../src/client/health/voice.js";
import type { RoomAction } from "../../src/wire/room-protocol.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));

it("tells each change once, and the last one when several come while it is telling", async () => {
  const told: RoomAction[] = [];
  let release = () => {};
  const voice = new Voice({
    act: (action) => (told.push(action), new Promise((resolve) => (release = resolve))),
  });
  voice.update(false);
  expect(told).toEqual([]);
  voice.update(true);
  voice.update(true);
  voice.update(false);
  voice.update(true);
  release();
  await settled();
  expect(told).toEqual([{ type: "speaking", speaking: true }]);
  voice.update(false);
  await settled();
  expect(told[1]).toEqual({ type: "speaking", speaking: false });
});

it("tells again what the room did not take, and nothing where nobody listens", async () => {
  const told: unknown[] = [];
  let refuses = true;
  const voice = new Voice({
    act: async ({ type }) => {
      told.push(type);
      if (refuses) throw new Error("gone");
    },
  });
  voice.update(true);
  await settled();
  refuses = false;
  voice.update(true);
  await settled();
  voice.update(true);
  await settled();
  expect(told).toEqual(["speaking", "speaking"]);
  new Voice({}).update(true);
});

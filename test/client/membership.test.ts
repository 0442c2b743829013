import { expect, it, vi } from "vitest";
import type { Entrance } from "../../src/client/room/entrance.js";
import { Membership } from "../../src/client/room/membership.js";
import type { RoomConnection, Signaling } from "../../src/signaling/signaling.js";
import { CallsError } from "../../src/wire/calls-error.js";

const missing = new CallsError("server-unreachable", "A part of the kit could not be loaded.", { retryable: true });

function membership(join: Signaling["join"], createEntrance: () => Promise<Entrance>): Membership {
  return new Membership({ signaling: { join }, createEntrance, onChange: () => {}, onLeft: () => {} });
}

it("leaves the room again when what a call needs cannot be loaded, and may join once it can", async () => {
  const leave = vi.fn(async () => {});
  const connection = { roomId: "standup", participantName: "Ada", leave } as unknown as RoomConnection;
  const createEntrance = vi.fn(() => Promise.reject<Entrance>(missing));
  const stay = membership(async ({ offer }) => {
    await expect(offer?.()).rejects.toBe(missing);
    return connection;
  }, createEntrance);

  await expect(stay.join("standup", "Ada")).rejects.toBe(missing);
  expect(stay.status).toEqual({ phase: "failed", error: missing });
  expect(leave).toHaveBeenCalledOnce();

  await expect(stay.join("standup", "Ada")).rejects.toBe(missing);
  expect(createEntrance).toHaveBeenCalledTimes(2);
});

it("asks for the room at once, while what a call needs is on its way, and lets go of that when the room says no", async () => {
  const close = vi.fn();
  let arrive = (_entrance: Entrance): void => {};
  const full = new CallsError("room-full", "Full.");
  const join = vi.fn(() => Promise.reject<RoomConnection>(full));
  const stay = membership(join, () => new Promise((resolve) => (arrive = resolve)));

  await expect(stay.join("standup", "Ada")).rejects.toBe(full);
  expect(join).toHaveBeenCalledOnce();
  arrive({ close } as unknown as Entrance);
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
});

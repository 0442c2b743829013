import { expect, it, vi } from "vitest";
import type { Entrance } from "../../src/client/room/entrance.js";
import { Membership } from "../../src/client/room/membership.js";
import type { RoomConnection, Signaling } from "../../src/signaling/signaling.js";
import { CallsError } from "../../src/base/error.js";

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

it("joins anew when the stay's token is good no longer, and fails only when there is no other", async () => {
  const expired = new CallsError("token-expired", "The stay has ended.");
  const ends: ((error: CallsError) => void)[] = [];
  const onLeft = vi.fn();
  const leave = vi.fn(async () => {});
  const connection = { roomId: "standup", participantName: "Ada", leave } as unknown as RoomConnection;
  const call = { connection, signaling: "connected", media: "connected", close: () => {} };
  const entrance = {
    enter: (_: RoomConnection, onEnded: (typeof ends)[number]) => (ends.push(onEnded), call),
    close: () => {},
  } as unknown as Entrance;
  const join = vi.fn(() => Promise.resolve(connection));
  const stay = new Membership({
    signaling: { join },
    createEntrance: () => Promise.resolve(entrance),
    onChange: () => {},
    onLeft,
  });

  await stay.join("standup", "Ada");
  ends[0]?.(expired);
  expect(stay.status.phase).toBe("joining");
  await vi.waitFor(() => expect(stay.status.phase).toBe("joined"));
  expect(join).toHaveBeenCalledTimes(2);
  expect(leave).toHaveBeenCalledOnce();
  expect(onLeft).not.toHaveBeenCalled();
  // The end of the stay before says nothing about this one.
  ends[0]?.(expired);
  expect(stay.status.phase).toBe("joined");

  join.mockRejectedValue(expired);
  ends[1]?.(expired);
  await vi.waitFor(() => expect(stay.status).toEqual({ phase: "failed", error: expired }));
  expect(onLeft).toHaveBeenCalledOnce();
});

it("is in no room without a stay: while the parts of one are closed, the person has left already", async () => {
  const phases: [string, boolean][] = [];
  const onChange = (): void => void phases.push([membership.status.phase, membership.stay !== undefined]);
  const connection = { roomId: "standup", participantName: "Ada", leave: async () => {} } as unknown as RoomConnection;
  const part = { connection, signaling: "connected", media: "connected", close: onChange };
  const entrance = { enter: () => part, close: () => {} } as unknown as Entrance;
  const membership = new Membership({
    signaling: { join: () => Promise.resolve(connection) },
    createEntrance: () => Promise.resolve(entrance),
    onChange,
    onLeft: () => {},
  });
  await membership.join("standup", "Ada");
  await membership.join("retro", "Ada");
  await membership.leave();
  expect(phases.filter(([phase, isThere]) => (phase === "joined") !== isThere)).toEqual([]);
  expect(phases.at(-1)).toEqual(["left", false]);
});

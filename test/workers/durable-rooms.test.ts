import { describe, expect, it } from "vitest";
import type { CallsRequest } from "../../src/room/guard.js";
import { DurableRooms } from "../../src/server/hosts/durable-rooms.js";

const visitor = { participantId: "ada", name: "Ada", role: "participant", session: false };
const info = { id: "yard", createdAt: 1, participantCount: 0 };

/** Objects that fail with these in turn, and then answer. */
function rooms(...failures: object[]) {
  let asked = 0;
  const namespace = {
    idFromName: (name: string) => ({ name }),
    get: () => ({
      fetch: () => {
        const failure = failures[asked++];
        if (failure) return Promise.reject(Object.assign(new Error("The object was reset."), failure));
        return Promise.resolve(Response.json(info));
      },
    }),
  };
  return { rooms: new DurableRooms(namespace), asked: () => asked };
}

describe("an object that fails", () => {
  it("is asked once more when it was being moved", async () => {
    const moved = rooms({ retryable: true });
    expect(await moved.rooms.join("yard", visitor)).toEqual(info);
    expect(moved.asked()).toBe(2);
    const gone = rooms({ retryable: true }, { retryable: true });
    await expect(gone.rooms.find("yard")).rejects.toThrow("reset");
    expect(gone.asked()).toBe(2);
  });

  it.each([
    ["is broken", {}],
    ["is overloaded", { retryable: true, overloaded: true }],
  ])("is left alone when it %s", async (_, failure) => {
    const broken = rooms(failure);
    await expect(broken.rooms.join("yard", visitor)).rejects.toThrow("reset");
    expect(broken.asked()).toBe(1);
  });

  it("is never asked twice for what could then be done twice", async () => {
    const creating = rooms({ retryable: true });
    await expect(creating.rooms.create("yard", undefined)).rejects.toThrow("reset");
    const calling = rooms({ retryable: true });
    const request: CallsRequest = { operation: "newTracks", sessionId: "s", body: { tracks: [] } };
    await expect(calling.rooms.call("yard", "ada", request)).rejects.toThrow("reset");
    expect([creating.asked(), calling.asked()]).toEqual([1, 1]);
  });
});

import { describe, expect, it } from "vitest";
import { act } from "../../src/client/room/act.js";
import type { RoomConnection, RoomFacts } from "../../src/signaling/signaling.js";
import type { Ability, RoomAction } from "../../src/wire/room-protocol.js";

/** A connection whose backend says what it does, and what has reached it. */
function backend(actions: readonly Ability[] | undefined): { connection: RoomConnection; asked: RoomAction[] } {
  const asked: RoomAction[] = [];
  const facts = { actions } as RoomFacts;
  const connection = { facts, act: async (action: RoomAction) => void asked.push(action) };
  return { connection: connection as unknown as RoomConnection, asked };
}

describe("what is asked of a room", () => {
  it("reaches a backend that says nothing of what it does", async () => {
    const { connection, asked } = backend(undefined);
    await act(connection, { type: "end" });
    expect(asked).toEqual([{ type: "end" }]);
  });

  it("reaches one that does it, for one source or for all", async () => {
    const { connection, asked } = backend(["mute:microphone", "ask-unmute"]);
    await act(connection, { type: "mute", source: "microphone" });
    await act(connection, { type: "ask-unmute", source: "camera", participantId: "b" });
    expect(asked).toHaveLength(2);
    for (const action of [
      { type: "mute", source: "camera" },
      { type: "hand", raised: true },
    ] as const) {
      await expect(act(connection, action)).rejects.toMatchObject({ code: "not-supported" });
    }
    expect(asked).toHaveLength(2);
  });
});

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { normalRoomId } from "../../src/wire/room-id.js";
import { CreateRoomRequestSchema } from "../../src/wire/schemas/room-protocol.js";

const COMPOSED = "caf\u00E9";
const DECOMPOSED = "cafe\u0301";

describe("a room's id", () => {
  it("is the same however its letters are written", () => {
    expect(normalRoomId(DECOMPOSED)).toBe(COMPOSED);
    expect(normalRoomId(COMPOSED)).toBe(COMPOSED);
    expect(v.parse(CreateRoomRequestSchema, { id: DECOMPOSED })).toEqual({ id: COMPOSED });
  });

  it("is as long as it is then, and not as it was written", () => {
    expect(normalRoomId("e\u0301".repeat(64))).toBe("\u00E9".repeat(64));
    // The normal form of this letter is two.
    expect(normalRoomId("\u0958".repeat(33))).toBe(undefined);
  });

  it.each(["", ".room", "a/b", "a b", "\u0301a", "a".repeat(65), "a".repeat(100_000)])("is not “%.70s”", (text) => {
    expect(normalRoomId(text)).toBe(undefined);
    expect(v.is(CreateRoomRequestSchema, { id: text })).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { reconnectDelay, retryDelay } from "../../src/base/backoff.js";

const always = (value: number) => () => value;

describe("the wait before another try", () => {
  it("doubles from request to request, up to a limit", () => {
    const longest = Array.from({ length: 10 }, (_, attempt) => retryDelay(attempt, always(1)));
    expect(longest).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000, 8_000]);
  });

  it("is nothing for the first reconnect, and grows with the square of those in vain", () => {
    const longest = Array.from({ length: 8 }, (_, attempt) => reconnectDelay(attempt, always(1)));
    expect(longest).toEqual([0, 300, 1_200, 2_700, 4_800, 7_500, 8_000, 8_000]);
  });

  it("is shorter by up to a half, by chance", () => {
    expect(retryDelay(3, always(0))).toBe(1_000);
    expect(reconnectDelay(9, always(0))).toBe(4_000);
    expect(reconnectDelay(9, always(0.5))).toBe(6_000);
  });
});

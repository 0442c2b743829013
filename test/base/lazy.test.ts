import { describe, expect, it, vi } from "vitest";
import { lazy } from "../../src/base/lazy.js";

describe("a lazy part", () => {
  it("is loaded with the first call, and only once", async () => {
    const part = { answer: 42 };
    const get = vi.fn(async () => part);
    const load = lazy(get);
    expect(get).not.toHaveBeenCalled();
    expect(load.loaded).toBeUndefined();
    expect(await load()).toBe(part);
    expect(await load()).toBe(part);
    expect(load.loaded).toBe(part);
    expect(get).toHaveBeenCalledTimes(1);
  });

  it("says what failed, and may be there at another try", async () => {
    const failure = new TypeError("Failed to fetch dynamically imported module");
    const get = vi.fn(async () => "part").mockRejectedValueOnce(failure);
    const load = lazy(get);
    await expect(load()).rejects.toMatchObject({ code: "server-unreachable", retryable: true, cause: failure });
    expect(load.loaded).toBeUndefined();
    expect(await load()).toBe("part");
  });
});

import { describe, expect, it } from "vitest";
import { recorded } from "../../src/client/diagnostics/history.js";
import type { ApiCallRecord } from "../../src/client/diagnostics/types.js";
import type { CallsTransport } from "../../src/signaling/signaling.js";
import { delay } from "../../src/base/clock.js";
import { CallsError } from "../../src/base/error.js";
import { Clock } from "./clock.js";

function setUp(answer: (operation: string, count: number) => unknown = () => ({ sessionId: "secret" })) {
  const clock = new Clock();
  const history: ApiCallRecord[] = [];
  const asked: unknown[] = [];
  const transport = {
    async call(operation: string, ...rest: unknown[]) {
      asked.push([operation, ...rest]);
      await delay(clock.environment, 20, new AbortController().signal);
      return answer(operation, asked.length);
    },
  } as unknown as CallsTransport;
  return { clock, history, asked, calls: recorded(transport, history, clock.environment) };
}

describe("the history of API calls", () => {
  const options = { signal: new AbortController().signal };

  it("has each call, how long it took and how it ended, and nothing of what was in it", async () => {
    const { clock, history, asked, calls } = setUp((operation) => {
      if (operation === "renegotiate") throw new CallsError("session-expired", "secret");
      if (operation === "closeTracks") throw new DOMException("left", "AbortError");
      return { sessionId: "secret" };
    });
    const sessionDescription = { type: "offer", sdp: "secret" } as const;
    const made = calls.call("newSession", undefined, undefined, options);
    await clock.pass(20);
    const failed = expect(calls.call("renegotiate", "secret", { sessionDescription }, options)).rejects.toThrow(
      "session-expired",
    );
    await clock.pass(20);
    await failed;
    const left = expect(calls.call("closeTracks", "secret", { tracks: [], force: false }, options)).rejects.toThrow(
      "left",
    );
    await clock.pass(20);
    await left;
    expect(await made).toEqual({ sessionId: "secret" });
    expect(asked[1]).toEqual(["renegotiate", "secret", { sessionDescription }, options]);
    expect(history).toEqual([
      { at: expect.any(Number), operation: "newSession", took: 20, outcome: "ok" },
      { at: expect.any(Number), operation: "renegotiate", took: 20, outcome: "session-expired" },
      { at: expect.any(Number), operation: "closeTracks", took: 20, outcome: "aborted" },
    ]);
    expect(JSON.stringify(history)).not.toContain("secret");
  });

  it("keeps the last fifty", async () => {
    const { clock, history, calls } = setUp((_, count) => {
      if (count <= 10) throw new CallsError("rate-limited", "no");
      return {};
    });
    for (let i = 0; i < 60; i++) {
      void calls.call("session", "s", undefined, options).catch(() => {});
      await clock.pass(20);
    }
    expect(history.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 50 }, () => "ok"));
  });
});

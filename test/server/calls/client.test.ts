import { expect, it } from "vitest";
import { createCallsClient } from "../../../src/server/calls/client.js";
import { CallsApiError } from "../../../src/server/calls/error.js";
import type { CallsOperation } from "../../../src/wire/calls-api.js";

/** A service that answers with these in turn; an Error is a network that fails. */
function client(replies: (Error | { status: number; body?: unknown })[]) {
  const seen: string[] = [];
  const calls = createCallsClient(
    { base: "https://calls.example/v1/", appId: "a/b", appSecret: "secret" },
    {
      retryDelays: [0, 0],
      fetch: (input, init) => {
        seen.push(`${init?.method} ${String(input)}`);
        const reply = replies.shift();
        if (!reply || reply instanceof Error) return Promise.reject(reply ?? new Error("unexpected call"));
        return Promise.resolve(Response.json(reply.body ?? {}, { status: reply.status }));
      },
    },
  );
  return { calls, seen };
}

const gone = new TypeError("fetch failed");
const tracks = { requiresImmediateRenegotiation: false, tracks: [] };
const description = { type: "answer", sdp: "v=0" } as const;

it("escapes what is in the address", async () => {
  const { calls, seen } = client([{ status: 200, body: {} }]);
  await calls.call("renegotiate", "../x", { sessionDescription: description });
  expect(seen).toEqual(["PUT https://calls.example/v1/apps/a%2Fb/sessions/..%2Fx/renegotiate"]);
});

it.each<[CallsOperation, object | undefined, unknown]>([
  ["newSession", undefined, { sessionId: "s1" }],
  ["session", undefined, { tracks: [], dataChannels: [] }],
  ["closeTracks", { tracks: [{ mid: "0" }], force: true }, tracks],
  ["closeDataChannels", { dataChannels: [{ id: 1 }] }, { dataChannels: [] }],
])("repeats %s, which does no harm twice", async (operation, body, reply) => {
  const { calls, seen } = client([gone, { status: 503 }, { status: 200, body: reply }]);
  const session = operation === "newSession" ? undefined : "s1";
  expect(await calls.call(operation, session as string, body as never)).toEqual(reply);
  expect(seen).toHaveLength(3);
});

it.each<[CallsOperation, object]>([
  ["newTracks", { tracks: [] }],
  ["updateTracks", { tracks: [] }],
  ["renegotiate", { sessionDescription: description }],
  ["closeTracks", { tracks: [], force: false, sessionDescription: { type: "offer", sdp: "v=0" } }],
  ["establishDataChannels", {}],
  ["newDataChannels", { dataChannels: [] }],
  ["updateDataChannels", { dataChannels: [] }],
])("never repeats %s, which may have been done", async (operation, body) => {
  const { calls, seen } = client([gone, { status: 200 }]);
  await expect(calls.call(operation, "s1", body as never)).rejects.toMatchObject({
    status: undefined,
    code: "upstream_unavailable",
  });
  expect(seen).toHaveLength(1);
});

it("does not repeat what was refused, and gives up in the end", async () => {
  const refused = client([{ status: 410, body: { errorCode: "session_error" } }]);
  await expect(refused.calls.call("session", "s1", undefined)).rejects.toMatchObject({
    status: 410,
    code: "session_error",
  });
  const down = client([gone, gone, gone]);
  await expect(down.calls.call("session", "s1", undefined)).rejects.toThrow(CallsApiError);
  expect(down.seen).toHaveLength(3);
});

it("stops when it is told to, also between two attempts", async () => {
  const aborter = new AbortController();
  const calls = createCallsClient(
    { base: "https://calls.example/v1", appId: "a", appSecret: "b" },
    {
      retryDelays: [60_000],
      fetch: () => {
        queueMicrotask(() => aborter.abort());
        return Promise.reject(gone);
      },
    },
  );
  await expect(calls.call("session", "s1", undefined, { signal: aborter.signal })).rejects.toMatchObject({
    name: "AbortError",
  });
});

it("does not wait for ever", async () => {
  const calls = createCallsClient(
    { base: "https://calls.example/v1", appId: "a", appSecret: "b" },
    {
      timeout: 10,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))),
    },
  );
  await expect(calls.call("newTracks", "s1", {})).rejects.toMatchObject({ code: "upstream_unavailable" });
});

import { describe, expect, it } from "vitest";
import { adaAndBen } from "./support/ada-and-ben.js";

const answer = { type: "answer", sdp: "v=0\r\n" };
const offer = { type: "offer", sdp: "v=0\r\n" };

describe("errors of the service", () => {
  const TEXT = "secret words of the service about host 10.1.2.3";

  it.each([
    [400, "decoding_error", 400, "decoding_error"],
    [406, "invalid_session_description", 406, "invalid_session_description"],
    [410, "session_error", 410, "session_error"],
    [425, "session_error", 425, "session_error"],
    [429, "rate_limited", 429, "rate_limited"],
    [503, "a_code_of_tomorrow", 503, "a_code_of_tomorrow"],
    [500, "<b>not a code</b>", 500, "internal_error"],
    // What the operator has to put right is not the browser's fault.
    [401, "unauthorized", 502, "backend_error"],
    [404, "not_found", 502, "backend_error"],
    [302, "moved", 502, "moved"],
  ])("%i %s arrives as %i %s, in our words", async (status, errorCode, seen, code) => {
    const { server, ada, adas } = await adaAndBen();
    server.upstream.answer("PUT renegotiate", () => ({
      status,
      headers: { location: "http://127.0.0.1:1/", "retry-after": "7" },
      body: { errorCode, errorDescription: TEXT, sessionDescription: answer },
    }));
    const reply = await ada.calls("PUT", `/${adas}/renegotiate`, { sessionDescription: answer });
    expect(reply.status).toBe(seen);
    expect(reply.body).toEqual({ errorCode: code, errorDescription: expect.any(String) });
    expect(JSON.stringify([reply.body, server.log])).not.toContain("secret words");
    if (status === 429) expect(reply.headers.get("retry-after")).toBe("7");
  });

  it("on single items keep their code and lose their text", async () => {
    const { server, ada, adas } = await adaAndBen();
    server.upstream.answer("POST tracks/new", () => ({
      body: {
        requiresImmediateRenegotiation: false,
        sessionDescription: null,
        secret: TEXT,
        tracks: [{ mid: "0", trackName: "mic", secret: TEXT, errorCode: "empty_track_error", errorDescription: TEXT }],
      },
    }));
    const reply = await ada.calls("POST", `/${adas}/tracks/new`, {
      sessionDescription: offer,
      tracks: [{ location: "local", mid: "0", trackName: "mic" }],
    });
    expect(reply.body).toEqual({
      requiresImmediateRenegotiation: false,
      tracks: [
        {
          mid: "0",
          trackName: "mic",
          errorCode: "empty_track_error",
          errorDescription: expect.not.stringContaining("secret"),
        },
      ],
    });
  });

  it.each([
    ["HTML", "<html>"],
    ["nothing", ""],
    ["another shape", { tracks: "none" }],
  ])("%s instead of a reply is a fault of the service", async (_, body) => {
    const { server, ada, adas } = await adaAndBen();
    server.upstream.answer("POST tracks/new", () => ({ body }));
    const reply = await ada.calls("POST", `/${adas}/tracks/new`, { sessionDescription: offer });
    expect(reply).toMatchObject({ status: 502, body: { errorCode: "backend_error" } });
  });

  it("an unreachable service is told from a refusing one", async () => {
    const { server, ada, adas } = await adaAndBen();
    await server.upstream.close();
    expect(await ada.calls("PUT", `/${adas}/renegotiate`, { sessionDescription: answer })).toMatchObject({
      status: 502,
      body: { errorCode: "upstream_unavailable" },
    });
  });
});

it("closes what somebody leaves behind: mids and channels are asked for first", async () => {
  const { server, ada, adas } = await adaAndBen();
  server.upstream.answer("GET session", () => ({
    body: {
      tracks: [
        { location: "local", mid: "0", trackName: "mic", status: "active" },
        { location: "remote", mid: "1", trackName: "cam", sessionId: "x", status: "active" },
        { location: "local", mid: "2", trackName: "old", status: "inactive" },
      ],
      dataChannels: [{ location: "local", id: 5, dataChannelName: "chat", status: "active" }],
    },
  }));
  ada.socket.send({ type: "leave" });
  const close = await server.upstream.next("PUT tracks/close");
  expect(close.path).toContain(adas);
  expect(close.body).toEqual({ tracks: [{ mid: "0" }, { mid: "1" }], force: true });
  expect((await server.upstream.next("PUT datachannels/close")).body).toEqual({ dataChannels: [{ id: 5 }] });
});

it.each([
  [410, []],
  [425, []],
  [503, [{ level: "warn", event: "session not released yet", code: "session_error" }]],
])("leaves a session alone that answers %i", async (status, log) => {
  const { server, ada } = await adaAndBen();
  server.upstream.answer("GET session", () => ({ status, body: { errorCode: "session_error" } }));
  ada.socket.send({ type: "leave" });
  for (let attempt = 0; attempt < (status === 503 ? 3 : 1); attempt++) await server.upstream.next("GET session");
  await expect.poll(() => server.log).toEqual(log);
  expect(server.upstream.of("PUT tracks/close")).toEqual([]);
});

it("closes only what the old session published when the session changes", async () => {
  const { server, ada } = await adaAndBen();
  server.upstream.answer("GET session", () => ({
    body: {
      tracks: [
        { location: "local", mid: "0", trackName: "mic", status: "active" },
        { location: "remote", mid: "1", trackName: "cam", sessionId: "x", status: "active" },
      ],
      dataChannels: [],
    },
  }));
  await ada.publish(["mic"]);
  expect((await server.upstream.next("PUT tracks/close")).body).toEqual({ tracks: [{ mid: "0" }], force: true });
});

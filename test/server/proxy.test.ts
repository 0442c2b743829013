import { describe, expect, it } from "vitest";
import type { TracksReply } from "../../src/wire/calls-api.js";
import { adaAndBen } from "./support/ada-and-ben.js";
import { enter } from "./support/client.js";
import { startTestServer } from "./support/server.js";
import { APP_ID, APP_SECRET } from "./support/upstream.js";

const answer = { type: "answer", sdp: "v=0\r\n" };
const offer = { type: "offer", sdp: "v=0\r\n" };
const notFound = { mid: "", errorCode: "not_found_track_error", errorDescription: expect.any(String) };

/** Every operation on a session, with a body that fits. */
const operations = (own: string): [string, string, unknown][] => [
  ["GET", "", undefined],
  ["POST", "/tracks/new", { sessionDescription: offer, tracks: [{ location: "local", mid: "0", trackName: "mic" }] }],
  ["PUT", "/tracks/update", { tracks: [{ location: "remote", mid: "0", sessionId: own, trackName: "t" }] }],
  ["PUT", "/tracks/close", { tracks: [{ mid: "0" }], force: true }],
  ["PUT", "/renegotiate", { sessionDescription: answer }],
  ["POST", "/datachannels/establish", { dataChannel: { location: "remote", dataChannelName: "server-events" } }],
  ["POST", "/datachannels/new", { dataChannels: [{ location: "local", dataChannelName: "chat" }] }],
  ["PUT", "/datachannels/update", { dataChannels: [{ location: "local", dataChannelName: "chat" }] }],
  ["PUT", "/datachannels/close", { dataChannels: [{ id: 3 }] }],
];
const codeOf = ({ body }: { body: Record<string, unknown> }): unknown => body["errorCode"];

describe("ownership", () => {
  it("lets every operation through on one's own session, with the app's secret", async () => {
    const { server, ada, adas } = await adaAndBen();
    for (const [method, path, body] of operations(adas)) {
      const reply = await ada.calls(method, `/${adas}${path}`, body);
      expect(reply.status).toBe(200);
      expect(reply.headers.get("cache-control")).toBe("no-store");
      const forwarded = server.upstream.requests.at(-1);
      expect(forwarded).toMatchObject({
        method,
        path: `/v1/apps/${APP_ID}/sessions/${adas}${path}`,
        authorization: `Bearer ${APP_SECRET}`,
      });
      expect(forwarded?.body).toEqual(body);
    }
  });

  it("stops every operation on a session of somebody else, in the same room or another one", async () => {
    const { server, ben, adas, bens } = await adaAndBen();
    const eve = await enter(server.url, "cellar", "Eve");
    const before = server.upstream.requests.length;
    for (const [method, path, body] of operations(bens)) {
      const bensTry = await ben.calls(method, `/${adas}${path}`, body);
      expect(bensTry, `${method} ${path}`).toMatchObject({ status: 403, body: { errorCode: "session_not_owned" } });
      // Her room does not even say that there is such a session.
      const evesTry = await eve.calls(method, `/${adas}${path}`, body);
      expect(evesTry, `${method} ${path}`).toMatchObject({ status: 410, body: { errorCode: "session_error" } });
    }
    expect(server.upstream.requests.length).toBe(before);
  });

  it("ends with the session: after leaving, one's own is gone", async () => {
    const { server, ada, adas } = await adaAndBen();
    ada.socket.send({ type: "leave" });
    await ada.socket.closed;
    const reply = await ada.calls("PUT", `/${adas}/tracks/close`, { tracks: [{ mid: "0" }], force: true });
    expect(reply).toMatchObject({ status: 410, body: { errorCode: "session_error" } });
    expect(server.upstream.of("PUT tracks/close")).toEqual([]);
  });

  it("of a session that this server has forgotten is nobody's: the caller needs a new one", async () => {
    const { ada } = await adaAndBen();
    expect(await ada.calls("GET", "/session-of-yesterday")).toMatchObject({
      status: 410,
      body: { errorCode: "session_error" },
    });
    expect((await ada.calls("GET", "/__proto__")).status).toBe(410);
  });
});

describe("pulls", () => {
  const remote = (sessionId: string, trackName: string) => ({ location: "remote", sessionId, trackName });

  it("reach what is announced in the room", async () => {
    const { ben, adas, bens } = await adaAndBen();
    const reply = await ben.calls<TracksReply>("POST", `/${bens}/tracks/new`, { tracks: [remote(adas, "mic")] });
    expect(reply.body.tracks).toEqual([{ mid: "0", ...remote(adas, "mic") }]);
  });

  it("of everything else look as if it were not there, in the places of the request", async () => {
    const { server, ben, adas, bens } = await adaAndBen();
    const eve = await enter(server.url, "cellar", "Eve");
    const eves = await eve.publish(["mic"]);
    const reply = await ben.calls<TracksReply>("POST", `/${bens}/tracks/new`, {
      tracks: [
        remote(eves, "mic"),
        remote(adas, "mic"),
        remote(adas, "unannounced"),
        remote("unknown", "mic"),
        { location: "remote", trackName: "mic" },
        { location: "remote", sessionId: adas },
      ],
    });
    expect(reply.status).toBe(200);
    expect(reply.body.tracks).toEqual([
      { ...notFound, ...remote(eves, "mic") },
      { mid: "0", ...remote(adas, "mic") },
      { ...notFound, ...remote(adas, "unannounced") },
      { ...notFound, ...remote("unknown", "mic") },
      { ...notFound, location: "remote", trackName: "mic" },
      { ...notFound, location: "remote", sessionId: adas },
    ]);
    expect(server.upstream.of("POST tracks/new").map(({ body }) => body)).toEqual([{ tracks: [remote(adas, "mic")] }]);
  });

  it("that are all refused never reach the service", async () => {
    const { server, ben, adas, bens } = await adaAndBen();
    const before = server.upstream.requests.length;
    for (const [method, path] of [
      ["POST", "tracks/new"],
      ["PUT", "tracks/update"],
    ] as const) {
      const reply = await ben.calls(method, `/${bens}/${path}`, { tracks: [{ ...remote(adas, "no"), mid: "1" }] });
      expect(reply).toMatchObject({
        status: 200,
        body: { requiresImmediateRenegotiation: false, tracks: [notFound] },
      });
    }
    expect(server.upstream.requests.length).toBe(before);
  });

  it("with an offer that publishes are not sent with one media section less", async () => {
    const { server, ben, adas, bens } = await adaAndBen();
    const reply = await ben.calls<TracksReply>("POST", `/${bens}/tracks/new`, {
      sessionDescription: offer,
      tracks: [{ location: "local", mid: "0", trackName: "mine" }, remote(adas, "mic"), remote(adas, "no")],
    });
    expect(reply.body.tracks.map(({ errorCode }) => errorCode)).toEqual([
      "retryable_transient_error",
      "retryable_transient_error",
      "not_found_track_error",
    ]);
    expect(server.upstream.of("POST tracks/new")).toEqual([]);
  });

  it("with an offer that only receives go on without the one that is refused", async () => {
    const { server, ben, adas, bens } = await adaAndBen();
    const reply = await ben.calls<TracksReply>("POST", `/${bens}/tracks/new`, {
      sessionDescription: offer,
      tracks: [remote(adas, "mic"), remote(adas, "no")],
    });
    expect(reply.body.tracks.map(({ errorCode }) => errorCode)).toEqual([undefined, "not_found_track_error"]);
    expect(server.upstream.of("POST tracks/new")).toHaveLength(1);
  });

  it("end when the publisher retracts the track, leaves, or changes the session", async () => {
    const { ada, ben, adas, bens } = await adaAndBen();
    const pull = async (sessionId: string, trackName: string) =>
      (await ben.calls<TracksReply>("POST", `/${bens}/tracks/new`, { tracks: [remote(sessionId, trackName)] })).body
        .tracks[0]?.errorCode;
    const next = await ada.publish();
    ada.socket.send({ type: "cloudflare-session", sessionId: next, tracks: [{ trackName: "cam", kind: "video" }] });
    await ada.socket.nextOf("cloudflare-session");
    expect(await pull(adas, "mic")).toBe("not_found_track_error");
    // Not even under a name that the new session has.
    expect(await pull(adas, "cam")).toBe("not_found_track_error");
    expect(await pull(next, "cam")).toBeUndefined();
    ada.socket.send({ type: "leave" });
    await ada.socket.closed;
    expect(await pull(next, "cam")).toBe("not_found_track_error");
  });

  it("are for people in the roster only: nobody listens unseen", async () => {
    const { server, ada, ben, adas, bens } = await adaAndBen();
    ben.socket.send({ type: "leave" });
    await ben.socket.closed;
    const made = server.upstream.of("POST new").length;
    expect((await ben.calls("POST", "")).status).toBe(425);
    const reply = await ben.calls("POST", `/${bens}/tracks/new`, { tracks: [remote(adas, "mic")] });
    expect(reply).toMatchObject({ status: 410, body: { errorCode: "session_error" } });
    expect(server.upstream.of("POST new")).toHaveLength(made);
    expect(server.upstream.of("POST tracks/new")).toEqual([]);
    // One's own are no secret.
    await ada.calls("POST", `/${adas}/tracks/new`, { tracks: [remote(adas, "not announced yet")] });
    expect(server.upstream.of("POST tracks/new")).toHaveLength(1);
  });

  it("of data channels follow the same rule", async () => {
    const { server, ben, adas, bens } = await adaAndBen();
    const channel = (dataChannelName: string) => ({ location: "remote", sessionId: adas, dataChannelName });
    for (const [method, path] of [
      ["POST", "new"],
      ["PUT", "update"],
    ] as const) {
      const reply = await ben.calls(method, `/${bens}/datachannels/${path}`, {
        dataChannels: [channel("secret"), channel("chat"), { location: "remote", dataChannelName: "chat" }],
      });
      expect(reply.body).toMatchObject({
        dataChannels: [
          { errorCode: "not_found_track_error", dataChannelName: "secret" },
          { id: 1, dataChannelName: "chat" },
          { errorCode: "not_found_track_error" },
        ],
      });
      expect(server.upstream.requests.at(-1)?.body).toEqual({ dataChannels: [channel("chat")] });
    }
  });

  it("establish server-events and nothing else", async () => {
    const { server, ben, adas, bens } = await adaAndBen();
    const establish = (dataChannel: object) => ben.calls("POST", `/${bens}/datachannels/establish`, { dataChannel });
    const sneaky = { location: "remote", sessionId: adas, dataChannelName: "chat" };
    expect(await establish(sneaky)).toMatchObject({ status: 406, body: { errorCode: "invalid_params" } });
    expect(server.upstream.of("POST datachannels/establish")).toEqual([]);
    await establish({ ...sneaky, dataChannelName: "server-events" });
    expect(server.upstream.requests.at(-1)?.body).toEqual({
      dataChannel: { location: "remote", dataChannelName: "server-events" },
    });
  });
});

describe("what is forwarded", () => {
  it("has only the fields of the API, and no session in a local item", async () => {
    const { server, ada, adas, bens } = await adaAndBen();
    const local = { location: "local", mid: "0", trackName: "mic" };
    await ada.calls("POST", `/${adas}/tracks/new`, {
      sessionDescription: { ...offer, extra: 1 },
      tracks: [{ ...local, sessionId: bens, extra: { deep: 1 } }],
      thirdparty: true,
    });
    expect(server.upstream.requests.at(-1)?.body).toEqual({ sessionDescription: offer, tracks: [local] });
  });

  it("is an empty request for a new session, unless there is an offer", async () => {
    const { server, ada } = await adaAndBen();
    for (const body of [undefined, {}, { unknown: 1 }]) {
      expect((await ada.calls("POST", "", body)).status).toBe(201);
      expect(server.upstream.requests.at(-1)?.body).toBeUndefined();
    }
    await ada.calls("POST", "", { sessionDescription: offer });
    expect(server.upstream.requests.at(-1)?.body).toEqual({ sessionDescription: offer });
  });

  it("carries none of the browser's headers", async () => {
    const { server, ada } = await adaAndBen();
    await fetch(`${server.url}/cloudflare/session`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.token}`, cookie: "session=1", "x-extra": "1" },
    });
    const { headers } = server.upstream.requests.at(-1)!;
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("x-extra");
    expect(JSON.stringify(headers)).not.toContain(ada.token);
  });

  it.each([
    ["not JSON", "POST", "/tracks/new", "{", 400, "decoding_error"],
    ["an array", "POST", "/tracks/new", [], 400, "decoding_error"],
    ["missing", "PUT", "/renegotiate", undefined, 400, "decoding_error"],
    ["of wrong types", "POST", "/tracks/new", { tracks: [{ location: "elsewhere" }] }, 400, "decoding_error"],
    ["a wrong number", "PUT", "/datachannels/close", { dataChannels: [{ id: -1 }] }, 400, "decoding_error"],
    ["prototype keys", "PUT", "/tracks/close", '{"__proto__":{"tracks":[],"force":true}}', 400, "decoding_error"],
    ["a huge SDP", "PUT", "/renegotiate", { sessionDescription: { type: "answer", sdp: "x".repeat(600_000) } }, 400, "decoding_error"], // prettier-ignore
    ["a huge body", "PUT", "/renegotiate", { padding: "x".repeat(1_100_000) }, 413, "payload_too_large"],
  ])("is never %s", async (_, method, path, body, status, code) => {
    const { server, ada, adas } = await adaAndBen();
    const before = server.upstream.requests.length;
    const reply = await ada.calls(method, `/${adas}${path}`, body);
    expect(reply).toMatchObject({ status, body: { errorCode: code } });
    expect(server.upstream.requests.length).toBe(before);
  });

  it("waits for its turn in the session, and for nobody else's", async () => {
    const { server, ada, ben, adas, bens } = await adaAndBen();
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    server.upstream.answer("PUT renegotiate", async () => {
      await held;
      return { body: {} };
    });
    const first = ada.calls("PUT", `/${adas}/renegotiate`, { sessionDescription: answer });
    await server.upstream.next("PUT renegotiate");
    const second = ada.calls("PUT", `/${adas}/tracks/close`, { tracks: [{ mid: "0" }], force: true });
    // Reading does not wait, and neither does somebody else's session.
    expect((await ada.calls("GET", `/${adas}`)).status).toBe(200);
    expect((await ben.calls("PUT", `/${bens}/tracks/close`, { tracks: [{ mid: "0" }], force: true })).status).toBe(200);
    expect(server.upstream.of("PUT tracks/close").map(({ path }) => path.includes(bens))).toEqual([true]);
    release?.();
    expect((await first).status).toBe(200);
    expect((await second).status).toBe(200);
    expect(server.upstream.of("PUT tracks/close")).toHaveLength(2);
  });

  it("is checked again when its turn comes", async () => {
    const { server, ada, adas } = await adaAndBen();
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    server.upstream.answer("PUT renegotiate", async () => {
      await held;
      return { body: {} };
    });
    const first = ada.calls("PUT", `/${adas}/renegotiate`, { sessionDescription: answer });
    await server.upstream.next("PUT renegotiate");
    const second = ada.calls("POST", `/${adas}/tracks/new`, { sessionDescription: offer });
    // Two round trips later the second waits in the queue (and if it did not yet, its answer would be the same).
    await ada.calls("GET", `/${adas}`);
    ada.socket.send({ type: "leave" });
    await ada.socket.closed;
    release?.();
    // Nobody gets what came while they were leaving.
    expect(await first).toMatchObject({ status: 410, body: { errorCode: "session_error" } });
    expect(await second).toMatchObject({ status: 410, body: { errorCode: "session_error" } });
    expect(server.upstream.of("POST tracks/new")).toEqual([]);
  });

  it("is at most what the service takes in a second", async () => {
    const server = await startTestServer({ clock: 1_000_000_000_000 });
    const ada = await enter(server.url, "yard", "Ada");
    const adas = await ada.publish();
    const statuses = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, () => ada.calls("GET", `/${adas}`)))).map(
        ({ status }) => status,
      );
    const flood = await statuses(60);
    expect(flood.filter((status) => status === 200)).toHaveLength(50);
    expect(flood.filter((status) => status === 429)).toHaveLength(10);
    await server.advance(100);
    expect((await statuses(6)).filter((status) => status === 200)).toHaveLength(5);
    const sessions = await Promise.all(Array.from({ length: 12 }, () => ada.calls("POST", "")));
    expect(sessions.filter(({ status }) => status === 201)).toHaveLength(9);
    expect(sessions.map(codeOf)).toContain("rate_limited");
    // Some eighty requests: slow on a machine that has much else to do.
  }, 20_000);
});

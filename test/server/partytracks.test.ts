import { describe, expect, it } from "vitest";
import { enter } from "./support/client.js";
import type { Person } from "./support/client.js";
import { startTestServer } from "./support/server.js";
import type { TestServer } from "./support/server.js";
import { APP_ID } from "./support/upstream.js";

const offer = { type: "offer", sdp: "v=0\r\n" };
const PREFIX = "/partytracks";

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** As the client of `partytracks` asks: bodies come as plain text. */
async function ask(
  server: TestServer,
  who: Person | undefined,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${server.url}${PREFIX}${path}`, {
    method,
    headers: { "content-type": "text/plain", ...(who && { authorization: `Bearer ${who.token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer["body"] };
}

async function start(): Promise<{ server: TestServer; ada: Person; ben: Person; adas: string }> {
  const server = await startTestServer({ env: { PARTYTRACKS_PATH: PREFIX } });
  const ada = await enter(server.url, "yard", "Ada");
  const ben = await enter(server.url, "yard", "Ben");
  return { server, ada, ben, adas: await ada.publish(["mic"]) };
}

describe("the paths of partytracks", () => {
  it("make, fill and empty a session of the caller's own", async () => {
    const { server, ben, adas } = await start();
    const created = await ask(server, ben, "POST", "/sessions/new?correlationId=yard");
    expect(created).toMatchObject({ status: 201, body: { sessionId: expect.any(String) } });
    expect(created.headers.get("cache-control")).toBe("no-store");
    const own = `/sessions/${String(created.body["sessionId"])}`;
    const pushed = { sessionDescription: offer, tracks: [{ trackName: "a", mid: "0", location: "local" }] };
    const pulled = { tracks: [{ location: "remote", sessionId: adas, trackName: "mic" }] };
    for (const [method, path, body] of [
      ["POST", "/tracks/new", pushed],
      ["POST", "/tracks/new", pulled],
      ["PUT", "/renegotiate", { sessionDescription: { ...offer, type: "answer" } }],
      ["PUT", "/tracks/update", { tracks: [{ ...pulled.tracks[0], mid: "1", simulcast: { preferredRid: "" } }] }],
      ["PUT", "/tracks/close", { tracks: [{ mid: "0" }], sessionDescription: offer, force: false }],
    ] as const) {
      expect(await ask(server, ben, method, `${own}${path}`, body), path).toMatchObject({ status: 200 });
      const forwarded = server.upstream.requests.at(-1);
      expect(forwarded).toMatchObject({ method, path: `/v1/apps/${APP_ID}${own}${path}` });
      expect(forwarded?.body).toEqual(body);
    }
  });

  it.each([
    ["a session of somebody else", "POST", (adas: string) => `/sessions/${adas}/tracks/new`, 403, "session_not_owned"],
    ["a look at a session of somebody else", "GET", (adas: string) => `/sessions/${adas}`, 403, "session_not_owned"],
    ["a session that nobody has", "GET", () => "/sessions/undefined", 410, "session_error"],
    ["a method that there is not", "DELETE", (adas: string) => `/sessions/${adas}`, 404, "not_found"],
    ["an operation that there is not", "POST", (adas: string) => `/sessions/${adas}/adapters/new`, 404, "not_found"],
    ["an escaped slash", "POST", (adas: string) => `/sessions/${adas}%2ftracks%2fnew`, 404, "not_found"],
    ["a session by GET", "GET", () => "/sessions/new", 404, "not_found"],
    ["an app's own path", "POST", () => `/v1/apps/${APP_ID}/sessions/new`, 404, "not_found"],
    ["nothing", "POST", () => "/sessions", 404, "not_found"],
  ])("refuse %s", async (_what, method, path, status, code) => {
    const { server, ben, adas } = await start();
    const before = server.upstream.requests.length;
    const body = method === "POST" ? { tracks: [{ location: "local", trackName: "a", kind: "audio" }] } : undefined;
    expect(await ask(server, ben, method, path(adas), body)).toMatchObject({ status, body: { errorCode: code } });
    expect(server.upstream.requests.length).toBe(before);
  });

  it("refuse a caller without a token, and tracks that nobody announced", async () => {
    const { server, ben, adas } = await start();
    expect((await ask(server, undefined, "POST", "/sessions/new")).status).toBe(401);
    const created = await ask(server, ben, "POST", "/sessions/new");
    const track = { location: "remote", sessionId: adas, trackName: "secret" };
    const path = `/sessions/${String(created.body["sessionId"])}/tracks/new`;
    expect((await ask(server, ben, "POST", path, { tracks: [track] })).body["tracks"]).toMatchObject([
      { errorCode: "not_found_track_error" },
    ]);
  });

  it("give no credentials to whoever shows no token", async () => {
    const { server, ben } = await start();
    expect(await ask(server, undefined, "GET", "/generate-ice-servers")).toMatchObject({
      status: 200,
      body: { iceServers: [] },
    });
    expect(await ask(server, ben, "GET", "/generate-ice-servers")).toMatchObject({
      status: 200,
      body: { iceServers: [] },
    });
  });

  it("are not there unless they are asked for", async () => {
    const server = await startTestServer();
    const ada = await enter(server.url, "yard", "Ada");
    expect((await ask(server, ada, "POST", "/sessions/new")).status).toBe(404);
  });
});

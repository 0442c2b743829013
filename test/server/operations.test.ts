import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createApp } from "../../src/server/app/app.js";
import { createTokens } from "../../src/server/access/tokens.js";
import { toJsonSchema } from "../../src/server/operations/json-schema.js";
import { ROUTES } from "../../src/server/operations/openapi.js";
import type { Report } from "../../src/server/operations/reports.js";
import type { Rooms } from "../../src/server/rooms.js";
import { enter, join, openSocket, request } from "./support/client.js";
import { isNode } from "./support/host.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";
import { APP_SECRET } from "./support/upstream.js";

const METRICS_TOKEN = "a-token-for-the-metrics";

describe.runIf(isNode())("metrics", () => {
  const read = async (url: string): Promise<string> => {
    const reply = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toContain("text/plain");
    return reply.text();
  };

  it("count rooms, people, joins, calls to the SFU and resumed sockets", async () => {
    const { url, upstream } = await startTestServer({ env: { METRICS_TOKEN, ROOM_PARTICIPANTS: "1" } });
    const ada = await enter(url, "yard", "Ada");
    await request(`${url}/api/rooms/yard/join`, { method: "POST", body: { name: "Ben" } });
    await ada.publish();
    upstream.answer("GET session", () => ({ status: 410, body: { errorCode: "session_error" } }));
    await ada.calls("GET", "/session1");
    const again = await openSocket(url, ada.token);
    again.send({ type: "hello", protocol: 1, resume: { epoch: ada.welcome.epoch, revision: ada.welcome.revision } });
    await again.nextOf("welcome");

    const text = await read(url);
    for (const line of [
      "calls_rooms 1",
      "calls_participants 1",
      "calls_sockets 1",
      'calls_joins_total{code="ok"} 1',
      'calls_joins_total{code="room_full"} 1',
      'calls_sfu_requests_total{operation="newSession",code="ok"} 1',
      'calls_sfu_requests_total{operation="session",code="session_error"} 1',
      'calls_welcomes_total{kind="new"} 1',
      'calls_welcomes_total{kind="resumed"} 1',
      "# TYPE calls_joins_total counter",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    for (const secret of ["Ada", "yard", ada.token, APP_SECRET, JWT_SECRET]) expect(text).not.toContain(secret);
  });

  it("are nobody else's", async () => {
    const closed = await startTestServer();
    expect((await fetch(`${closed.url}/metrics`)).status).toBe(404);
    const { url } = await startTestServer({ env: { METRICS_TOKEN } });
    const { token } = await join(url, "yard", "Ada");
    for (const bearer of [undefined, "wrong", `${METRICS_TOKEN}x`, token]) {
      const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
      expect((await fetch(`${url}/metrics`, { headers })).status).toBe(401);
    }
  });
});

describe("reports", () => {
  const report = (url: string, kind: string, body: unknown, token?: string, room = "yard") =>
    request<{ id: string; error?: { code: string } }>(`${url}/api/rooms/${room}/${kind}`, {
      method: "POST",
      body,
      ...(token !== undefined && { token }),
    });

  it("go to the log without anybody's own words", async () => {
    const { url, log } = await startTestServer();
    const { token, participantId } = await join(url, "yard", "Ada");
    const replies = [
      await report(url, "feedback", { rating: 2, issues: ["froze"], comment: "my private comment" }, token),
      await report(url, "dead-track", { trackName: "secret-name", kind: "video", silentFor: 9_000 }, token),
      await report(url, "report", { description: "my private words", debug: { sdp: "v=0 a=ice-pwd:x" } }, token),
    ];
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202]);
    await expect.poll(() => log.filter(({ participant }) => participant === participantId).length).toBe(3);
    const text = JSON.stringify(log);
    expect(text).toContain("rating 2 froze");
    expect(text).toContain("video silent for 9000 ms");
    expect(text).toContain(replies[2]?.body.id);
    for (const secret of ["private", "secret-name", "ice-pwd", token]) expect(text).not.toContain(secret);
  });

  it("are only for who is in the room, in bounds, and not too often", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    expect((await report(url, "feedback", { rating: 5 })).status).toBe(401);
    expect((await report(url, "feedback", { rating: 5 }, token, "elsewhere")).status).toBe(403);
    for (const [kind, body, status] of [
      ["feedback", { rating: 6 }, 400],
      ["feedback", [], 400],
      ["dead-track", {}, 400],
      ["report", { description: "" }, 400],
      ["report", { description: "x", debug: "y".repeat(200_000) }, 413],
      ["feedback", "{", 400],
    ] as const) {
      expect((await report(url, kind, body, token)).status, kind).toBe(status);
    }
    const statuses = [];
    for (let time = 0; time < 12; time++) statuses.push((await report(url, "feedback", {}, token)).status);
    expect(statuses).toContain(429);
  });

  it("go where the server's owner wants them", async () => {
    const got: Report[] = [];
    const tokens = createTokens({ secret: JWT_SECRET, now: Date.now });
    const app = createApp({
      rooms: { knows: () => Promise.resolve(true) } as Partial<Rooms> as Rooms,
      tokens,
      access: "open",
      origins: () => true,
      log: () => {},
      iceServers: () => Promise.resolve([]),
      now: Date.now,
      onReport: (one) => void got.push(one),
    });
    const { token } = await tokens.issue({ room: "yard", participantId: "ada", name: "Ada", role: "speaker" });
    const reply = await app.request("/api/rooms/yard/report", {
      method: "POST",
      body: JSON.stringify({ description: "It froze.", debug: { fps: 0 }, extra: 1 }),
      headers: { authorization: `Bearer ${token}` },
    });
    expect(reply.status).toBe(202);
    expect(got).toMatchObject([{ kind: "report", room: "yard", participant: "ada", body: { description: "It froze.", debug: { fps: 0 } } }]); // prettier-ignore
    expect(got[0]?.body).not.toHaveProperty("extra");
  });
});

describe("openapi.json", () => {
  it("has every route of the app, and no other", () => {
    const app = createApp({
      rooms: {} as Rooms,
      tokens: createTokens({ secret: JWT_SECRET, now: Date.now }),
      access: "open",
      origins: () => true,
      log: () => {},
      iceServers: () => Promise.resolve([]),
      now: Date.now,
    });
    const served = app.routes
      .filter(({ method, path }) => method !== "ALL" && path !== "/*")
      .map(({ method, path }) => `${method} ${path}`);
    const described = Object.keys(ROUTES).filter((route) => !route.includes("/cloudflare/"));
    expect([...new Set(served)].toSorted()).toEqual(described.toSorted());
  });

  it("says what the server answers", async () => {
    const { url } = await startTestServer();
    const { status, body } = await request<{ openapi: string; paths: Record<string, object> }>(`${url}/openapi.json`);
    expect(status).toBe(200);
    expect(body.openapi).toBe("3.1.0");
    expect(body.paths["/api/rooms/{id}/join"]).toMatchObject({
      post: {
        parameters: [{ name: "id", in: "path", required: true }],
        requestBody: { content: { "application/json": { schema: { type: "object" } } } },
        responses: { 200: { description: "Done." }, default: { description: "Refused." } },
      },
    });
    expect(Object.keys(body.paths)).toContain("/cloudflare/session/{id}/tracks/new");

    const { token } = await join(url, "yard", "Ada");
    const replies = {
      "POST /api/rooms": await request(`${url}/api/rooms`, { method: "POST", body: {} }),
      "GET /api/rooms/:id": await request(`${url}/api/rooms/yard`),
      "POST /api/rooms/:id/join": await request(`${url}/api/rooms/yard/join`, {
        method: "POST",
        body: { name: "Ben" },
      }),
      "POST /api/rooms/:id/ticket": await request(`${url}/api/rooms/yard/ticket`, { method: "POST", token }),
      "POST /api/rooms/:id/feedback": await request(`${url}/api/rooms/yard/feedback`, {
        method: "POST",
        token,
        body: {},
      }),
      "GET /api/calls/sessions": await request(`${url}/api/calls/sessions`),
      "GET /health": await request(`${url}/health`),
    };
    for (const [route, reply] of Object.entries(replies)) {
      const schema = ROUTES[route]?.replies[reply.status];
      if (typeof schema !== "object") throw new Error(`${route} answers ${reply.status}, which is not described.`);
      const parsed = v.safeParse(schema, reply.body);
      expect(parsed.issues, route).toBeUndefined();
      // And says nothing that is not described.
      expect(parsed.output, route).toEqual(reply.body);
    }
  });

  it("knows the kinds of schemas that there are, and says so of others", () => {
    const schema = v.object({
      a: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.maxLength(3))),
      b: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
    });
    expect(toJsonSchema(schema)).toEqual({
      type: "object",
      properties: {
        a: { type: "array", items: { type: "string", minLength: 1 }, maxItems: 3 },
        b: { anyOf: [{ type: "integer", minimum: 0 }, { type: "null" }] },
      },
      required: ["b"],
    });
    expect(() => toJsonSchema(v.date() as unknown as v.GenericSchema)).toThrow("date");
  });
});

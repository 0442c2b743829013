import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import type { JoinRoomReply, RoomInfo } from "../../src/wire/room-protocol.js";
import { JoinRoomReplySchema } from "../../src/wire/schemas/room-protocol.js";
import * as v from "valibot";
import { enter, join, openSocket, request } from "./support/client.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";

/** A token as the user's own backend would sign it. */
function mint(claims: Record<string, unknown>, options: { secret?: string; expires?: number; alg?: string } = {}) {
  const { secret = JWT_SECRET, expires = Date.now() / 1000 + 60, alg = "HS256" } = options;
  return new SignJWT(claims)
    .setProtectedHeader({ alg })
    .setExpirationTime(Math.floor(expires))
    .sign(new TextEncoder().encode(secret));
}

const unsigned = (claims: object): string =>
  `${[
    { alg: "none", typ: "JWT" },
    { exp: 9_999_999_999, ...claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".")}.`;

const post = <T = Record<string, unknown>>(url: string, body?: unknown, token?: string) =>
  request<T>(url, { method: "POST", ...(body !== undefined && { body }), ...(token !== undefined && { token }) });

describe("rooms", () => {
  it("are made with an id of one's own or with one that nobody guesses, and once", async () => {
    const { url } = await startTestServer();
    const named = await post(`${url}/api/rooms`, { id: "стая-7", name: "The <b>yard</b>" });
    expect(named).toMatchObject({
      status: 201,
      body: { id: "стая-7", name: "The <b>yard</b>", participantCount: 0, createdAt: expect.any(Number) },
    });
    const unnamed = await post<RoomInfo>(`${url}/api/rooms`);
    expect(unnamed.status).toBe(201);
    expect(unnamed.body.id).toMatch(/^[0-9a-f]{32}$/);
    const again = await post(`${url}/api/rooms`, { id: "стая-7" });
    expect(again).toMatchObject({ status: 409, body: { error: { code: "invalid_room" } } });
    const atOnce = await Promise.all(
      ["one", "two", "three"].map((name) => post(`${url}/api/rooms`, { id: "race", name })),
    );
    expect(atOnce.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it("are described with the people who are in them", async () => {
    const { url } = await startTestServer();
    expect(await request(`${url}/api/rooms/yard`)).toMatchObject({
      status: 404,
      body: { error: { code: "room_not_found" } },
    });
    await enter(url, "yard", "Ada");
    await enter(url, "yard", "Ben");
    expect(await request(`${url}/api/rooms/yard`)).toMatchObject({
      status: 200,
      body: { id: "yard", participantCount: 2 },
    });
  });

  it.each(["<script>alert(1)</script>", "a/b", "..", ".hidden", "a b", "x".repeat(65), "a\u0000b", "-"])(
    "refuse the id %j wherever it stands, and do not repeat it",
    async (id) => {
      const { url } = await startTestServer();
      const path = encodeURIComponent(id).replaceAll(".", "%2E");
      const replies = [
        await post(`${url}/api/rooms`, { id }),
        // A path of dots is gone before it leaves the client.
        ...(id === ".." ? [] : [await post(`${url}/api/rooms/${path}/join`, { name: "Ada" })]),
        ...(id === ".." ? [] : [await request(`${url}/api/rooms/${path}`)]),
      ];
      for (const { status, body, headers } of replies) {
        expect(status).toBe(400);
        expect(body).toMatchObject({ error: { code: "invalid_room" } });
        expect(JSON.stringify(body)).not.toContain("script");
        expect(headers.get("content-type")).toContain("application/json");
        expect(headers.get("x-content-type-options")).toBe("nosniff");
      }
    },
  );

  it.each([
    ["not JSON", "{", "invalid_message", 400],
    ["not an object", "[]", "invalid_message", 400],
    ["a number as id", { id: 7 }, "invalid_room", 400],
    ["a long name", { name: "x".repeat(81) }, "invalid_message", 400],
    ["too large", { name: "x".repeat(20_000) }, "message_too_large", 413],
  ])("refuse a body that is %s", async (_, body, code, status) => {
    const { url } = await startTestServer();
    expect(await post(`${url}/api/rooms`, body)).toMatchObject({ status, body: { error: { code } } });
  });
});

describe("joining an open server", () => {
  it("makes the room, issues an id and gives everything that a call needs", async () => {
    const { url } = await startTestServer();
    const { status, body } = await post<JoinRoomReply>(`${url}/api/rooms/yard/join`, { name: "  Ada\u0007 Lovelace " });
    expect(status).toBe(200);
    expect(v.parse(JoinRoomReplySchema, body)).toEqual(body);
    expect(body).toMatchObject({ participantName: "Ada Lovelace", room: { id: "yard" }, iceServers: [] });
    expect(body.participantId).toMatch(/^[0-9a-f]{32}$/);
    expect(body.expiresAt).toBeGreaterThan(Date.now() + 60 * 60 * 1000);
  });

  it.each([[{}], [{ name: "" }], [{ name: " \u200b\n" }], [{ name: "x".repeat(81) }], [{ name: 5 }], [undefined]])(
    "refuses %j as a name",
    async (body) => {
      const { url } = await startTestServer();
      expect(await post(`${url}/api/rooms/yard/join`, body)).toMatchObject({
        status: 400,
        body: { error: { code: "invalid_name" } },
      });
    },
  );

  it("takes the template of an offer, and no more than a template", async () => {
    const { url } = await startTestServer();
    const join = (sdp: string) => post(`${url}/api/rooms/yard/join`, { name: "Ada", offer: { type: "offer", sdp } });
    expect(await join("v=0\r\n".repeat(1_000))).toMatchObject({ status: 200 });
    expect(await join("v=0\r\n".repeat(6_000))).toMatchObject({
      status: 413,
      body: { error: { code: "message_too_large" } },
    });
  });

  it("keeps the id and the end of the stay for a caller that shows an earlier token", async () => {
    const { url, advance } = await startTestServer({ clock: Date.now() });
    const first = await join(url, "yard", "Ada");
    await advance(60 * 60 * 1000);
    const second = await join(url, "yard", "Somebody else", first.token);
    expect(second).toMatchObject({ participantId: first.participantId, participantName: "Ada" });
    // The stay ends when it would have ended: nobody's tokens last for ever.
    expect(second.expiresAt).toBe(first.expiresAt);
  });

  it("is refused when the room is full, but not to those who are in it", async () => {
    const { url } = await startTestServer({ env: { ROOM_PARTICIPANTS: "1" } });
    const ada = await enter(url, "yard", "Ada");
    const full = await post(`${url}/api/rooms/yard/join`, { name: "Ben" });
    expect(full).toMatchObject({ status: 409, body: { error: { code: "room_full" } } });
    expect((await join(url, "yard", "Ada", ada.token)).participantId).toBe(ada.id);
  });
});

describe("tokens of one's own backend", () => {
  it("give the room, the id, the name and the role", async () => {
    const { url } = await startTestServer({ env: { ROOM_ACCESS: "token" } });
    const token = await mint({ room: "clinic", sub: "patient-7", name: "Ada", role: "guest" });
    const joined = await join(url, "clinic", "Eve", token);
    expect(joined).toMatchObject({ participantId: "patient-7", participantName: "Ada", room: { id: "clinic" } });
    const claims = JSON.parse(Buffer.from(joined.token.split(".")[1]!, "base64url").toString());
    expect(claims).toMatchObject({ room: "clinic", sub: "patient-7", name: "Ada", role: "guest" });
  });

  it("are for the room however its name is written", async () => {
    const { url } = await startTestServer({ env: { ROOM_ACCESS: "token" } });
    const [composed, decomposed] = ["caf\u00E9", "cafe\u0301"];
    const ada = await join(url, composed, "Ada", await mint({ room: decomposed }));
    const grace = await join(url, decomposed, "Grace", await mint({ room: composed }));
    expect([ada.room.id, grace.room.id]).toEqual([composed, composed]);
  });

  it("may leave the id and the name to the server and the caller", async () => {
    const { url } = await startTestServer({ env: { ROOM_ACCESS: "token" } });
    const token = await mint({ room: "clinic" });
    const joined = await join(url, "clinic", "Ada", token);
    expect(joined.participantName).toBe("Ada");
    expect(joined.participantId).toMatch(/^[0-9a-f]{32}$/);
    const socket = await openSocket(url, token);
    expect(await socket.closed).toEqual({ code: 4003, reason: "unauthorized" });
  });

  it("are needed for everything on a server that is not open, and name the room that may be made", async () => {
    const { url } = await startTestServer({ env: { ROOM_ACCESS: "token" } });
    for (const reply of [
      await post(`${url}/api/rooms`, { id: "clinic" }),
      await post(`${url}/api/rooms/clinic/join`, { name: "Ada" }),
      await request(`${url}/api/rooms/clinic`),
    ]) {
      expect(reply).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
    }
    const token = await mint({ room: "clinic" });
    expect(await post(`${url}/api/rooms`, { id: "other" }, token)).toMatchObject({ status: 403 });
    expect(await post(`${url}/api/rooms`, {}, token)).toMatchObject({ status: 201, body: { id: "clinic" } });
    expect(await request(`${url}/api/rooms/clinic`, { token })).toMatchObject({ status: 200 });
  });

  const cases: [string, () => Promise<string> | string, string][] = [
    ["forged", () => mint({ room: "yard", sub: "x", name: "X" }, { secret: "b".repeat(40) }), "unauthorized"],
    [
      "expired",
      () => mint({ room: "yard", sub: "x", name: "X" }, { expires: Date.now() / 1000 - 31 }),
      "token_expired",
    ],
    ["of another algorithm", () => mint({ room: "yard", sub: "x", name: "X" }, { alg: "HS512" }), "unauthorized"], // prettier-ignore
    ["unsigned", () => unsigned({ room: "yard", sub: "x", name: "X" }), "unauthorized"],
    ["without an expiry", () => new SignJWT({ room: "yard", sub: "x", name: "X" }).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(JWT_SECRET)), "unauthorized"], // prettier-ignore
    ["without a room", () => mint({ sub: "x", name: "X" }), "unauthorized"],
    ["with an id that is neither text nor number", () => mint({ room: "yard", sub: ["x"], name: "X" }), "unauthorized"],
    ["not a token", () => "nonsense", "unauthorized"],
  ];
  it.each(cases)("are refused when %s: by HTTP, by the proxy and by the socket", async (_, make, code) => {
    const { url, upstream } = await startTestServer();
    const token = await make();
    const joined = await post(`${url}/api/rooms/yard/join`, { name: "Ada" }, token);
    expect(joined).toMatchObject({ status: 401, body: { error: { code } } });
    const proxied = await post(`${url}/cloudflare/session`, undefined, token);
    expect(proxied).toMatchObject({ status: 401, body: { errorCode: code } });
    const socket = await openSocket(url, token);
    expect(await socket.closed).toEqual({ code: 4003, reason: code });
    expect(upstream.requests).toEqual([]);
  });

  it("open no room but their own", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    const other = await post(`${url}/api/rooms/cellar/join`, { name: "Ada" }, token);
    expect(other).toMatchObject({ status: 403, body: { error: { code: "forbidden" } } });
  });

  it("of the server are dead when they have expired", async () => {
    const clock = Date.now();
    const { url, advance } = await startTestServer({ clock });
    const { token, expiresAt } = await join(url, "yard", "Ada");
    // Clocks may differ by half a minute.
    await advance(expiresAt + 29_000 - clock);
    expect((await post(`${url}/api/rooms/yard/ticket`, undefined, token)).status).toBe(201);
    await advance(1_000);
    expect(await post(`${url}/api/rooms/yard/ticket`, undefined, token)).toMatchObject({
      status: 401,
      body: { error: { code: "token_expired" } },
    });
  });
});

/** A backend steers rooms over HTTP: with the API key, and with nothing else. */
import { SignJWT } from "jose";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { ROUTES } from "../../src/server/operations/openapi.js";
import type { RoomDetails, RoomList } from "../../src/wire/room-api.js";
import { enter, join, openSocket, request } from "./support/client.js";
import type { Reply } from "./support/client.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";
import type { TestServer } from "./support/server.js";

const API_KEY = "an-api-key-of-tests-that-is-long-enough";
const start = (env: Record<string, string> = {}): Promise<TestServer> => startTestServer({ env: { API_KEY, ...env } });

/** Asks as the backend, and holds the answer to its description. */
async function ask<T = { error?: { code: string; reason: string } }>(
  url: string,
  route: string,
  path: string,
  body?: unknown,
  token: string | undefined = API_KEY,
): Promise<Reply<T>> {
  const [method = "GET"] = route.split(" ");
  const reply = await request<T>(`${url}${path}`, { method, body, ...(token !== undefined && { token }) });
  const schema = ROUTES[route]?.replies[reply.status];
  if (reply.status < 300 && typeof schema === "object") expect(v.parse(schema, reply.body)).toEqual(reply.body);
  return reply;
}
const list = (url: string, query = "") => ask<RoomList>(url, "GET /api/rooms", `/api/rooms${query}`);
const look = (url: string, id: string) => ask<RoomDetails>(url, "GET /api/rooms/:id", `/api/rooms/${id}`);
const act = (url: string, id: string, command: unknown, token?: string) =>
  ask(url, "POST /api/rooms/:id/actions", `/api/rooms/${id}/actions`, command, token);

describe("a backend with the API key", () => {
  it("lists rooms, page by page", async () => {
    const { url } = await start();
    expect((await list(url)).body).toEqual({ rooms: [] });
    for (const id of ["c", "a", "b"]) await enter(url, id, "Ada");
    expect(
      (await ask(url, "POST /api/rooms", "/api/rooms", { id: "d", name: "The hall", waitingRoom: true })).status,
    ).toBe(201);
    // To ask about a room makes none.
    expect((await look(url, "nowhere")).status).toBe(404);
    expect((await list(url)).body.rooms).toMatchObject([
      { id: "a", participantCount: 1 },
      { id: "b" },
      { id: "c" },
      { id: "d", name: "The hall", participantCount: 0, waitingRoom: true },
    ]);
    const first = (await list(url, "?limit=3")).body;
    expect(first.rooms.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    const rest = (await list(url, `?limit=3&after=${first.next}`)).body;
    expect(rest.rooms.map(({ id }) => id)).toEqual(["d"]);
    expect(rest.next).toBeUndefined();
    for (const query of ["?limit=0", "?limit=101", "?limit=x", "?after=%00", "?after=../x"]) {
      expect((await list(url, query)).status, query).toBe(400);
    }
  });

  it("sees who is in a room, and at its door; others see how many", async () => {
    const { url } = await start();
    const ada = await enter(url, "yard", "Ada");
    ada.socket.send({ type: "policy", waitingRoom: true, spotlight: [ada.id] });
    await ada.socket.settled();
    const ben = await join(url, "yard", "Ben");
    const knocking = await openSocket(url, ben.token);
    knocking.send({ type: "hello", protocol: 1 });
    await knocking.nextOf("wait");
    expect((await look(url, "yard")).body).toMatchObject({
      id: "yard",
      participantCount: 1,
      policy: { locked: false, waitingRoom: true, spotlight: [ada.id] },
      participants: [{ id: ada.id, name: "Ada", role: "host" }],
      waiting: [{ id: ben.participantId, name: "Ben" }],
    });
    const others = (await request(`${url}/api/rooms/yard`)).body;
    expect(Object.keys(others).toSorted()).toEqual(["createdAt", "id", "participantCount", "waitingRoom"]);
    expect((await act(url, "yard", { type: "admit" })).status).toBe(204);
    await knocking.nextOf("welcome");
  });

  it("mutes, speaks, promotes, puts out and ends, and everybody in the room hears of it", async () => {
    const { url, log } = await start();
    const ada = await enter(url, "yard", "Ada");
    const ben = await enter(url, "yard", "Ben");
    await ben.publish(["mic"]);
    await ada.socket.settled();
    expect((await act(url, "yard", { type: "mute", participantId: ben.id, source: "microphone" })).status).toBe(204);
    expect(await ben.socket.nextOf("asked")).toMatchObject({ action: "mute", source: "microphone" });
    expect(await ada.socket.nextOf("track-state")).toMatchObject({ from: ben.id, enabled: false });

    for (let time = 0; time < 2; time++) {
      const said = { type: "chat", id: "ours-1", text: "Five minutes left.", name: "School" };
      expect((await act(url, "yard", said)).status).toBe(204);
    }
    expect((await act(url, "yard", { type: "chat", text: "Bye." })).status).toBe(204);
    const messages = (await ada.socket.settled()).flatMap((message) =>
      message.type === "chat" ? message.messages : [],
    );
    expect(messages.map(({ name, text }) => `${name}: ${text}`)).toEqual(["School: Five minutes left.", "Room: Bye."]);

    expect((await act(url, "yard", { type: "role", participantId: ben.id, role: "host" })).status).toBe(204);
    expect((await act(url, "yard", { type: "remove", participantId: ada.id, ban: true })).status).toBe(204);
    expect((await ada.socket.closed).code).toBe(4005);
    const back = await request(`${url}/api/rooms/yard/join`, {
      method: "POST",
      body: { name: "Ada" },
      token: ada.token,
    });
    expect(back.status).toBe(403);

    expect((await act(url, "yard", { type: "end" })).status).toBe(204);
    expect((await ben.socket.closed).code).toBe(4006);
    expect((await act(url, "yard", { type: "end" })).status).toBe(204);
    expect(await act(url, "yard", { type: "chat", text: "Anybody?" })).toMatchObject({ status: 410 });
    expect((await look(url, "yard")).body).toMatchObject({ participants: [], endedAt: expect.any(Number) });
    await expect
      .poll(() => log.filter(({ event }) => event === "moderation").map(({ operation }) => operation))
      .toEqual(["mute", "role", "remove", "end", "end"]);
    expect(JSON.stringify(log)).not.toContain("minutes");
  });

  it("is told what is wrong with what it asks", async () => {
    const { url } = await start();
    await enter(url, "yard", "Ada");
    for (const [room, command, status, code] of [
      ["yard", { type: "remove", participantId: "nobody" }, 400, "invalid_message"],
      ["yard", { type: "remove" }, 400, "invalid_message"],
      ["yard", { type: "explode" }, 400, "invalid_message"],
      ["yard", { type: "hand", raised: true }, 400, "invalid_message"],
      ["yard", [], 400, "invalid_message"],
      ["yard", "{", 400, "invalid_message"],
      ["yard", { type: "chat", text: "x".repeat(70_000) }, 413, "message_too_large"],
      ["yard", { type: "feature", feature: "polls", command: {} }, 400, "invalid_message"],
      ["hall", { type: "end" }, 404, "room_not_found"],
      ["%2e%2e%2fyard", { type: "end" }, 400, "invalid_room"],
      ["the%20index", { type: "end" }, 400, "invalid_room"],
    ] as const) {
      const reply = await act(url, room, command);
      expect({ status: reply.status, code: reply.body.error?.code }, JSON.stringify(command).slice(0, 80)).toEqual({
        status,
        code,
      });
    }
    // Nothing of it has done anything.
    expect((await list(url)).body.rooms).toMatchObject([{ id: "yard", participantCount: 1 }]);
  });

  it("asks a feature, which may refuse in words of its own", async () => {
    const { url } = await startTestServer({ env: { API_KEY }, agenda: true });
    await enter(url, "yard", "Ada");
    const ask = (command: object) => act(url, "yard", { type: "feature", feature: "agenda", command });
    expect((await ask({ type: "propose", title: "Budget", minutes: 5 })).status).toBe(204);
    expect((await ask({ type: "start", id: 99 })).status).toBeGreaterThanOrEqual(400);
  });
});

describe("nobody else", () => {
  it("steers: without a key, with a wrong one, and with every token that there is", async () => {
    const { url } = await start();
    const ada = await enter(url, "yard", "Ada");
    const sign = (claims: object, expires: string): Promise<string> =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "HS256" })
        .setExpirationTime(expires)
        .sign(new TextEncoder().encode(JWT_SECRET));
    const host = await sign({ room: "yard", role: "host", sub: "eve", name: "Eve" }, "1h");
    const expired = await sign({ room: "yard", role: "host" }, "1s ago");
    for (const token of ["", "wrong", `${API_KEY}x`, API_KEY.slice(1), ada.token, host, expired]) {
      expect((await ask(url, "GET /api/rooms", "/api/rooms", undefined, token)).status, token).toBe(401);
      expect((await act(url, "yard", { type: "end" }, token)).status, token).toBe(401);
    }
    expect((await request(`${url}/api/rooms`)).status).toBe(401);
    expect((await request(`${url}/api/rooms/yard`)).body).not.toHaveProperty("participants");
    expect((await look(url, "yard")).body.participantCount).toBe(1);
  });

  it("steers where there is no key, and the key opens no door", async () => {
    const closed = await startTestServer();
    expect((await list(closed.url)).status).toBe(404);
    expect((await act(closed.url, "yard", { type: "end" })).status).toBe(404);
    const { url } = await start({ ROOM_ACCESS: "token" });
    const reply = await request(`${url}/api/rooms/yard/join`, {
      method: "POST",
      body: { name: "Eve" },
      token: API_KEY,
    });
    expect(reply.status).toBe(401);
    expect((await request(`${url}/api/rooms/yard`)).status).toBe(401);
    expect((await ask(url, "POST /api/rooms", "/api/rooms", { id: "yard" })).status).toBe(201);
  });
});

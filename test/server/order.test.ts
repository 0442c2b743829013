/** Roles, order at the door and moderation, as a client meets them over HTTP and its socket. */
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import type { CreateRoomReply, JoinRoomReply } from "../../src/wire/room-protocol.js";
import { enter, join, openSocket, request } from "./support/client.js";
import type { Person } from "./support/client.js";
import { AUDIENCE, ISSUER, startIdentityProvider } from "./support/identity-provider.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";

const mint = (claims: Record<string, unknown>) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(Math.floor(Date.now() / 1000) + 600)
    .sign(new TextEncoder().encode(JWT_SECRET));

const post = <T = Record<string, unknown>>(url: string, body: unknown, token?: string) =>
  request<T>(url, { method: "POST", body, ...(token !== undefined && { token }) });

/** Enters with a token of a backend. */
async function enterAs(url: string, name: string, role: string): Promise<Person & { role: string | undefined }> {
  const token = await mint({ room: "yard", sub: name.toLowerCase(), name, role });
  const joined = await join(url, "yard", name, token);
  const socket = await openSocket(url, joined.token);
  socket.send({ type: "hello", protocol: 1 });
  const welcome = await socket.nextOf("welcome");
  const calls = <T>(method: string, path: string, body?: unknown) =>
    request<T>(`${url}/cloudflare/session${path}`, { method, token, ...(body !== undefined && { body }) });
  return {
    id: joined.participantId,
    token,
    socket,
    welcome,
    calls,
    role: joined.role,
    publish: () => Promise.reject(),
  };
}

describe("a join", () => {
  it("says the role: the token's, or the first one's", async () => {
    const { url } = await startTestServer();
    expect((await join(url, "yard", "Ada")).role).toBe("host");
    const ada = await enter(url, "yard", "Ada");
    expect((await join(url, "yard", "Ben")).role).toBe("speaker");
    expect((await enterAs(url, "Cho", "viewer")).role).toBe("viewer");
    expect(await ada.socket.nextOf("participant")).toMatchObject({ from: ada.id, set: { role: "speaker" } });
    // A word that the room does not know is the backend's own affair.
    expect((await enterAs(url, "Dia", "guest")).role).toBe("speaker");
  });

  it("to a room with a door brings neither the roster nor a session", async () => {
    const { url, upstream } = await startTestServer();
    const { hostToken = "" } = (await post<CreateRoomReply>(`${url}/api/rooms`, { id: "yard", waitingRoom: true }))
      .body;
    const ada = await enter(url, "yard", "Ada", hostToken);
    const adas = await ada.publish(["mic"]);
    const made = upstream.of("POST new").length;
    const { status, body } = await post<JoinRoomReply>(`${url}/api/rooms/yard/join`, { name: "Ben", session: true });
    expect(status).toBe(200);
    expect([body.participants, body.sessionId]).toEqual([undefined, undefined]);
    expect(body.room).toMatchObject({ waitingRoom: true });
    expect(upstream.of("POST new")).toHaveLength(made);
    const socket = await openSocket(url, body.token);
    socket.send({ type: "hello", protocol: 1 });
    expect(await socket.next()).toEqual({ type: "wait", roomId: "yard", participantId: body.participantId });
    // Who waits receives nothing either.
    const tracks = [{ location: "remote", sessionId: adas, trackName: "mic" }];
    for (const path of ["", `/${adas}/tracks/new`]) {
      const reply = await post(`${url}/cloudflare/session${path}`, path ? { tracks } : {}, body.token);
      expect(reply).toMatchObject({ status: 403, body: { errorCode: "forbidden" } });
    }
    expect(upstream.of("POST new")).toHaveLength(made);
    await ada.socket.nextOf("waiting");
    ada.socket.send({ type: "deny", participantId: body.participantId, ref: "no" });
    expect(await socket.next()).toMatchObject({ type: "error", code: "denied" });
    expect((await socket.closed).code).toBe(4007);
  });
});

describe("a room made to order", () => {
  it("keeps its bounds", async () => {
    const { url } = await startTestServer();
    const endsAt = Date.now() + 60_000;
    const made = await post(`${url}/api/rooms`, { id: "yard", capacity: 1, endsAt });
    expect(made).toMatchObject({ status: 201, body: { capacity: 1, endsAt } });
    await enter(url, "yard", "Ada");
    expect(await post(`${url}/api/rooms/yard/join`, { name: "Ben" })).toMatchObject({
      status: 409,
      body: { error: { code: "room_full" } },
    });
    const locked = await post<CreateRoomReply>(`${url}/api/rooms`, { id: "cellar", locked: true });
    expect(locked.body).toMatchObject({ locked: true });
    await enter(url, "cellar", "Ada", locked.body.hostToken);
    expect(await post(`${url}/api/rooms/cellar/join`, { name: "Ben" })).toMatchObject({
      status: 423,
      body: { error: { code: "room_locked" } },
    });
  });

  it("ends when it is time", async () => {
    const { url, advance } = await startTestServer({ clock: Date.now(), timing: { heartbeat: 20, stale: 3_600_000 } });
    await post(`${url}/api/rooms`, { id: "yard", durationSeconds: 60 });
    const ada = await enter(url, "yard", "Ada");
    expect(ada.welcome.policy?.endsAt).toBeGreaterThan(0);
    await advance(60_000);
    expect(await ada.socket.nextOf("leave")).toMatchObject({ data: { reason: "ended" } });
    expect((await ada.socket.closed).code).toBe(4006);
    expect(await post(`${url}/api/rooms/yard/join`, { name: "Ben" })).toMatchObject({
      status: 410,
      body: { error: { code: "room_ended" } },
    });
  });

  it.each([
    [{ capacity: 0 }, 400],
    [{ capacity: 1.5 }, 400],
    [{ endsAt: 5 }, 400],
    [{ endsAt: 9e15 }, 400],
    [{ durationSeconds: -1 }, 400],
    [{ locked: "yes" }, 400],
  ])("is not made with %j", async (order, status) => {
    const { url } = await startTestServer();
    expect(await post(`${url}/api/rooms`, { id: "yard", ...order })).toMatchObject({
      status,
      body: { error: { code: "invalid_message" } },
    });
    expect((await request(`${url}/api/rooms/yard`)).status).toBe(404);
  });

  it("is a host's to order, where tokens say who that is", async () => {
    const { url } = await startTestServer({ env: { ROOM_ACCESS: "token" } });
    const viewer = await mint({ room: "yard", sub: "v", role: "viewer" });
    expect((await post(`${url}/api/rooms`, { locked: true }, viewer)).status).toBe(403);
    const host = await mint({ room: "yard", sub: "h", name: "Ada", role: "host" });
    expect(await post(`${url}/api/rooms`, { locked: true }, host)).toMatchObject({ status: 201, body: { id: "yard" } });
    expect((await join(url, "yard", "", host)).role).toBe("host");
  });
});

describe("a viewer", () => {
  it("receives, and publishes neither tracks nor channels", async () => {
    const { url, upstream } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const adas = await ada.publish(["mic"], ["chat"]);
    const eve = await enterAs(url, "Eve", "viewer");
    const { sessionId } = (await eve.calls<{ sessionId: string }>("POST", "")).body;
    const offer = { type: "offer", sdp: "v=0" };
    const local = { location: "local", mid: "0", trackName: "m" };
    const before = upstream.requests.length;
    const tracks = await eve.calls<{ tracks: object[] }>("POST", `/${sessionId}/tracks/new`, {
      sessionDescription: offer,
      tracks: [local],
    });
    expect(tracks.body.tracks).toMatchObject([{ errorCode: "forbidden" }]);
    const found = await eve.calls("POST", `/${sessionId}/tracks/new`, {
      sessionDescription: offer,
      autoDiscover: true,
    });
    expect(found).toMatchObject({ status: 403, body: { errorCode: "forbidden" } });
    const channels = await eve.calls<{ dataChannels: object[] }>("POST", `/${sessionId}/datachannels/new`, {
      dataChannels: [{ location: "local", dataChannelName: "c" }],
    });
    expect(channels.body.dataChannels).toMatchObject([{ errorCode: "forbidden" }]);
    expect(upstream.requests.length).toBe(before);
    const pulled = await eve.calls<{ tracks: object[] }>("POST", `/${sessionId}/tracks/new`, {
      tracks: [{ location: "remote", sessionId: adas, trackName: "mic" }],
    });
    expect(pulled.body.tracks).toMatchObject([{ mid: "0" }]);
    eve.socket.send({ type: "cloudflare-session", sessionId, tracks: [{ trackName: "m", kind: "audio" }] });
    expect(await eve.socket.nextOf("error")).toMatchObject({ code: "forbidden" });
  });
});

describe("whom a host puts out", () => {
  it("loses the tracks on the SFU, and the token is worth nothing until a new join", async () => {
    const { url, upstream, log } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const eve = await enter(url, "yard", "Eve");
    const eves = await eve.publish(["mic"]);
    const released = upstream.next("GET session");
    ada.socket.send({ type: "remove", participantId: eve.id, ref: "out" });
    await ada.socket.nextOf("done");
    expect((await eve.socket.closed).code).toBe(4005);
    expect((await released).path).toContain(eves);
    expect((await eve.calls("POST", "")).status).toBe(403);
    expect((await eve.calls("GET", `/${eves}`)).status).toBe(403);
    const again = await openSocket(url, eve.token);
    again.send({ type: "hello", protocol: 1 });
    expect((await again.closed).code).toBe(4005);
    await expect
      .poll(() => log.filter(({ event }) => event === "moderation"))
      .toMatchObject([{ level: "info", room: "yard", participant: ada.id, operation: "remove", target: eve.id }]);
    const joined = await join(url, "yard", "Eve", eve.token);
    const back = await openSocket(url, joined.token);
    back.send({ type: "hello", protocol: 1 });
    await back.nextOf("welcome");
  });

  it("for good stays out, whatever id an identity provider's person comes with", async () => {
    const provider = await startIdentityProvider();
    const { url } = await startTestServer({
      env: { IDENTITY_ISSUER: ISSUER, IDENTITY_AUDIENCE: AUDIENCE, IDENTITY_JWKS: provider.jwks },
    });
    const ada = await enter(url, "yard", "Ada");
    const claims = { aud: AUDIENCE, name: "Eve", sub: "user-6" };
    const eve = await join(url, "yard", "", await provider.sign(claims));
    const socket = await openSocket(url, eve.token);
    socket.send({ type: "hello", protocol: 1 });
    await socket.nextOf("welcome");
    ada.socket.send({ type: "remove", participantId: eve.participantId, ban: true });
    expect((await socket.closed).code).toBe(4005);
    const banned = { status: 403, body: { error: { code: "banned" } } };
    expect(await post(`${url}/api/rooms/yard/join`, {}, eve.token)).toMatchObject(banned);
    expect(await post(`${url}/api/rooms/yard/join`, {}, await provider.sign(claims))).toMatchObject(banned);
    const other = await provider.sign({ ...claims, sub: "user-7", name: "Fay" });
    expect((await post(`${url}/api/rooms/yard/join`, {}, other)).status).toBe(200);
  });
});

describe("what people say", () => {
  it("is in no log, and is text", async () => {
    const { url, log } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const ben = await enter(url, "yard", "Ben");
    const text = "<img src=x onerror=alert(1)>";
    ada.socket.send({ type: "chat", id: "m1", text, ref: "1" });
    expect(await ben.socket.nextOf("chat")).toMatchObject({ messages: [{ text, name: "Ada", from: ada.id }] });
    ada.socket.send({ type: "chat-delete", id: "m1" });
    ada.socket.send({ type: "end" });
    expect((await ben.socket.closed).code).toBe(4006);
    await expect.poll(() => log.some(({ operation }) => operation === "end")).toBe(true);
    expect(JSON.stringify(log)).not.toContain("onerror");
  });

  it("in a flood ends with the flood, and the room goes on", async () => {
    const { url } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const eve = await enter(url, "yard", "Eve");
    await ada.socket.settled();
    for (let i = 0; i < 400; i++) {
      const kinds = [{ type: "reaction", reaction: "x" }, { type: "speaking", speaking: i % 2 === 0 }, { type: "chat", id: `m${i}`, text: "spam" }]; // prettier-ignore
      eve.socket.send(kinds[i % 3]);
    }
    expect((await eve.socket.closed).code).toBe(4004);
    expect((await ada.socket.settled()).length).toBeLessThan(60);
    ada.socket.send({ type: "remove", participantId: eve.id, ref: "out" });
    await ada.socket.nextOf("done");
  });
});

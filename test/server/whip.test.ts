import { describe, expect, it } from "vitest";
import { createTokens } from "../../src/server/access/tokens.js";
import { createApp } from "../../src/server/app/app.js";
import type { Rooms } from "../../src/server/rooms.js";
import { enter, request } from "./support/client.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";
import type { TestServer } from "./support/server.js";
import { offer, sendSdp, serveMedia, tracksOf } from "./support/whip.js";
import type { MediaUpstream } from "./support/whip.js";

/** Whoever looks at the clock now and then sees that it was moved. */
const PATIENT = { timeout: 20_000 };
const START = 1_790_000_000_000;

/** A server whose clock the test moves, in front of an SFU on which media flows. */
async function start(env: Record<string, string> = {}): Promise<TestServer & { media: MediaUpstream }> {
  // Nobody's page goes stale: these tests are about those who have none.
  const timing = { heartbeat: 5_000, stale: 3_600_000 };
  const server = await startTestServer({ clock: START, env, timing });
  return { ...server, media: serveMedia(server.upstream) };
}

const join = (url: string, name: string): Promise<Awaited<ReturnType<typeof enter>>> => enter(url, "yard", name);
const signed = (claims: Record<string, string>): Promise<{ token: string }> =>
  createTokens({ secret: JWT_SECRET, now: () => START }).issue({
    room: "yard",
    participantId: "encoder-1",
    name: "Encoder",
    role: "speaker",
    ...claims,
  });

describe("WHIP", { timeout: 30_000 }, () => {
  it("puts an encoder into the room, with its tracks when they flow", async () => {
    const { url, upstream, media, advance } = await start();
    const ada = await join(url, "Ada");
    media.silent.add("all");
    const reply = await sendSdp(`${url}/whip/yard?name=Stage`, offer());
    expect(reply.status).toBe(201);
    expect(reply.headers.get("content-type")).toBe("application/sdp");
    expect(reply.text).toContain("s=answer");
    expect(reply.headers.get("location")).toMatch(/^\/whip\/yard\/[0-9a-f]{32}$/);
    expect(reply.headers.get("etag")).toMatch(/^"[0-9a-f]{32}"$/);
    // The address says nothing of the session on the SFU.
    for (const value of reply.headers.values()) expect(value).not.toContain("session");

    const joined = await ada.socket.nextOf("join");
    expect(joined.data.participant_name).toBe("Stage");
    await advance(600);
    expect(await ada.socket.settled()).toEqual([]);

    media.silent.clear();
    await advance(5_000);
    const announced = await ada.socket.nextOf("cloudflare-session");
    expect(announced.participantId).toBe(joined.from);
    expect(announced.tracks).toMatchObject([
      { kind: "audio", source: "microphone" },
      { kind: "video", source: "camera", rids: ["h", "l"] },
    ]);
    const pushed = upstream.of("POST tracks/new").find((asked) => tracksOf(asked)[0]?.location === "local");
    expect(tracksOf(pushed!).map(({ mid }) => mid)).toEqual(["0", "1"]);
  });

  it("announces what flows, and the rest when it follows", async () => {
    const { url, upstream, media, advance } = await start();
    const ada = await join(url, "Ada");
    await sendSdp(`${url}/whip/yard`, offer());
    const pushed = tracksOf(upstream.of("POST tracks/new")[0]!);
    media.silent.add(pushed[1]!.trackName);
    await advance(1_000);
    const first = await ada.socket.nextOf("cloudflare-session");
    expect(first.tracks.map(({ kind }) => kind)).toEqual(["audio"]);
    media.silent.clear();
    await advance(5_000);
    const second = await ada.socket.nextOf("cloudflare-session");
    expect(second.tracks.map(({ kind }) => kind)).toEqual(["audio", "video"]);
  });

  it("is over when nothing flows within half a minute", async () => {
    const { url, media, advance } = await start();
    const ada = await join(url, "Ada");
    media.silent.add("all");
    const { headers } = await sendSdp(`${url}/whip/yard`, offer());
    await ada.socket.nextOf("join");
    for (let waited = 0; waited < 30_000; waited += 5_000) {
      await advance(5_000);
    }
    expect((await ada.socket.nextOf("leave")).data.reason).toBe("left");
    expect((await sendSdp(`${url}${headers.get("location")}`, "", { method: "DELETE" })).status).toBe(404);
  });

  it("keeps the encoder in the room as long as its session lives, and no longer", async () => {
    const { url, upstream, media, advance } = await start();
    const ada = await join(url, "Ada");
    await sendSdp(`${url}/whip/yard`, offer());
    await advance(1_000);
    const { sessionId } = await ada.socket.nextOf("cloudflare-session");
    for (let looks = 0; looks < 4; looks++) {
      const before = upstream.of("GET session").length;
      await advance(10_000);
      await expect.poll(() => upstream.of("GET session").length, PATIENT).toBeGreaterThan(before);
    }
    expect((await ada.socket.settled()).filter(({ type }) => type === "leave")).toEqual([]);

    media.ended.add(sessionId);
    await advance(10_000);
    expect(await ada.socket.nextOf("leave")).toMatchObject({ data: { reason: "left" } });
  });

  it("ends with DELETE, and closes its tracks at the SFU", async () => {
    const { url, upstream, advance } = await start();
    const ada = await join(url, "Ada");
    const location = (await sendSdp(`${url}/whip/yard`, offer())).headers.get("location");
    await advance(1_000);
    await ada.socket.nextOf("cloudflare-session");
    expect((await sendSdp(`${url}${location}`, "", { method: "DELETE" })).status).toBe(200);
    expect((await ada.socket.nextOf("leave")).data.reason).toBe("left");
    const closed = await upstream.next("PUT tracks/close");
    expect(closed.body).toMatchObject({ force: true, tracks: [{ mid: "0" }, { mid: "1" }] });
    expect((await sendSdp(`${url}${location}`, "", { method: "DELETE" })).status).toBe(404);
  });

  it("gives a place of its own to a token's participant: who comes again takes the old stream's", async () => {
    const { url, advance } = await start({ ROOM_ACCESS: "token" });
    const { token } = await signed({});
    const { token: adas } = await signed({ participantId: "ada", name: "Ada" });
    expect((await sendSdp(`${url}/whip/yard`, offer())).status).toBe(401);
    const first = await sendSdp(`${url}/whip/yard`, offer(), { token });
    expect(first.status).toBe(201);
    const second = await sendSdp(`${url}/whip/yard`, offer(), { token });
    expect(second.status).toBe(201);
    expect((await sendSdp(`${url}${first.headers.get("location")}`, "", { method: "DELETE" })).status).toBe(404);
    await advance(1_000);
    const room = await request<{ participantCount: number }>(`${url}/api/rooms/yard`, { token: adas });
    expect(room.body.participantCount).toBe(1);
    const other = await signed({ room: "elsewhere" });
    expect((await sendSdp(`${url}/whip/yard`, offer(), { token: other.token })).status).toBe(403);
  });

  it("leaves nobody behind when the SFU refuses", async () => {
    const { url, upstream } = await start();
    const ada = await join(url, "Ada");
    upstream.answer("POST tracks/new", () => ({ status: 406, body: { errorCode: "invalid_session_description" } }));
    const reply = await sendSdp(`${url}/whip/yard`, offer());
    expect(reply.status).toBe(422);
    expect(reply.text).not.toContain("session1");
    upstream.answer("POST tracks/new", () => ({ status: 503, body: {} }));
    const busy = await sendSdp(`${url}/whip/yard`, offer());
    expect(busy.status).toBe(503);
    expect(Number(busy.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await request<{ participantCount: number }>(`${url}/api/rooms/yard`)).body.participantCount).toBe(1);
    expect(ada.socket.webSocket.readyState).toBe(1);
  });

  it("does not come into a full room", async () => {
    const { url } = await start({ ROOM_PARTICIPANTS: "1" });
    await join(url, "Ada");
    const reply = await sendSdp(`${url}/whip/yard`, offer());
    expect(reply.status).toBe(503);
    expect(reply.text).toContain("room_full");
  });

  it.each([
    ["another type", { "content-type": "application/json" }, offer(), 415],
    ["no answer that can be given", { accept: "text/html" }, offer(), 406],
    ["nothing", {}, "", 400],
    ["something else", {}, "hello", 400],
    ["a section without a name", {}, offer().replaceAll(/a=mid:\d\r\n/g, ""), 400],
    ["nothing to send", {}, offer("recvonly"), 422],
    ["two pictures", {}, offer("sendonly", ["video", "video"]), 422],
    ["only data", {}, offer("sendonly", ["application"]), 422],
    ["too much", {}, `${offer()}${"a=x\r\n".repeat(150_000)}`, 413],
  ])("refuses %s", async (_, headers, body, status) => {
    const { url, upstream } = await start();
    const reply = await sendSdp(`${url}/whip/yard`, body, { headers });
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.text)).toHaveProperty("error.code");
    expect(upstream.requests).toEqual([]);
  });

  it("takes candidates without needing them, and does not restart ICE", async () => {
    const { url } = await start();
    const { headers } = await sendSdp(`${url}/whip/yard`, offer());
    const resource = `${url}${headers.get("location")}`;
    const patch = async (tag: string | undefined, body = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n"): Promise<number> =>
      (await sendSdp(resource, body, { method: "PATCH", headers: { "content-type": "application/trickle-ice-sdpfrag", ...(tag !== undefined && { "if-match": tag }) } })).status; // prettier-ignore
    expect(await patch(headers.get("etag") ?? "")).toBe(204);
    expect(await patch(undefined)).toBe(204);
    expect(await patch('"another"')).toBe(412);
    expect(await patch("*", "a=ice-ufrag:x\r\na=ice-pwd:y\r\n")).toBe(422);
    expect(await patch(headers.get("etag") ?? "", "nonsense")).toBe(400);
    expect((await sendSdp(resource, "v=0", { method: "PATCH" })).status).toBe(415);
    expect((await fetch(resource)).status).toBe(204);
    expect((await fetch(resource, { method: "PUT" })).status).toBe(405);
    // Whatever was refused, the stream goes on.
    expect((await fetch(resource, { method: "HEAD" })).status).toBe(204);
  });

  it("takes an address that ends with a slash", async () => {
    const { url } = await start();
    const { status, headers } = await sendSdp(`${url}/whip/yard/`, offer());
    expect([status, headers.get("location")]).toEqual([201, expect.stringMatching(/^\/whip\/yard\/\w+$/)]);
  });

  it("says what an address takes", async () => {
    const { url } = await start();
    const options = (path: string): Promise<Response> =>
      fetch(`${url}${path}`, { method: "OPTIONS", headers: { origin: url } });
    const endpoint = await options("/whip/yard");
    expect(endpoint.status).toBe(200);
    expect(endpoint.headers.get("accept-post")).toBe("application/sdp");
    expect(endpoint.headers.get("access-control-allow-methods")).toContain("DELETE");
    expect((await options("/whip/yard/abc")).headers.get("accept-patch")).toBe("application/trickle-ice-sdpfrag");
    expect((await fetch(`${url}/whip/yard`)).status).toBe(405);
    const reply = await sendSdp(`${url}/whip/yard`, offer(), { headers: { origin: url } });
    for (const name of ["date", "location", "link", "etag"]) {
      expect(reply.headers.get("access-control-expose-headers")).toContain(name);
    }
  });

  it("names ICE servers in links", async () => {
    const created = { type: "created", resource: "r", etag: "e", sdp: "v=0" } as const;
    const app = createApp({
      rooms: { media: () => Promise.resolve(created) } as unknown as Rooms,
      tokens: createTokens({ secret: JWT_SECRET, now: Date.now }),
      access: "open",
      origins: () => true,
      log: () => {},
      iceServers: () =>
        Promise.resolve([
          { urls: ["stun:stun.example:3478"] },
          { urls: ["turn:turn.example:3478"], username: 'u"1', credential: "c" },
        ]),
    });
    const init = { method: "POST", body: offer(), headers: { "content-type": "application/sdp" } };
    const { headers } = await app.request("/whip/yard", init);
    expect(headers.get("link")).toBe(
      '<stun:stun.example:3478>; rel="ice-server", ' +
        '<turn:turn.example:3478>; rel="ice-server"; username="u\\"1"; credential="c"; credential-type="password"',
    );
  });

  it("logs neither descriptions nor addresses of streams", async () => {
    const { url, upstream, log } = await start();
    const { headers } = await sendSdp(`${url}/whip/yard`, offer());
    upstream.answer("POST tracks/new", () => ({ status: 500, body: { errorDescription: "a-password-of-the-offer" } }));
    await sendSdp(`${url}/whip/yard`, offer());
    await expect.poll(() => JSON.stringify(log)).toContain("upstream refused");
    const text = JSON.stringify(log);
    expect(text).not.toContain("a-password-of-the-offer");
    expect(text).not.toContain(headers.get("location")?.split("/").at(-1));
  });
});

describe("WHEP", { timeout: 30_000 }, () => {
  it("gives out what somebody sends, to a player that everybody sees", async () => {
    const { url, upstream } = await start();
    const ada = await join(url, "Ada");
    const session = await ada.publish(["mic"]);
    const reply = await sendSdp(`${url}/whep/yard/${ada.id}?name=Screen%20in%20the%20hall`, offer("recvonly"));
    expect(reply.status).toBe(201);
    expect(reply.text).toContain("s=answer");
    expect(reply.headers.get("location")).toMatch(new RegExp(`^/whep/yard/${ada.id}/[0-9a-f]{32}$`));
    const pulled = upstream.of("POST tracks/new").at(-1);
    expect(tracksOf(pulled!)).toMatchObject([{ location: "remote", sessionId: session, trackName: "mic" }]);
    const joined = await ada.socket.nextOf("join");
    expect(joined.data.participant_name).toBe("Screen in the hall");

    const ended = await sendSdp(`${url}${reply.headers.get("location")}`, "", { method: "DELETE" });
    expect(ended.status).toBe(200);
    expect((await ada.socket.nextOf("leave")).from).toBe(joined.from);
  });

  it("finds somebody by name, whom nobody who comes later can look like", async () => {
    const { url } = await start();
    const ada = await join(url, "Ada");
    await ada.publish(["mic"]);
    expect((await sendSdp(`${url}/whep/yard/Ada`, offer("recvonly"))).status).toBe(201);
    const other = await join(url, "Ada");
    await other.publish(["mic"]);
    const player = await sendSdp(`${url}/whep/yard/Ada`, offer("recvonly"));
    expect(player.status).toBe(201);
    expect(player.headers.get("location")).toContain("/whep/yard/Ada/");
    expect((await sendSdp(`${url}/whep/yard/Nobody`, offer("recvonly"))).status).toBe(404);
    expect((await sendSdp(`${url}/whep/nowhere/Ada`, offer("recvonly"))).status).toBe(404);
  });

  it("asks a player to come again while nobody sends", async () => {
    const { url, media } = await start();
    const ada = await join(url, "Ada");
    const early = await sendSdp(`${url}/whep/yard/${ada.id}`, offer("recvonly"));
    expect(early.status).toBe(409);
    expect(Number(early.headers.get("retry-after"))).toBeGreaterThan(0);
    await ada.publish(["mic"]);
    media.silent.add("all");
    expect((await sendSdp(`${url}/whep/yard/${ada.id}`, offer("recvonly"))).status).toBe(409);
    expect((await sendSdp(`${url}/whep/yard/${ada.id}?source=screen`, offer("recvonly"))).status).toBe(409);
    expect((await sendSdp(`${url}/whep/yard/${ada.id}`, offer("recvonly", ["video"]))).status).toBe(409);
    expect((await request<{ participantCount: number }>(`${url}/api/rooms/yard`)).body.participantCount).toBe(1);
  });

  it("makes the offer for a player that sends none", async () => {
    const { url, upstream } = await start();
    const ada = await join(url, "Ada");
    await ada.publish(["mic"]);
    const reply = await sendSdp(`${url}/whep/yard/${ada.id}`, "");
    expect(reply.status).toBe(201);
    expect(reply.text).toContain("s=offer");
    const resource = `${url}${reply.headers.get("location")}`;
    const answer = await sendSdp(resource, "v=0\r\ns=mine\r\n", { method: "PATCH" });
    expect(answer.status).toBe(204);
    expect(upstream.of("PUT renegotiate")[0]?.body).toMatchObject({ sessionDescription: { type: "answer", sdp: "v=0\r\ns=mine\r\n" } }); // prettier-ignore
    expect((await sendSdp(resource, "v=0", { method: "PATCH" })).status).toBe(415);
  });

  it("receives as the person whose token it shows, when they are in the room", async () => {
    const { url, upstream } = await start();
    const ada = await join(url, "Ada");
    const ben = await join(url, "Ben");
    await ada.publish(["mic"]);
    const reply = await sendSdp(`${url}/whep/yard/${ada.id}`, offer("recvonly"), { token: ben.token });
    expect(reply.status).toBe(201);
    expect((await request<{ participantCount: number }>(`${url}/api/rooms/yard`)).body.participantCount).toBe(2);
    await sendSdp(`${url}${reply.headers.get("location")}`, "", { method: "DELETE" });
    expect((await upstream.next("PUT tracks/close")).body).toMatchObject({ force: true, tracks: [{ mid: "0" }] });
    expect(await ben.socket.settled()).not.toContainEqual(expect.objectContaining({ type: "leave" }));
    expect(ben.socket.webSocket.readyState).toBe(1);
  });

  it("follows somebody who comes back with another session, and ends when they are gone", async () => {
    const { url, upstream, advance } = await start();
    const ada = await join(url, "Ada");
    await ada.publish(["mic"]);
    const reply = await sendSdp(`${url}/whep/yard/${ada.id}`, offer("recvonly"));
    const next = await ada.publish(["mic-2"]);
    await advance(10_000);
    const moved = await upstream.next("PUT tracks/update");
    expect(tracksOf(moved)).toEqual([{ location: "remote", mid: "0", sessionId: next, trackName: "mic-2" }]);
    ada.socket.send({ type: "leave" });
    await ada.socket.closed;
    await advance(10_000);
    const isThere = async (): Promise<number> => (await fetch(`${url}${reply.headers.get("location")}`)).status;
    await expect.poll(isThere, PATIENT).toBe(404);
  });

  it("is only for those who may enter", async () => {
    const { url } = await start({ ROOM_ACCESS: "token" });
    expect((await sendSdp(`${url}/whep/yard/ada`, offer("recvonly"))).status).toBe(401);
    const { token } = await signed({ room: "elsewhere" });
    expect((await sendSdp(`${url}/whep/yard/ada`, offer("recvonly"), { token })).status).toBe(403);
  });
});

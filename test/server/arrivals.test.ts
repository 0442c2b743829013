/** A join that asks for a session: one round trip, and the next request receives somebody's media. */
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import type { JoinRoomReply } from "../../src/wire/room-protocol.js";
import { JoinRoomReplySchema } from "../../src/wire/schemas/room-protocol.js";
import { ROOM_SUBPROTOCOL, TICKET_SUBPROTOCOL } from "../../src/wire/tables.js";
import { enter, openSocketWith, request } from "./support/client.js";
import { startTestServer } from "./support/server.js";

async function arrive(url: string, name: string, token?: string) {
  const { status, body } = await request<JoinRoomReply>(`${url}/api/rooms/yard/join`, {
    method: "POST",
    body: { name, session: true },
    ...(token !== undefined && { token }),
  });
  expect(status).toBe(200);
  return body;
}
const pull = (url: string, { sessionId, token }: JoinRoomReply, from: string, trackName: string) =>
  request<{ tracks: object[] }>(`${url}/cloudflare/session/${sessionId}/tracks/new`, {
    method: "POST",
    token,
    body: { tracks: [{ location: "remote", sessionId: from, trackName }] },
  });

describe("a join with a session", () => {
  it("gives a session, a ticket and the roster: what others publish can be received before the socket is open", async () => {
    const { url } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const adas = await ada.publish(["mic"]);
    const ben = await arrive(url, "Ben");
    expect(v.parse(JoinRoomReplySchema, ben)).toEqual(ben);
    expect(ben.participants).toMatchObject([
      { id: ada.id, session: { sessionId: adas, tracks: [{ trackName: "mic" }] } },
      { id: ben.participantId, name: "Ben" },
    ]);
    expect((await pull(url, ben, adas, "mic")).body.tracks).toMatchObject([{ mid: "0", trackName: "mic" }]);
    // Nobody listens unseen.
    expect(await ada.socket.nextOf("join")).toMatchObject({ from: ben.participantId });

    const socket = await openSocketWith(`${url}/ws`, [ROOM_SUBPROTOCOL, `${TICKET_SUBPROTOCOL}${ben.ticket}`]);
    socket.send({ type: "hello", protocol: 1 });
    expect((await socket.nextOf("welcome")).participants?.map(({ id }) => id)).toEqual([ada.id, ben.participantId]);
    socket.send({ type: "cloudflare-session", sessionId: ben.sessionId, tracks: [{ trackName: "m", kind: "audio" }] });
    // Once in the roster, not twice.
    expect(await ada.socket.next()).toMatchObject({ type: "cloudflare-session", sessionId: ben.sessionId });
  });

  it("lets nobody receive what is not announced, or what belongs to another room", async () => {
    const { url } = await startTestServer();
    const ada = await enter(url, "cellar", "Ada");
    const adas = await ada.publish(["mic"]);
    const ben = await arrive(url, "Ben");
    const { body } = await pull(url, ben, adas, "mic");
    expect(body.tracks).toMatchObject([{ errorCode: "not_found_track_error" }]);
  });

  it("whose token is never used ends as everybody who is silent does, and so does its session", async () => {
    const { url, advance, upstream } = await startTestServer({ clock: Date.now() });
    const ada = await enter(url, "yard", "Ada");
    const adas = await ada.publish(["mic"]);
    const ben = await arrive(url, "Ben");
    await ada.socket.nextOf("join");
    await advance(10_000);
    await ada.socket.settled();
    const released = upstream.next("GET session");
    await advance(6_000);
    expect(await ada.socket.nextOf("leave")).toMatchObject({ from: ben.participantId, data: { reason: "stale" } });
    expect((await released).path).toContain(ben.sessionId);
    expect((await pull(url, ben, adas, "mic")).status).toBe(410);
  });

  it("does without a session when the service makes none", async () => {
    const { url, upstream } = await startTestServer();
    upstream.answer("POST new", () => ({ status: 403, body: { errorCode: "not_allowed" } }));
    const ben = await arrive(url, "Ben");
    expect(ben.sessionId).toBeUndefined();
    expect(ben.participants).toMatchObject([{ id: ben.participantId }]);
  });

  it("does not wait for a service that takes long, whose session is the participant's all the same", async () => {
    const { url, upstream } = await startTestServer();
    let answer = (): void => {};
    const slow = new Promise<void>((resolve) => (answer = resolve));
    upstream.answer("POST new", async () => {
      await slow;
      return { status: 201, body: { sessionId: "late" } };
    });
    const ben = await arrive(url, "Ben");
    expect(ben.sessionId).toBeUndefined();
    answer();
    await expect
      .poll(async () => (await request(`${url}/cloudflare/session/late`, { token: ben.token })).status, {
        timeout: 30_000,
      })
      .toBe(200);
  });

  it("that comes back with its token is the same participant, with a session of its own", async () => {
    const { url } = await startTestServer();
    const first = await arrive(url, "Ben");
    const again = await arrive(url, "Ben", first.token);
    expect(again.participantId).toBe(first.participantId);
    expect(again.sessionId).not.toBe(first.sessionId);
    expect(again.participants).toHaveLength(1);
  });

  it("takes its place in the room, and gets none in a full one", async () => {
    const { url } = await startTestServer({ env: { ROOM_PARTICIPANTS: "1" } });
    await arrive(url, "Ada");
    const late = await request(`${url}/api/rooms/yard/join`, { method: "POST", body: { name: "Ben", session: true } });
    expect(late).toMatchObject({ status: 409, body: { error: { code: "room_full" } } });
  });

  it("has none of it when it does not ask", async () => {
    const { url, upstream } = await startTestServer();
    const { body } = await request<JoinRoomReply>(`${url}/api/rooms/yard/join`, {
      method: "POST",
      body: { name: "A" },
    });
    expect([body.sessionId, body.ticket, body.participants]).toEqual([undefined, undefined, undefined]);
    expect(body.room.participantCount).toBe(0);
    expect(upstream.of("POST new")).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import type { SocketTicketReply } from "../../src/wire/room-protocol.js";
import { ROOM_SUBPROTOCOL, TICKET_SUBPROTOCOL } from "../../src/wire/tables.js";
import { enter, join, openSocketWith, request } from "./support/client.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";

async function ticketFor(url: string, token: string, room = "yard") {
  return request<SocketTicketReply>(`${url}/api/rooms/${room}/ticket`, { method: "POST", token });
}
const protocols = (ticket: string) => [ROOM_SUBPROTOCOL, `${TICKET_SUBPROTOCOL}${ticket}`];

describe("a socket ticket", () => {
  it("opens a socket without a token in the address, and is not sent back", async () => {
    const { url } = await startTestServer();
    const { token, participantId } = await join(url, "yard", "Ada");
    const { status, body } = await ticketFor(url, token);
    expect(status).toBe(201);
    expect(body.expiresAt).toBeLessThanOrEqual(Date.now() + 31_000);
    const socket = await openSocketWith(`${url}/ws`, protocols(body.ticket));
    expect(socket.webSocket.protocol).toBe(ROOM_SUBPROTOCOL);
    socket.send({ type: "hello", protocol: 1 });
    expect(await socket.nextOf("welcome")).toMatchObject({ participantId });
  });

  it("opens one socket: shown again it opens nothing, and does its owner no harm", async () => {
    const { url } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const { ticket } = (await ticketFor(url, ada.token)).body;
    const socket = await openSocketWith(`${url}/ws`, protocols(ticket));
    socket.send({ type: "hello", protocol: 1 });
    await socket.nextOf("welcome");
    const replay = await openSocketWith(`${url}/ws`, protocols(ticket));
    expect((await replay.closed).code).toBe(4003);
    expect(await socket.settled()).toEqual([]);
  });

  it("ends soon", async () => {
    const { url, advance } = await startTestServer({ clock: Date.now() });
    const { token } = await join(url, "yard", "Ada");
    const { ticket } = (await ticketFor(url, token)).body;
    await advance(59_000);
    // Clocks may differ by half a minute.
    const inTime = await openSocketWith(`${url}/ws`, protocols((await ticketFor(url, token)).body.ticket));
    inTime.send({ type: "hello", protocol: 1 });
    await inTime.nextOf("welcome");
    await advance(2_000);
    const late = await openSocketWith(`${url}/ws`, protocols(ticket));
    expect(await late.closed).toEqual({ code: 4003, reason: "token_expired" });
  });

  it("is for its room and for sockets only, and a token is no ticket", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    expect((await ticketFor(url, token, "cellar")).status).toBe(403);
    expect((await request(`${url}/api/rooms/yard/ticket`, { method: "POST" })).status).toBe(401);
    const { ticket } = (await ticketFor(url, token)).body;
    expect((await ticketFor(url, ticket)).status).toBe(401);
    const joined = await request(`${url}/api/rooms/yard/join`, { method: "POST", body: { name: "A" }, token: ticket });
    expect(joined.status).toBe(401);
    expect((await request(`${url}/cloudflare/session`, { method: "POST", token: ticket })).status).toBe(401);
    const swapped = await openSocketWith(`${url}/ws`, protocols(token));
    expect((await swapped.closed).code).toBe(4003);
    const inAddress = await openSocketWith(`${url}/ws?token=${ticket}`, [ROOM_SUBPROTOCOL]);
    expect((await inAddress.closed).code).toBe(4003);
  });
});

describe("the signing secret", () => {
  const NEW = "the-secret-that-came-after-the-other-one";

  it("may change: what was signed before still counts, and nothing new is signed with the old one", async () => {
    const first = await startTestServer();
    const { token, participantId } = await join(first.url, "yard", "Ada");
    await first.close();
    const second = await startTestServer({ env: { JWT_SECRET: NEW, JWT_SECRET_PREVIOUS: JWT_SECRET } });
    const renewed = await join(second.url, "yard", "Ada", token);
    expect(renewed.participantId).toBe(participantId);
    await second.close();
    const third = await startTestServer({ env: { JWT_SECRET: NEW } });
    expect((await join(third.url, "yard", "Ada", renewed.token)).participantId).toBe(participantId);
    await expect(join(third.url, "yard", "Ada", token)).rejects.toThrow("401");
  });
});

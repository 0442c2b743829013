/** A room's socket over plain HTTP, for people whose network lets no WebSocket through. */
import { describe, expect, it } from "vitest";
import { schedule } from "../../src/base/clock.js";
import { polledWebSocket } from "../../src/signaling/room-server/polled-socket.js";
import type { OpenPollReply, PollReply } from "../../src/wire/room-protocol.js";
import {
  ABNORMAL_CLOSURE,
  ROOM_CLOSE,
  ROOM_PATHS,
  ROOM_SUBPROTOCOL,
  TICKET_SUBPROTOCOL,
} from "../../src/wire/tables.js";
import type { Ground, RuleSocket } from "../rules/ground.js";
import { rows as door } from "../rules/rows/door.js";
import { rows as protocol } from "../rules/rows/protocol.js";
import { enter, join, request } from "./support/client.js";
import { startGround } from "./support/ground.js";
import { startTestServer } from "./support/server.js";

const Polled = polledWebSocket(fetch, schedule) as unknown as Ground["WebSocket"];

/** A WebSocket's address, and no WebSocket. */
class PolledSocket extends (Polled as new (url: string, protocols: string[]) => RuleSocket) {
  constructor(url: string, protocols: string[]) {
    super(url.replace(/^ws/, "http").replace("/ws", ROOM_PATHS.poll), protocols);
  }
}

describe("the rules of a room over plain HTTP", { timeout: 20_000 }, () => {
  it.for([...protocol, ...door])("$subject: $rule", async ({ run }) =>
    run({ ...(await startGround()), WebSocket: PolledSocket }),
  );
});

describe("a socket over plain HTTP", () => {
  interface Socket {
    readonly url: string;
    readonly key: string;
    receive(after: number): Promise<PollReply>;
    say(after: number, messages: unknown[]): Promise<number>;
  }

  async function open(url: string, token: string): Promise<Socket> {
    const { body } = await request<{ ticket: string }>(`${url}/api/rooms/yard/ticket`, { method: "POST", token });
    const protocols = [ROOM_SUBPROTOCOL, TICKET_SUBPROTOCOL + body.ticket];
    const { key = "" } = (await request<OpenPollReply>(`${url}/api/poll`, { method: "POST", body: { protocols } }))
      .body;
    return {
      url,
      key,
      receive: async (after) => (await request<PollReply>(`${url}/api/poll?after=${after}`, { token: key })).body,
      say: async (after, messages) => {
        const texts = messages.map((message) => JSON.stringify(message));
        return (await request(`${url}/api/poll`, { method: "PUT", token: key, body: { after, messages: texts } }))
          .status;
      },
    };
  }

  const typesIn = ({ messages }: PollReply): string[] =>
    messages.map((text) => (JSON.parse(text) as { type: string }).type);
  const HELLO = { type: "hello", protocol: 1 };

  it("says again what may not have arrived, and hears once what is said again", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    const socket = await open(url, token);
    await socket.say(0, [HELLO]);
    expect(typesIn(await socket.receive(0))).toEqual(["welcome"]);
    expect(typesIn(await socket.receive(0))).toEqual(["welcome"]);
    // The answer to a question that is still held goes to whoever asked last.
    const held = socket.receive(1);
    const heart = { type: "heartbeat" };
    await socket.say(0, [HELLO, heart]);
    await socket.say(1, [heart]);
    expect(typesIn(await held)).toEqual(["heartbeat"]);
    // What comes too early is not heard: nobody knows what should have come before.
    await socket.say(3, [heart]);
    await socket.say(2, [{ type: "leave" }]);
    const last = await socket.receive(2);
    expect(typesIn(last)).toEqual(["leave"]);
    expect(last.end).toMatchObject({ code: ROOM_CLOSE.left });
  });

  it("is its own client's alone, and its key opens nothing else", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    const { key } = await open(url, token);
    for (const other of [undefined, "made up", token]) {
      const reply = await request(`${url}/api/poll`, other === undefined ? {} : { token: other });
      expect(reply).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
    }
    const ticket = await request(`${url}/api/rooms/yard/ticket`, { method: "POST", token: key });
    const session = await request(`${url}/cloudflare/session`, { method: "POST", token: key, body: {} });
    expect([ticket.status, session.status]).toEqual([401, 401]);
  });

  it("opens by a ticket that was not used, for a page that may", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    const { body } = await request<{ ticket: string }>(`${url}/api/rooms/yard/ticket`, { method: "POST", token });
    const post = (protocols: unknown, headers = {}) =>
      request<OpenPollReply>(`${url}/api/poll`, { method: "POST", body: { protocols }, headers });
    const protocols = [ROOM_SUBPROTOCOL, TICKET_SUBPROTOCOL + body.ticket];
    expect((await post(protocols, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post(protocols)).body.key).toBeTruthy();
    const second = (await post(protocols)).body.key ?? "";
    const { end } = (await request<PollReply>(`${url}/api/poll`, { token: second })).body;
    expect(end?.code).toBe(ROOM_CLOSE.unauthorized);
    expect((await post([ROOM_SUBPROTOCOL])).body).toEqual({
      end: { code: ROOM_CLOSE.unauthorized, reason: "unauthorized" },
    });
    expect((await post("calls-room.v1")).status).toBe(400);
  });

  it("ends for who fetches too little", async () => {
    const { url } = await startTestServer();
    const [{ token }, ben] = [await join(url, "yard", "Ada"), await enter(url, "yard", "Ben")];
    for (let i = 0; i < 9; i++) ben.socket.send({ type: "chat", id: `m${i}`, text: "x".repeat(4_000), ref: `${i}` });
    await ben.socket.settled();
    const socket = await open(url, token);
    // Each is answered with a snapshot.
    await socket.say(
      0,
      Array.from({ length: 40 }, () => HELLO),
    );
    const { end } = await socket.receive(0);
    expect(end).toEqual({ code: ABNORMAL_CLOSURE, reason: "" });
  });

  it("is not known to a server that was started anew: its client opens another, and resumes", async () => {
    const first = await startTestServer();
    const { token } = await join(first.url, "yard", "Ada");
    const { key } = await open(first.url, token);
    const { url } = await startTestServer();
    const { body } = await request<PollReply>(`${url}/api/poll`, { token: key });
    expect(body).toEqual({ messages: [], end: { code: ABNORMAL_CLOSURE, reason: "" } });
    expect(
      (await request(`${url}/api/poll`, { method: "PUT", token: key, body: { after: 0, messages: [] } })).status,
    ).toBe(204);
  });
});

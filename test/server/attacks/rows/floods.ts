/** Floods: what one caller can take of rooms, sessions, sockets and words. */
import { expect } from "vitest";
import type { JoinRoomReply } from "../../../../src/wire/room-protocol.js";
import { enter, join, openSocket, request } from "../../support/client.js";
import type { TestSocket } from "../../support/client.js";
import { offer, sendSdp, serveMedia } from "../../support/whip.js";
import type { AttackRow } from "../row.js";
import { PROXY, from, post, times, countOf } from "../strangers.js";

export const rows: readonly AttackRow[] = [
  {
    attacker: "a stranger",
    way: "create",
    tries: "makes 100 rooms",
    answer: "most are refused with 429 and Retry-After; another caller makes theirs",
    server: PROXY,
    async run({ url }) {
      const replies = await times(100, () => post(`${url}/api/rooms`, {}, { headers: from("203.0.113.7") }));
      expect(
        countOf(
          replies.map(({ status }) => status),
          201,
        ),
      ).toBeLessThan(60);
      const refused = replies.find(({ status }) => status === 429);
      expect(refused?.body).toMatchObject({ error: { code: "rate_limited" } });
      expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await post(`${url}/api/rooms`, {}, { headers: from("203.0.113.8") })).status).toBe(201);
    },
  },
  {
    attacker: "a stranger with a /64 of addresses",
    way: "create",
    tries: "makes 100 rooms, each from another address of it",
    answer: "they count as one",
    server: PROXY,
    async run({ url }) {
      const replies = await times(100, (index) =>
        post(`${url}/api/rooms`, {}, { headers: from(`2001:db8:1:2::${index.toString(16)}`) }),
      );
      expect(
        countOf(
          replies.map(({ status }) => status),
          201,
        ),
      ).toBeLessThan(60);
      expect((await post(`${url}/api/rooms`, {}, { headers: from("2001:db8:1:3::1") })).status).toBe(201);
    },
  },
  {
    attacker: "a stranger",
    way: "create",
    tries: "writes another address into x-forwarded-for each time",
    answer: "nobody said that the header is to be trusted: 429, and a line in the log",
    only: "node",
    async run({ url, log }) {
      const replies = await times(60, (index) =>
        post(`${url}/api/rooms`, {}, { headers: { "x-forwarded-for": `203.0.113.${index}` } }),
      );
      expect(replies.map(({ status }) => status)).toContain(429);
      expect(log.filter(({ event }) => event === "a proxy is not trusted")).toHaveLength(1);
    },
  },
  {
    attacker: "a stranger",
    way: "create",
    tries: "writes addresses to the left of the one that the trusted proxy adds",
    answer: "only the proxy's own word counts",
    only: "node",
    server: { env: { TRUSTED_PROXY: "x-forwarded-for" } },
    async run({ url }) {
      const replies = await times(60, (index) =>
        post(`${url}/api/rooms`, {}, { headers: { "x-forwarded-for": `203.0.113.${index}, 198.51.100.9` } }),
      );
      expect(replies.map(({ status }) => status)).toContain(429);
    },
  },
  {
    attacker: "a stranger",
    way: "join",
    tries: "joins 300 times",
    answer: "429 in the end; an office of sixty behind one address comes in",
    server: PROXY,
    async run({ url }) {
      const enterFrom = (address: string, index: number) =>
        post(`${url}/api/rooms/room${index % 10}/join`, { name: `P${index}` }, { headers: from(address) });
      const office = await times(60, (index) => enterFrom("198.51.100.1", index));
      expect(
        countOf(
          office.map(({ status }) => status),
          200,
        ),
      ).toBe(60);
      const flood = await times(300, (index) => enterFrom("203.0.113.7", index));
      expect(flood.map(({ status }) => status)).toContain(429);
    },
  },
  {
    attacker: "a stranger",
    way: "join",
    tries: "makes 90 SFU sessions by joining",
    answer: "fewer are made, and another caller gets theirs",
    server: PROXY,
    async run({ url, upstream }) {
      await times(90, (index) =>
        post(`${url}/api/rooms/room${index}/join`, { name: "Eve", session: true }, { headers: from("203.0.113.7") }),
      );
      expect(upstream.of("POST new").length).toBeLessThan(70);
      const honest = await post<JoinRoomReply>(
        `${url}/api/rooms/yard/join`,
        { name: "Ada", session: true },
        { headers: from("203.0.113.8") },
      );
      expect(honest.body.sessionId).toBeDefined();
    },
  },
  {
    attacker: "a stranger",
    way: "proxy",
    tries: "makes 90 SFU sessions as nine people",
    answer: "they count as one caller",
    server: PROXY,
    async run({ url, upstream }) {
      const people = await times(9, (index) =>
        post<JoinRoomReply>(
          `${url}/api/rooms/room${index}/join`,
          { name: "Eve", session: true },
          { headers: from("203.0.113.7") },
        ),
      );
      const replies = await times(90, (index) =>
        post(`${url}/cloudflare/session`, {}, { token: people[index % 9]?.body.token ?? "" }),
      );
      expect(replies.map(({ status }) => status)).toContain(429);
      expect(replies.find(({ status }) => status === 429)?.headers.get("retry-after")).toBeTruthy();
      expect(upstream.of("POST new").length).toBeLessThan(70);
    },
  },
  {
    attacker: "a stranger",
    way: "WHIP",
    tries: "publishes 60 streams",
    answer: "most are refused with 429",
    server: PROXY,
    async run({ url, upstream }) {
      serveMedia(upstream);
      const replies = await times(60, async (index) => {
        const headers = { ...from("203.0.113.7") };
        return (await sendSdp(`${url}/whip/room${index}`, offer(), { headers })).status;
      });
      expect(countOf(replies, 429)).toBeGreaterThan(20);
    },
  },
  {
    attacker: "a stranger",
    way: "guest link",
    tries: "publishes 60 streams",
    answer: "most are refused with 429",
    server: PROXY,
    async run({ url, upstream }) {
      serveMedia(upstream);
      const replies = await times(60, async (index) => {
        const headers = { ...from("203.0.113.7") };
        return (await sendSdp(`${url}/api/calls/whip/cam${index}`, offer(), { headers })).status;
      });
      expect(countOf(replies, 429)).toBeGreaterThan(20);
    },
  },
  {
    attacker: "somebody in the room",
    way: "ticket",
    tries: "asks for 300 tickets",
    answer: "429 in the end",
    async run({ url }) {
      const { token } = await join(url, "yard", "Ada");
      const replies = await times(300, () => request(`${url}/api/rooms/yard/ticket`, { method: "POST", token }));
      expect(replies.map(({ status }) => status)).toContain(429);
    },
  },
  {
    attacker: "a stranger",
    way: "join",
    tries: "fills a room",
    answer: "a quarter of the seats is left for others",
    server: { env: { ...PROXY.env, ROOM_PARTICIPANTS: "24" } },
    async run({ url }) {
      const enterFrom = (address: string, index: number) =>
        post<JoinRoomReply>(
          `${url}/api/rooms/yard/join`,
          { name: `P${index}`, session: true },
          { headers: from(address) },
        );
      const replies = await times(24, (index) => enterFrom("203.0.113.7", index));
      expect(
        countOf(
          replies.map(({ status }) => status),
          200,
        ),
      ).toBe(18);
      expect(replies.find(({ status }) => status !== 200)).toMatchObject({
        status: 409,
        body: { error: { code: "room_full" } },
      });
      expect((await enterFrom("203.0.113.8", 30)).status).toBe(200);
    },
  },
  {
    attacker: "a stranger",
    way: "socket",
    tries: "fills the list of those who wait",
    answer: "twenty wait, and others find a place",
    server: PROXY,
    async run({ url }) {
      const ada = await enter(url, "yard", "Ada");
      ada.socket.send({ type: "policy", waitingRoom: true, ref: "1" });
      await ada.socket.nextOf("done");
      const knockFrom = async (address: string, index: number) => {
        const headers = from(address);
        const { body } = await post<JoinRoomReply>(`${url}/api/rooms/yard/join`, { name: `P${index}` }, { headers });
        if (!body.token) return undefined;
        const socket = await openSocket(url, body.token);
        socket.send({ type: "hello", protocol: 1 });
        return (await socket.next()).type;
      };
      const answers: (string | undefined)[] = [];
      for (let index = 0; index < 25; index++) answers.push(await knockFrom("203.0.113.7", index));
      expect(answers.filter((type) => type === "wait")).toHaveLength(20);
      expect(await knockFrom("203.0.113.8", 30)).toBe("wait");
    },
  },
  {
    attacker: "a stranger",
    way: "socket",
    tries: "opens 40 sockets that never say hello",
    answer: "the oldest make way, and who says hello comes in",
    server: PROXY,
    async run({ url }) {
      const headers = from("203.0.113.7");
      const sockets: TestSocket[] = [];
      for (let index = 0; index < 40; index++) {
        const { body } = await post<JoinRoomReply>(`${url}/api/rooms/yard/join`, { name: `P${index}` }, { headers });
        sockets.push(await openSocket(url, body.token));
      }
      const last = sockets.at(-1);
      last?.send({ type: "hello", protocol: 1 });
      expect((await last?.next())?.type).toBe("welcome");
      const open = () =>
        sockets.flatMap(({ webSocket }, index) => (webSocket.readyState === webSocket.OPEN ? index : []));
      await expect.poll(open).toEqual(Array.from({ length: 16 }, (_, index) => 24 + index));
    },
  },
  {
    attacker: "a stranger",
    way: "socket",
    tries: "opens a socket and never says hello",
    answer: "it is closed after ten seconds, not after the time of those who are in",
    server: { clock: 1_800_000_000_000, timing: { heartbeat: 100, stale: 3_600_000 } },
    async run({ url, advance }) {
      const { token } = await join(url, "yard", "Eve");
      const socket = await openSocket(url, token);
      await advance(10_001);
      expect((await socket.closed).code).toBe(4002);
    },
  },
  {
    attacker: "somebody in the room",
    way: "socket",
    tries: "leaves and comes back to talk on, with the same token",
    answer: "what was spent is spent",
    async run({ url }) {
      await enter(url, "yard", "Ada");
      const eve = await enter(url, "yard", "Eve");
      for (let index = 0; index < 12; index++) eve.socket.send({ type: "chat", id: `a${index}`, text: "spam" });
      eve.socket.send({ type: "leave" });
      await eve.socket.closed;
      const again = await openSocket(url, eve.token);
      again.send({ type: "hello", protocol: 1 });
      await again.nextOf("welcome");
      for (let index = 0; index < 6; index++)
        again.send({ type: "chat", id: `b${index}`, text: "spam", ref: `${index}` });
      const answers = await again.settled();
      expect(answers.filter(({ type }) => type === "error").length).toBeGreaterThan(0);
    },
  },
  {
    attacker: "somebody who is refused",
    way: "join",
    tries: "joins a full room, many times",
    answer: "nothing is asked of the SFU for it",
    server: { env: { ROOM_PARTICIPANTS: "1" } },
    async run({ url, upstream }) {
      await enter(url, "yard", "Ada");
      const before = upstream.requests.length;
      const replies = await times(20, () => post(`${url}/api/rooms/yard/join`, { name: "Eve", session: true }));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 409));
      expect(upstream.requests).toHaveLength(before);
    },
  },
];

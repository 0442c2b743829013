/** What somebody of the audience might want to do, and may not. */
import { expect } from "vitest";
import type { Person } from "../../support/client.js";
import { enter, openSocket, request } from "../../support/client.js";
import { mint } from "../../support/mint.js";
import type { AttackRow } from "../row.js";

const AUDIENCE = "somebody of the audience";

/** Eve sits down in a hall that Ada keeps. */
async function hall(url: string): Promise<{ ada: Person; eve: Person }> {
  const tokenOf = (name: string, role: string) => mint({ room: "yard", sub: name.toLowerCase(), name, role });
  const ada = await enter(url, "yard", "Ada", await tokenOf("Ada", "host"));
  const eve = await enter(url, "yard", "Eve", await tokenOf("Eve", "audience"));
  return { ada, eve };
}

/** Says something many times. @returns how often it was done. */
async function flood({ socket }: Person, times: number, action: (time: number) => object): Promise<number> {
  for (let time = 0; time < times; time++) socket.send({ ...action(time), ref: `${time}` });
  return (await socket.settled()).filter(({ type }) => type === "done").length;
}

export const rows: readonly AttackRow[] = [
  {
    attacker: AUDIENCE,
    way: "proxy",
    tries: "publishes, and announces what it has",
    answer: "neither: the SFU is not asked, and nobody hears of it",
    async run({ url, upstream }) {
      const { ada, eve } = await hall(url);
      const sessionId = await eve.publish();
      const asked = upstream.requests.length;
      const { body } = await eve.calls<{ tracks: { errorCode: string }[] }>("POST", `/${sessionId}/tracks/new`, {
        sessionDescription: { type: "offer", sdp: "v=0" },
        tracks: [{ location: "local", mid: "0", trackName: "mic" }],
      });
      expect(body.tracks[0]?.errorCode).toBe("forbidden");
      expect(upstream.requests).toHaveLength(asked);
      eve.socket.send({ type: "cloudflare-session", sessionId, tracks: [{ trackName: "mic", kind: "audio" }] });
      expect((await eve.socket.settled()).map(({ type }) => type)).toContain("error");
      const heard = await ada.socket.settled();
      expect(heard.filter(({ type }) => type === "join" || type === "cloudflare-session")).toEqual([]);
    },
  },
  {
    attacker: AUDIENCE,
    way: "socket",
    tries: "brings itself onto the stage, and somebody else off it",
    answer: "only a host does either",
    async run({ url }) {
      const { ada, eve } = await hall(url);
      const wishes = [
        { type: "role", participantId: eve.id, role: "host" },
        { type: "role", participantId: ada.id, role: "audience" },
      ];
      expect(await flood(eve, 2, (time) => wishes[time] ?? {})).toBe(0);
      expect((await ada.socket.settled()).some(({ type }) => type === "join" || type === "leave")).toBe(false);
    },
  },
  {
    attacker: AUDIENCE,
    way: "socket",
    tries: "floods the room with reactions, hands, searches and chat",
    answer: "a few are done, and hosts go on as before",
    // A clock that stands: nothing is earned back meanwhile.
    server: { clock: Date.now() },
    async run({ url }) {
      const { ada, eve } = await hall(url);
      expect(await flood(eve, 14, () => ({ type: "reaction", reaction: "👏" }))).toBeLessThanOrEqual(11);
      expect(await flood(eve, 14, (time) => ({ type: "hand", raised: time % 2 === 0 }))).toBeLessThanOrEqual(11);
      expect(await flood(eve, 8, () => ({ type: "search", text: "a" }))).toBe(0);
      expect(await flood(eve, 8, (time) => ({ type: "chat", id: `${time}`, text: "spam" }))).toBeLessThanOrEqual(3);
      expect(await flood(ada, 1, () => ({ type: "search", text: "eve" }))).toBe(1);
    },
  },
  {
    attacker: "a stranger",
    way: "join",
    tries: "comes as audience past a locked door, and past a full house",
    answer: "the door is the same for all, and the audience has a bound",
    server: { env: { ROOM_AUDIENCE: "1" } },
    async run({ url }) {
      const ada = await enter(url, "yard", "Ada");
      const knock = (name: string) =>
        request<{ token: string }>(`${url}/api/rooms/yard/join`, { method: "POST", body: { name, audience: true } });
      const { body } = await knock("Ben");
      const ben = await openSocket(url, body.token);
      ben.send({ type: "hello", protocol: 1 });
      await ben.nextOf("welcome");
      expect((await knock("Eve")).status).toBe(409);
      ben.send({ type: "leave" });
      await ben.closed;
      expect((await knock("Eve")).status).toBe(200);
      ada.socket.send({ type: "policy", locked: true, ref: "lock" });
      await ada.socket.nextOf("done");
      expect((await knock("Mallory")).body).toMatchObject({ error: { code: "room_locked" } });
    },
  },
  {
    attacker: "a stranger",
    way: "join",
    tries: "comes as audience, so that tokens seem to say the roles",
    answer: "whoever is host by being first still is",
    async run({ url }) {
      const ada = await enter(url, "yard", "Ada");
      const reply = await request<{ token: string }>(`${url}/api/rooms/yard/join`, {
        method: "POST",
        body: { name: "Eve", audience: true },
      });
      const eve = await openSocket(url, reply.body.token);
      eve.send({ type: "hello", protocol: 1 });
      await eve.nextOf("welcome");
      expect(await flood(ada, 1, () => ({ type: "policy", locked: true }))).toBe(1);
    },
  },
];

/** Guest links: keys that are another's, or too old, and people who are nobody here. */
import { expect } from "vitest";
import type { GuestLink } from "../../../../src/wire/guest-links.js";
import { enter, join, request } from "../../support/client.js";
import { mint } from "../../support/mint.js";
import { offer, sendSdp, serveMedia } from "../../support/whip.js";
import type { AttackRow } from "../row.js";
import { PROXY, countOf, from, post, times } from "../strangers.js";

const way = "guest link";
const TOKENS = { env: { ROOM_ACCESS: "token" } };
const host = (): Promise<string> => mint({ room: "guests", sub: "ada", name: "Ada", role: "host" });
const speaker = (): Promise<string> => mint({ room: "guests", sub: "sue", name: "Sue", role: "speaker" });
const makeLink = async (url: string, body: object, token?: string): Promise<GuestLink> =>
  (await post<GuestLink>(`${url}/api/calls/links`, body, { ...(token && { token }) })).body;
const come = async (url: string, id: string, token?: string, query = ""): Promise<number> =>
  (await sendSdp(`${url}/api/calls/whip/${id}${query}`, offer(), { ...(token && { token }) })).status;
const names = async (url: string, token?: string): Promise<string[]> => {
  const { body } = await request<{ sessions: { name: string }[] }>(`${url}/api/calls/sessions`, {
    ...(token && { token }),
  });
  return body.sessions.map(({ name }) => name);
};
const takeOff = async (url: string, id: string, token?: string): Promise<number> =>
  (await request(`${url}/api/calls/session/${id}`, { method: "DELETE", ...(token && { token }) })).status;

export const rows: readonly AttackRow[] = [
  {
    attacker: "a guest",
    way,
    tries: "publishes as the guest of another link, and in another room",
    answer: "refused, and nothing reaches the service",
    async run({ url, upstream }) {
      const { key } = await makeLink(url, { guestId: "mine" });
      expect(await come(url, "another", key)).toBe(403);
      expect(await come(url, "mine", key, "?room=yard")).toBe(403);
      expect(upstream.requests).toEqual([]);
    },
  },
  {
    attacker: "a guest",
    way,
    tries: "names somebody else than the link does",
    answer: "they come in under the link's name",
    server: TOKENS,
    async run({ url, upstream }) {
      serveMedia(upstream);
      const ada = await host();
      const { key } = await makeLink(url, { guestId: "stage", name: "Stage" }, ada);
      expect(await come(url, "stage", key, "?name=Ada")).toBe(201);
      expect(await names(url, ada)).toEqual(["Stage"]);
    },
  },
  {
    attacker: "a guest",
    way,
    tries: "shows the key where tokens are shown: joins, plays, publishes by WHIP, lists, ends, makes links",
    answer: "refused: the key is good for one thing",
    async run({ url, upstream }) {
      serveMedia(upstream);
      const ada = await enter(url, "guests", "Ada");
      await ada.publish(["mic"]);
      const { key: token } = await makeLink(url, { guestId: "stage" }, ada.token);
      expect((await post(`${url}/api/rooms/guests/join`, { name: "Eve" }, { token })).status).toBe(401);
      expect((await sendSdp(`${url}/whep/guests/${ada.id}`, offer("recvonly"), { token })).status).toBe(401);
      expect((await sendSdp(`${url}/whip/guests`, offer(), { token })).status).toBe(401);
      expect((await post(`${url}/cloudflare/session`, {}, { token })).status).toBe(401);
      expect((await request(`${url}/api/calls/sessions`, { token })).status).toBe(403);
      expect(await takeOff(url, "stage", token)).toBe(403);
      expect((await post(`${url}/api/calls/links`, {}, { token })).status).toBe(403);
    },
  },
  {
    attacker: "somebody with a token for the room",
    way,
    tries: "shows it with the type of a key",
    answer: "refused: a key is signed as one",
    async run({ url, upstream }) {
      const [, claims = "", signature = ""] = (await speaker()).split(".");
      const header = Buffer.from('{"alg":"HS256","typ":"calls-guest+jwt"}').toString("base64url");
      expect(await come(url, "sue", `${header}.${claims}.${signature}`)).toBe(401);
      expect(upstream.requests).toEqual([]);
    },
  },
  {
    attacker: "a guest",
    way,
    tries: "comes when the link has expired",
    answer: "401, and nothing reaches the service",
    server: { clock: Date.now() },
    async run({ url, upstream, advance }) {
      const { key } = await makeLink(url, { guestId: "stage", expiresIn: 60 });
      await advance(120_000);
      expect(await come(url, "stage", key)).toBe(401);
      expect(upstream.requests).toEqual([]);
    },
  },
  {
    attacker: "somebody who has seen a guest's link",
    way,
    tries: "uses it while the guest is live",
    answer: "there is one of them: the place goes over, and the first is told",
    async run({ url, upstream }) {
      serveMedia(upstream);
      const { key: token } = await makeLink(url, { guestId: "stage" });
      const first = await sendSdp(`${url}/api/calls/whip/stage`, offer(), { token });
      expect(await come(url, "stage", token)).toBe(201);
      expect(await names(url)).toHaveLength(1);
      expect((await fetch(`${url}${first.headers.get("location")}`)).status).toBe(410);
    },
  },
  {
    attacker: "a stranger",
    way,
    tries: "lists guests, takes one off and makes a link, where tokens are needed",
    answer: "401 each, and the guest goes on",
    server: TOKENS,
    async run({ url, upstream }) {
      serveMedia(upstream);
      const ada = await host();
      const { key } = await makeLink(url, { guestId: "stage" }, ada);
      expect(await come(url, "stage", key)).toBe(201);
      expect((await request(`${url}/api/calls/sessions`)).status).toBe(401);
      expect(await takeOff(url, "stage")).toBe(401);
      expect((await post(`${url}/api/calls/links`, {})).status).toBe(401);
      expect(await names(url, ada)).toHaveLength(1);
    },
  },
  {
    attacker: "a speaker",
    way,
    tries: "takes the guest of a link off, bans them, and makes a link",
    answer: "403 each, before and after the room is there",
    server: TOKENS,
    async run({ url, upstream }) {
      serveMedia(upstream);
      const [ada, sue] = [await host(), await speaker()];
      const links = async (): Promise<number> => (await post(`${url}/api/calls/links`, {}, { token: sue })).status;
      expect(await links()).toBe(403);
      const { key } = await makeLink(url, { guestId: "stage" }, ada);
      expect(await come(url, "stage", key)).toBe(201);
      expect(await links()).toBe(403);
      expect(await takeOff(url, "stage", sue)).toBe(403);
      expect(await takeOff(url, "stage?ban=true", sue)).toBe(403);
    },
  },
  {
    attacker: "a stranger in an open room",
    way,
    tries: "takes off, and bans, the guest of a host's link",
    answer: "403: the first one keeps order, and whoever has no token is nobody",
    async run({ url, upstream }) {
      serveMedia(upstream);
      const ada = await enter(url, "guests", "Ada");
      const { key } = await makeLink(url, { guestId: "stage" }, ada.token);
      expect(await come(url, "stage", key)).toBe(201);
      const { token } = await join(url, "guests", "Eve");
      for (const eve of [undefined, token]) {
        expect(await takeOff(url, "stage", eve)).toBe(403);
        expect(await takeOff(url, "stage?ban=true", eve)).toBe(403);
      }
      expect(await takeOff(url, "stage", ada.token)).toBe(200);
    },
  },
  {
    attacker: "a stranger",
    way,
    tries: "makes 40 links, and publishes by each",
    answer: "most are refused with 429: they count as the network that made them, wherever they are used",
    server: PROXY,
    async run({ url, upstream }) {
      serveMedia(upstream);
      const statuses = await times(40, async (index) => {
        const { body } = await post<GuestLink>(`${url}/api/calls/links`, {}, { headers: from("203.0.113.7") });
        const headers = from(`198.51.100.${index}`);
        return (await sendSdp(`${url}${body.whip}`, offer(), { token: body.key, headers })).status;
      });
      expect(countOf(statuses, 429)).toBeGreaterThan(10);
    },
  },
  {
    attacker: "a stranger",
    way,
    tries: "lists guests and takes them off, 100 times each",
    answer: "429 in the end, for that network alone",
    server: PROXY,
    async run({ url }) {
      const headers = from("203.0.113.7");
      const both = await times(100, () =>
        Promise.all([
          request(`${url}/api/calls/sessions`, { headers }),
          request(`${url}/api/calls/session/x`, { method: "DELETE", headers }),
        ]),
      );
      for (const index of [0, 1] as const) expect(both.map((pair) => pair[index].status)).toContain(429);
      expect((await request(`${url}/api/calls/sessions`, { headers: from("203.0.113.8") })).status).toBe(200);
    },
  },
];

/** What people say, in words: who must not read it, and who must not decide that it is written. */
import { expect } from "vitest";
import { enter, join, openSocket, request } from "../../support/client.js";
import { FeatureMember } from "../../support/feature-member.js";
import { mint } from "../../support/mint.js";
import type { TestServer } from "../../support/server.js";
import type { AttackRow } from "../row.js";

const API_KEY = "an-api-key-of-tests-that-is-long-enough";
const KEY = "the-key-of-a-provider-that-nobody-may-see";
const BROWSERS = { captions: true, env: { API_KEY } };
const PROVIDER = {
  captions: true,
  env: {
    API_KEY,
    CAPTIONS_URL: `wss://ears.invalid/?key=${KEY}`,
    CAPTIONS_KEY: KEY,
    PUBLIC_URL: "https://rooms.example",
  },
};
const WORDS = "The merger is on Monday";

const tokenOf = (name: string, role: string): Promise<string> =>
  mint({ room: "yard", sub: name.toLowerCase(), name, role });

/** Ada keeps the room, and says something that is written down. */
async function saysIt({ url }: TestServer): Promise<FeatureMember> {
  const ada = new FeatureMember(await enter(url, "yard", "Ada", await tokenOf("Ada", "host")));
  await ada.askOf("transcript", { type: "switch", on: true });
  expect(await ada.askOf("captions", { type: "say", text: WORDS, isFinal: true })).toMatchObject({ type: "done" });
  return ada;
}

const readAt = (url: string, token?: string) =>
  request(`${url}/api/rooms/yard/transcript`, token === undefined ? {} : { token });

export const rows: readonly AttackRow[] = [
  {
    attacker: "a stranger",
    way: "any path",
    tries: "to read the transcript",
    answer: "401",
    server: BROWSERS,
    async run(server) {
      await saysIt(server);
      for (const token of [undefined, "guess", JSON.stringify({ key: API_KEY })]) {
        const reply = await readAt(server.url, token);
        expect(reply.status).toBe(401);
        expect(JSON.stringify(reply.body)).not.toContain(WORDS);
      }
    },
  },
  {
    attacker: "somebody in the room, and a host, with their tokens",
    way: "any path",
    tries: "to read the transcript as the backend does",
    answer: "401: the key alone opens it",
    server: BROWSERS,
    async run(server) {
      const ada = await saysIt(server);
      const ben = await enter(server.url, "yard", "Ben", await tokenOf("Ben", "speaker"));
      for (const { token } of [ada.person, ben]) expect((await readAt(server.url, token)).status).toBe(401);
      expect((await readAt(server.url, API_KEY)).status).toBe(200);
    },
  },
  {
    attacker: "anybody",
    way: "any path",
    tries: "to read the transcript of a server without a key",
    answer: "404: nobody can",
    server: { captions: true },
    async run(server) {
      await saysIt(server);
      expect((await readAt(server.url, "")).status).toBe(404);
      expect((await readAt(server.url, API_KEY)).status).toBe(404);
    },
  },
  {
    attacker: "somebody who came later and is no host",
    way: "socket",
    tries: "to be shown the whole transcript",
    answer: "they see that it is written, and not what was said before",
    server: BROWSERS,
    async run(server) {
      await saysIt(server);
      const ben = new FeatureMember(await enter(server.url, "yard", "Ben", await tokenOf("Ben", "speaker")));
      await ben.settle();
      expect(ben.states.get("transcript")).toEqual({ on: true, lines: [], dropped: 0 });
      for (const command of [{ type: "switch", on: false }, { type: "erase" }, { type: "append", lines: [] }]) {
        expect(await ben.askOf("transcript", command)).toMatchObject({ code: "forbidden" });
      }
    },
  },
  {
    attacker: "somebody in the waiting room",
    way: "socket",
    tries: "to get captions, or to ask for them",
    answer: "nothing is told, and nothing is asked",
    server: BROWSERS,
    async run(server) {
      const ada = await saysIt(server);
      ada.socket.send({ type: "policy", waitingRoom: true });
      await ada.settle();
      const { token } = await join(server.url, "yard", "Eve");
      const socket = await openSocket(server.url, token);
      socket.send({ type: "hello", protocol: 1 });
      await socket.nextOf("wait");
      await ada.askOf("captions", { type: "say", text: `${WORDS} or Tuesday`, isFinal: true });
      socket.send({ type: "feature", feature: "captions", command: { type: "read", reading: true }, ref: "1" });
      const told = await socket.settled();
      expect(told).toContainEqual(expect.objectContaining({ type: "error", ref: "1" }));
      expect(told.map(({ type }) => type)).not.toContain("feature");
      expect(socket.texts.join()).not.toContain("merger");
    },
  },
  {
    attacker: "a viewer",
    way: "socket",
    tries: "to switch captions on, to speak for somebody, and to have a transcript written",
    answer: "forbidden",
    server: BROWSERS,
    async run({ url }) {
      const ada = new FeatureMember(await enter(url, "yard", "Ada", await tokenOf("Ada", "host")));
      await ada.askOf("captions", { type: "switch", on: false });
      const eve = new FeatureMember(await enter(url, "yard", "Eve", await tokenOf("Eve", "viewer")));
      for (const command of [
        { type: "switch", on: true },
        { type: "language", language: "de" },
        { type: "say", text: "I agree", isFinal: true },
        { type: "heard", from: ada.person.id, name: "Ada", text: "I agree", isFinal: true },
        { type: "trouble", trouble: true },
        { type: "written", written: true },
      ]) {
        expect(await eve.askOf("captions", command), command.type).toMatchObject({ code: "forbidden" });
      }
      expect(await eve.askOf("transcript", { type: "switch", on: true })).toMatchObject({ code: "forbidden" });
      await ada.settle();
      expect(ada.states.get("captions")).toMatchObject({ on: false, lines: [], trouble: false });
    },
  },
  {
    attacker: "whoever reads logs and replies",
    way: "any path",
    tries: "to find the key of a provider, or the address of its socket",
    answer: "neither is there",
    server: PROVIDER,
    async run(server) {
      const { url, upstream, log } = server;
      upstream.answer("POST /v1/apps/app-1/adapters/websocket/new", () => ({ status: 503, body: { tracks: [{ errorCode: "websocket_handshake_failed", errorDescription: `No ${KEY}` }] } })); // prettier-ignore
      const ada = new FeatureMember(await enter(url, "yard", "Ada"));
      await ada.settle();
      await ada.person.publish(["mic"]);
      await ada.askOf("captions", { type: "read", reading: true });
      await ada.untilOf<{ trouble: boolean }>("captions", ({ trouble }) => trouble);
      await expect.poll(() => log.map(({ event }) => event)).toContain("captions have trouble");
      const told = [JSON.stringify(log), ada.socket.texts.join(), JSON.stringify((await readAt(url, API_KEY)).body)];
      for (const text of told) expect(text).not.toMatch(/nobody-may-see|ears\.invalid|\/services\//);
    },
  },
  {
    attacker: "a stranger",
    way: "socket",
    tries: "to open a socket of a service by guessing",
    answer: "404, and no room is made",
    server: PROVIDER,
    async run({ url }) {
      for (const path of [`/services/yard/${"0".repeat(32)}`, "/services/yard/x", "/services/%E0%A4%A/x"]) {
        const reply = await fetch(`${url}${path}`);
        expect(reply.status).toBe(404);
      }
      expect((await request(`${url}/api/rooms/yard`)).status).toBe(404);
    },
  },
];

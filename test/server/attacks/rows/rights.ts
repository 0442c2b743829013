/** Rights that nobody gave: what was put out, what waits, what only watches, and what a route assumes. */
import { expect } from "vitest";
import type { CreateRoomReply } from "../../../../src/wire/room-protocol.js";
import { enter, join, openSocket, request } from "../../support/client.js";
import type { Person } from "../../support/client.js";
import { mint } from "../../support/mint.js";
import type { TestServer } from "../../support/server.js";
import { offer, sendSdp, serveMedia } from "../../support/whip.js";
import type { AttackRow } from "../row.js";

const post = <T = Record<string, unknown>>(url: string, body: unknown, token?: string) =>
  request<T>(url, { method: "POST", body, ...(token !== undefined && { token }) });

/** Enters with a token of a backend. */
const enterAs = async (url: string, name: string, role?: string): Promise<Person> =>
  enter(url, "yard", name, await tokenOf(name, role));
const tokenOf = (name: string, role?: string): Promise<string> =>
  mint({ room: "yard", sub: name.toLowerCase(), name, ...(role !== undefined && { role }) });

/** Does as a host, and says whether it was done. */
async function act({ socket }: Person, action: object): Promise<boolean> {
  socket.send({ ...action, ref: "act" });
  const answers = await socket.settled();
  return answers.some((message) => message.type === "done" && message.ref === "act");
}

/** Ada keeps the room, and Eve was banned from it. */
async function banned({ url, upstream }: TestServer): Promise<{ ada: Person; token: string; session: string }> {
  serveMedia(upstream);
  const ada = await enterAs(url, "Ada", "host");
  const session = await ada.publish(["mic"]);
  const token = await tokenOf("Eve", "speaker");
  const eve = await enter(url, "yard", "Eve", token);
  expect(await act(ada, { type: "remove", participantId: eve.id, ban: true })).toBe(true);
  return { ada, token, session };
}

/** Ada keeps a door, at which Eve waits. */
async function waiting({ url, upstream }: TestServer): Promise<{ ada: Person; token: string; session: string }> {
  serveMedia(upstream);
  const ada = await enter(url, "yard", "Ada");
  const session = await ada.publish(["mic"], ["chat"]);
  await act(ada, { type: "policy", waitingRoom: true });
  const { token } = await join(url, "yard", "Eve");
  const socket = await openSocket(url, token);
  socket.send({ type: "hello", protocol: 1 });
  await socket.nextOf("wait");
  return { ada, token, session };
}

const whip = (url: string, token?: string) => sendSdp(`${url}/whip/yard`, offer(), { ...(token && { token }) });
const whep = (url: string, whom: string, token?: string) =>
  sendSdp(`${url}/whep/yard/${whom}`, offer("recvonly"), { ...(token && { token }) });
const guestLink = (url: string, id: string, token?: string) =>
  sendSdp(`${url}/api/calls/whip/${id}?room=yard`, offer(), { ...(token && { token }) });
const endGuest = (url: string, id: string, token?: string) =>
  request(`${url}/api/calls/session/${id}?room=yard`, { method: "DELETE", ...(token && { token }) });
const peopleIn = async (url: string): Promise<number> =>
  (await request<{ participantCount: number }>(`${url}/api/rooms/yard`)).body.participantCount;

const BANNED = "somebody banned";
const WAITING = "somebody at the door";

export const rows: readonly AttackRow[] = [
  {
    attacker: "a stranger",
    way: "WHEP",
    tries: "plays in an open room without a token",
    answer: "the first one is still its host",
    async run({ url, upstream }) {
      serveMedia(upstream);
      const ada = await enter(url, "yard", "Ada");
      await ada.publish(["mic"]);
      expect((await whep(url, ada.id)).status).toBe(201);
      expect(await act(ada, { type: "policy", locked: true })).toBe(true);
    },
  },
  {
    attacker: "a stranger",
    way: "WHIP",
    tries: "is the first in an open room, with an encoder",
    answer: "it is no host, and the first person is",
    async run({ url, upstream }) {
      serveMedia(upstream);
      expect((await whip(url)).status).toBe(201);
      const ada = await enter(url, "yard", "Ada");
      expect(ada.welcome.participants?.map(({ role = "speaker" }) => role)).toEqual(["speaker", "host"]);
    },
  },
  ...(["join", "proxy", "socket", "WHIP", "WHEP", "guest link"] as const).map((way): AttackRow => ({
    attacker: BANNED,
    way,
    tries: "comes back with the token of before",
    answer: "refused, and nothing reaches the service",
    async run(server) {
      const { url, upstream } = server;
      const { ada, token } = await banned(server);
      const before = upstream.of("POST new").length;
      const tries = {
        join: async () => (await post(`${url}/api/rooms/yard/join`, { name: "Eve", session: true }, token)).status,
        proxy: async () => (await post(`${url}/cloudflare/session`, {}, token)).status,
        socket: async () => {
          const socket = await openSocket(url, token);
          socket.send({ type: "hello", protocol: 1 });
          return (await socket.closed).code === 4005 ? 403 : 200;
        },
        WHIP: async () => (await whip(url, token)).status,
        WHEP: async () => (await whep(url, ada.id, token)).status,
        "guest link": async () => (await guestLink(url, "cam", token)).status,
      };
      expect(await tries[way]()).toBe(403);
      expect(upstream.of("POST new")).toHaveLength(before);
      expect(await peopleIn(url)).toBe(1);
    },
  })),
  {
    attacker: BANNED,
    way: "guest link",
    tries: "lists who is live",
    answer: "refused",
    async run(server) {
      const { token } = await banned(server);
      expect((await request(`${server.url}/api/calls/sessions?room=yard`, { token })).status).toBe(403);
    },
  },
  {
    attacker: "a viewer",
    way: "WHIP",
    tries: "publishes",
    answer: "refused before they are in",
    async run({ url, upstream }) {
      serveMedia(upstream);
      expect((await whip(url, await tokenOf("Vic", "viewer"))).status).toBe(403);
      expect(upstream.requests).toEqual([]);
    },
  },
  {
    attacker: "a viewer",
    way: "guest link",
    tries: "publishes as a guest",
    answer: "refused: the link is as good as the token",
    async run({ url, upstream }) {
      serveMedia(upstream);
      expect((await guestLink(url, "cam", await tokenOf("Vic", "viewer"))).status).toBe(403);
    },
  },
  {
    attacker: "a viewer",
    way: "guest link",
    tries: "ends another's stream",
    answer: "refused; who began it, and a host, may",
    async run({ url, upstream }) {
      serveMedia(upstream);
      const [sue, host] = [await tokenOf("Sue", "speaker"), await tokenOf("Ada", "host")];
      for (const ender of [sue, host]) {
        expect((await guestLink(url, "cam", sue)).status).toBe(201);
        expect((await endGuest(url, "cam", await tokenOf("Vic", "viewer"))).status).toBe(403);
        expect((await endGuest(url, "cam")).status).toBe(403);
        expect((await endGuest(url, "cam", ender)).status).toBe(200);
      }
    },
  },
  {
    attacker: "a speaker",
    way: "guest link",
    tries: "publishes under the id of a guest who is live",
    answer: "refused, and the guest goes on",
    async run({ url, upstream }) {
      serveMedia(upstream);
      const sue = await tokenOf("Sue", "speaker");
      expect((await guestLink(url, "cam", sue)).status).toBe(201);
      expect((await guestLink(url, "cam", await tokenOf("Max", "speaker"))).status).toBe(403);
      expect((await guestLink(url, "cam", sue)).status).toBe(201);
    },
  },
  {
    attacker: "a viewer",
    way: "proxy",
    tries: "takes the right to answer on a channel",
    answer: "they hear it, and the right stays where it is",
    async run({ url, upstream }) {
      const ada = await enterAs(url, "Ada", "host");
      const session = await ada.publish([], ["chat"]);
      const vic = await enterAs(url, "Vic", "viewer");
      const vics = await vic.publish();
      const dataChannels = [{ location: "remote", sessionId: session, dataChannelName: "chat", canReply: true }];
      await vic.calls("POST", `/${vics}/datachannels/new`, { dataChannels });
      await vic.calls("PUT", `/${vics}/datachannels/update`, { dataChannels });
      for (const operation of ["POST datachannels/new", "PUT datachannels/update"]) {
        const { canReply: _canReply, ...heard } = dataChannels[0] ?? {};
        expect(upstream.of(operation).map(({ body }) => body)).toEqual([{ dataChannels: [heard] }]);
      }
    },
  },
  {
    attacker: "a viewer",
    way: "proxy",
    tries: "publishes by autoDiscover, and with no track at all",
    answer: "refused",
    async run({ url, upstream }) {
      await enterAs(url, "Ada", "host");
      const vic = await enterAs(url, "Vic", "viewer");
      const vics = await vic.publish();
      const sessionDescription = { type: "offer", sdp: offer() };
      for (const body of [{ autoDiscover: true, sessionDescription }, { sessionDescription }]) {
        expect((await vic.calls("POST", `/${vics}/tracks/new`, body)).status).toBe(403);
      }
      expect(upstream.of("POST tracks/new")).toEqual([]);
    },
  },
  ...(["locked", "waitingRoom"] as const).flatMap((shut): AttackRow[] =>
    ([undefined, "viewer"] as const).map((role) => ({
      attacker: role === undefined ? "a stranger" : "a viewer",
      way: "join",
      tries: `comes first into a room that was made with ${shut}`,
      answer: "the door is shut for them too, and opens for the key",
      async run({ url, upstream }) {
        const made = await post<CreateRoomReply>(`${url}/api/rooms`, { id: "yard", [shut]: true });
        const token = role === undefined ? undefined : await tokenOf("Eve", role);
        const reply = await post(`${url}/api/rooms/yard/join`, { name: "Eve", session: true }, token);
        expect(reply.status).toBe(shut === "locked" ? 423 : 200);
        expect(reply.body).not.toHaveProperty("sessionId");
        expect(await peopleIn(url)).toBe(0);
        expect(upstream.requests).toEqual([]);
        await enter(url, "yard", "Ada", made.body.hostToken);
        expect(await peopleIn(url)).toBe(1);
      },
    })),
  ),
  {
    attacker: WAITING,
    way: "proxy",
    tries: "makes a session, and pulls and publishes with one",
    answer: "refused, and nothing reaches the service",
    async run(server) {
      const { url, upstream } = server;
      const { token, session } = await waiting(server);
      const before = upstream.requests.length;
      const tracks = [{ location: "remote", sessionId: session, trackName: "mic" }];
      const sessionDescription = { type: "offer", sdp: offer() };
      expect((await post(`${url}/cloudflare/session`, {}, token)).status).toBe(403);
      for (const body of [{ tracks }, { autoDiscover: true, sessionDescription }, { tracks: [], sessionDescription }]) {
        expect((await post(`${url}/cloudflare/session/${session}/tracks/new`, body, token)).status).toBe(403);
      }
      expect(upstream.requests).toHaveLength(before);
    },
  },
  {
    attacker: WAITING,
    way: "WHEP",
    tries: "asks for those who are in, and for those who are not",
    answer: "the same refusal for all",
    async run(server) {
      const { ada, token } = await waiting(server);
      for (const whom of [ada.id, "Ada", "nobody"]) {
        expect(await whep(server.url, whom, token)).toMatchObject({ status: 403 });
        expect(await whep(server.url, whom)).toMatchObject({ status: 403 });
      }
    },
  },
  {
    attacker: "somebody who has joined and never came in",
    way: "proxy",
    tries: "makes sessions, and uses one of somebody else",
    answer: "refused, and nothing reaches the service",
    async run({ url, upstream }) {
      const ada = await enter(url, "yard", "Ada");
      const session = await ada.publish(["mic"]);
      const { token } = await join(url, "yard", "Eve");
      const before = upstream.requests.length;
      expect((await post(`${url}/cloudflare/session`, {}, token)).status).toBe(425);
      expect((await post(`${url}/cloudflare/session/${session}/tracks/new`, { tracks: [] }, token)).status).toBe(410);
      expect(upstream.requests).toHaveLength(before);
    },
  },
  {
    attacker: "a speaker",
    way: "socket",
    tries: "announces, mutes and puts out as if they were host",
    answer: "refused, each",
    async run({ url }) {
      const ada = await enterAs(url, "Ada", "host");
      const session = await ada.publish(["mic"]);
      const eve = await enterAs(url, "Eve", "speaker");
      for (const action of [
        { type: "mute", source: "microphone" },
        { type: "remove", participantId: ada.id },
        { type: "role", participantId: eve.id, role: "host" },
        { type: "policy", locked: true },
        { type: "end" },
      ]) {
        expect(await act(eve, action), action.type).toBe(false);
      }
      eve.socket.send({ type: "cloudflare-session", sessionId: session, tracks: [] });
      expect(await eve.socket.settled()).toContainEqual(expect.objectContaining({ code: "session_not_owned" }));
    },
  },
];

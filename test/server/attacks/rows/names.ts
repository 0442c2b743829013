/** Names that are taken, empty, or look like another. */
import { expect } from "vitest";
import { enter, join, openSocket, request } from "../../support/client.js";
import type { TestSocket } from "../../support/client.js";
import { mint } from "../../support/mint.js";
import type { TestServer } from "../../support/server.js";
import { offer, sendSdp, serveMedia } from "../../support/whip.js";
import type { AttackRow } from "../row.js";

/** Enters with a token that a backend signed. */
async function enterAs(url: string, claims: Record<string, unknown>, name = "Whoever") {
  const { participantId: id, token } = await join(url, "yard", name, await mint({ room: "yard", ...claims }));
  return { id, token, socket: await greet(url, token) };
}

async function greet(url: string, token: string): Promise<TestSocket> {
  const socket = await openSocket(url, token);
  socket.send({ type: "hello", protocol: 1 });
  // Else what the room says of it to others may come after they looked.
  await socket.nextOf("welcome");
  return socket;
}

/** Names in the room, as somebody sees them who comes now. */
async function namesIn(url: string): Promise<string[]> {
  const { welcome } = await enter(url, "yard", "Witness");
  return (welcome.participants ?? []).map(({ name }) => name).filter((name) => name !== "Witness");
}

const rename = async (socket: TestSocket, name: string) => {
  socket.send({ type: "profile", name, ref: "1" });
  return (await socket.settled()).filter(({ type }) => type === "error" || type === "done" || type === "participant");
};

/** Announces one track of a session of the speaker's own. */
async function goOnAir(url: string, { token, socket }: { token: string; socket: TestSocket }): Promise<string> {
  // Only who is in makes sessions.
  await socket.settled();
  const { body } = await request<{ sessionId: string }>(`${url}/cloudflare/session`, { method: "POST", token });
  const tracks = [{ trackName: "microphone", kind: "audio" }];
  socket.send({ type: "cloudflare-session", sessionId: body.sessionId, tracks });
  await socket.settled();
  return body.sessionId;
}

const joinStatus = async ({ url }: TestServer, name: string) => {
  const { status, body } = await request<{ error?: { code: string } }>(`${url}/api/rooms/yard/join`, {
    method: "POST",
    body: { name },
  });
  return { status, code: body.error?.code };
};

const invisible = (what: string, name: string): AttackRow => ({
  attacker: "somebody who wants no name",
  way: "join",
  tries: `comes as ${what}`,
  answer: "that is no name",
  async run(server) {
    expect(await joinStatus(server, name)).toEqual({ status: 400, code: "invalid_name" });
  },
});

const imitation = (what: string, name: string, shown: string): AttackRow => ({
  attacker: "somebody who wants to pass for Ada",
  way: "join",
  tries: `comes with ${what}`,
  answer: "the name has a number, or is the name that it is not",
  async run({ url }) {
    await enter(url, "yard", "Ada");
    await enter(url, "yard", name);
    expect(await namesIn(url)).toEqual(["Ada", shown]);
  },
});

export const rows: readonly AttackRow[] = [
  invisible("a joiner", "\u200D"),
  invisible("a grapheme joiner", "\u034F"),
  invisible("a Hangul filler", "\u3164"),
  invisible("an empty pattern of Braille", "\u2800"),
  invisible("tags without a flag", "\u{E0041}\u{E007F}"),
  imitation("the same name", "Ada", "Ada (2)"),
  imitation("Cyrillic letters", "Аdа", "Аdа (2)"),
  imitation("letters of mathematics", "𝐀𝐝𝐚", "𝐀𝐝𝐚 (2)"),
  imitation("a joiner and blanks in it", "A\u200Dd\u2060a\u3164\u2800", "Ada (2)"),
  imitation("the direction turned around", "\u202EadA\u202C", "adA (2)"),
  imitation("a flood of marks", `Ada${"\u0336".repeat(300)}`, `Ada${"\u0336".repeat(4)}`),
  {
    attacker: "somebody with a flag of a region and a family",
    way: "join",
    tries: "keeps their emoji",
    answer: "they are whole",
    async run({ url }) {
      await enter(url, "yard", "Bethan 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👩‍👩‍👧‍👦");
      expect(await namesIn(url)).toEqual(["Bethan 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👩‍👩‍👧‍👦"]);
    },
  },
  {
    attacker: "somebody in the room",
    way: "socket",
    tries: "takes Ada's name by a change of profile",
    answer: "it has a number",
    async run({ url }) {
      await enter(url, "yard", "Ada");
      const eve = await enter(url, "yard", "Eve");
      expect(await rename(eve.socket, "ADА")).toMatchObject([{ set: { name: "ADА (2)" } }, { type: "done" }]);
    },
  },
  {
    attacker: "somebody who is named by their token",
    way: "socket",
    tries: "takes another name by a change of profile",
    answer: "forbidden, and metadata may still change",
    async run({ url }) {
      const eve = await enterAs(url, { sub: "eve", name: "Eve" });
      expect(await rename(eve.socket, "Ada")).toMatchObject([{ type: "error", code: "forbidden", ref: "1" }]);
      eve.socket.send({ type: "profile", metadata: { seat: 4 }, ref: "2" });
      expect(await eve.socket.settled()).toContainEqual({ type: "done", ref: "2" });
      expect(await namesIn(url)).toEqual(["Eve"]);
    },
  },
  {
    attacker: "somebody who is named by their token",
    way: "ticket",
    tries: "renews the token, connects by it again and takes another name",
    answer: "forbidden",
    async run({ url }) {
      const { token } = await enterAs(url, { sub: "eve", name: "Eve" });
      const renewed = await join(url, "yard", "Ada", token);
      const socket = await greet(url, renewed.token);
      expect(await rename(socket, "Ada")).toContainEqual(expect.objectContaining({ code: "forbidden" }));
    },
  },
  {
    attacker: "somebody whose backend lets them choose their name",
    way: "socket",
    tries: "takes another name",
    answer: "done",
    async run({ url }) {
      const eve = await enterAs(url, { sub: "eve", name: "Eve", rename: true });
      expect(await rename(eve.socket, "Eva")).toContainEqual({ type: "done", ref: "1" });
      expect(await namesIn(url)).toEqual(["Eva"]);
    },
  },
  {
    attacker: "somebody whose token says `rename` as a text",
    way: "socket",
    tries: "takes another name",
    answer: "forbidden",
    async run({ url }) {
      const eve = await enterAs(url, { sub: "eve", name: "Eve", rename: "true" });
      expect(await rename(eve.socket, "Ada")).toContainEqual(expect.objectContaining({ code: "forbidden" }));
    },
  },
  {
    attacker: "somebody who chose the name of a person with a token, before they came",
    way: "join",
    tries: "keeps it when they come",
    answer: "the chosen name gets a number, the given one stays",
    async run({ url }) {
      const eve = await enter(url, "yard", "Аda");
      await enterAs(url, { sub: "ada", name: "Ada" });
      expect(await eve.socket.settled()).toContainEqual(expect.objectContaining({ set: { name: "Аda (2)" } }));
      expect(await namesIn(url)).toEqual(["Аda (2)", "Ada"]);
    },
  },
  {
    attacker: "somebody who chose the name of a speaker",
    way: "WHEP",
    tries: "is played by the speaker's name",
    answer: "the one whom a token gave the name is",
    async run({ url, upstream }) {
      serveMedia(upstream);
      const eve = await enter(url, "yard", "Ada");
      await goOnAir(url, eve);
      const ada = await enterAs(url, { sub: "ada", name: "Ada" });
      const session = await goOnAir(url, ada);
      expect((await sendSdp(`${url}/whep/yard/Ada`, offer("recvonly"))).status).toBe(201);
      const pull = upstream.requests.findLast(({ path }) => path.endsWith("/tracks/new"));
      expect(pull?.body).toMatchObject({ tracks: [{ location: "remote", sessionId: session }] });
    },
  },
  {
    attacker: "somebody who takes the name of a speaker who is played",
    way: "WHEP",
    tries: "gets the speaker's player once the speaker is called something else",
    answer: "the player stays with the speaker",
    server: { clock: Date.now() },
    async run({ url, upstream, advance }) {
      serveMedia(upstream);
      const ada = await enter(url, "yard", "Ada");
      const person = { token: ada.token, socket: ada.socket };
      await goOnAir(url, person);
      expect((await sendSdp(`${url}/whep/yard/Ada`, offer("recvonly"))).status).toBe(201);
      await rename(ada.socket, "Countess");
      const eve = await enter(url, "yard", "Ada");
      await goOnAir(url, eve);
      const next = await goOnAir(url, person);
      await advance(10_000);
      const moved = await upstream.next("PUT tracks/update");
      expect(moved.body).toMatchObject({ tracks: [{ sessionId: next }] });
    },
  },
  {
    attacker: "somebody with a name of their own choice, where tokens decide",
    way: "WHEP",
    tries: "is played by that name",
    answer: "a chosen name is no address; the id is",
    async run({ url, upstream }) {
      serveMedia(upstream);
      await enterAs(url, { sub: "host", name: "Host", role: "host" });
      const eve = await enterAs(url, { sub: "eve" }, "News");
      await goOnAir(url, eve);
      expect((await sendSdp(`${url}/whep/yard/News`, offer("recvonly"))).status).toBe(404);
      expect((await sendSdp(`${url}/whep/yard/eve`, offer("recvonly"))).status).toBe(201);
    },
  },
  {
    attacker: "a participant whose token gives them the id of the room's own voice",
    way: "join",
    tries: "speaks as the room, by its id of before and of now",
    answer: "their messages are from another id than the room's",
    server: { club: true },
    async run({ url }) {
      const ids: string[] = [];
      for (const sub of ["room", "the room"]) {
        const { id, socket } = await enterAs(url, { sub, name: `Member ${sub}` });
        const said = await socket.nextOf("chat");
        expect(said.messages[0]).toMatchObject({ from: "the room", name: "Porter" });
        ids.push(id);
      }
      expect(ids).toEqual(["room", expect.stringMatching(/^[0-9a-f]{32}$/)]);
    },
  },
];

/** The audience of one room in several objects: to everybody in it, it is one room. */
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { ROOM_CLOSE } from "../../src/wire/tables.js";
import type { JoinRoomReply, ServerMessage } from "../../src/wire/room-protocol.js";
import { enter, openSocket, request } from "../server/support/client.js";
import type { Person, TestSocket } from "../server/support/client.js";
import { claimsIn, mint } from "../server/support/mint.js";
import { JWT_SECRET } from "../server/support/server.js";
import { APP_ID, APP_SECRET, startUpstream } from "../server/support/upstream.js";
import type { Upstream } from "../server/support/upstream.js";
import { startWorkerd } from "./support/workerd.js";
import type { Workerd } from "./support/workerd.js";
import type { Setup } from "./support/commands.js";

/** Few, so that few people fill four shards. */
const PER_OBJECT = 2;
let runtime: Workerd;
let upstream: Upstream;

beforeAll(async () => {
  runtime = await startWorkerd();
}, 30_000);
afterAll(() => runtime.close());
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

async function start(options: Partial<Setup> = {}): Promise<string> {
  const env = { CALLS_API: upstream.url, CALLS_APP_ID: APP_ID, CALLS_APP_SECRET: APP_SECRET, JWT_SECRET };
  const setup = { perObject: PER_OBJECT, ...options, env: { ...env, ROOM_AUDIENCE: "10", ...options.env } };
  await runtime.command({ type: "reset", setup });
  return runtime.url;
}

interface Seated {
  readonly id: string;
  readonly token: string;
  readonly seat: number | undefined;
  socket: TestSocket;
  welcome: Extract<ServerMessage, { type: "welcome" }>;
}

const knock = (url: string, name: string, token?: string) =>
  request<JoinRoomReply>(`${url}/api/rooms/hall/join`, {
    method: "POST",
    body: { name, audience: true, session: true },
    ...(token !== undefined && { token }),
  });

/** Opens a socket with somebody's token. With what they know, they resume. */
async function connect(url: string, token: string, resume?: { epoch: string; revision: number }) {
  const socket = await openSocket(url, token);
  socket.send({ type: "hello", protocol: 1, gathers: true, ...(resume && { resume }) });
  return { socket, welcome: await socket.nextOf("welcome") };
}

async function sit(url: string, name: string): Promise<Seated> {
  const { status, body } = await knock(url, name);
  expect([status, body]).toMatchObject([200, { participantName: name }]);
  const { token, participantId: id } = body;
  return { id, token, seat: claimsIn(token)["seat"] as number | undefined, ...(await connect(url, token)) };
}

interface Hall {
  readonly ada: Person;
  readonly audience: readonly Seated[];
  listener(index: number): Seated;
}

/** Ada keeps a hall whose audience fills its own object and four more. */
async function hall(url: string): Promise<Hall> {
  const ada = await enter(url, "hall", "Ada");
  const audience: Seated[] = [];
  for (let index = 0; index < 10; index++) audience.push(await sit(url, `Listener ${index}`));
  const listener = (index: number): Seated => {
    const found = audience[index];
    if (!found) throw new Error(`Nobody has seat ${index}.`);
    return found;
  };
  return { ada, audience, listener };
}

/** Reads until a count is told that is this one. */
async function counts(socket: TestSocket, count: number): Promise<void> {
  for (;;) if ((await socket.nextOf("audience")).count === count) return;
}

it("fills one object after the other, tells all of them of the stage, and counts everybody", async () => {
  const url = await start();
  const { ada, audience } = await hall(url);
  expect(audience.map(({ seat }) => seat)).toEqual([undefined, undefined, 1, 1, 2, 2, 3, 3, 4, 4]);
  for (const { welcome } of audience) {
    expect(welcome).toMatchObject({ roomId: "hall", epoch: ada.welcome.epoch });
    expect(welcome.participants?.map(({ name }) => name)[0]).toBe("Ada");
  }
  await Promise.all([ada.socket, ...audience.map(({ socket }) => socket)].map((socket) => counts(socket, 10)));
  expect((await knock(url, "One more")).status).toBe(409);
  await ada.publish(["mic"]);
  for (const { socket } of audience) {
    expect(await socket.nextOf("cloudflare-session")).toMatchObject({ participantId: ada.id, revision: 2 });
  }
});

/** Somebody is sent elsewhere, and comes back with what they have: a client does the same. */
async function follow(url: string, person: Seated): Promise<ServerMessage[]> {
  expect((await person.socket.closed).code).toBe(ROOM_CLOSE.restart);
  const { epoch, revision } = person.welcome;
  Object.assign(person, await connect(url, person.token, { epoch, revision }));
  return person.socket.settled();
}

async function ask(socket: TestSocket, action: object): Promise<void> {
  socket.send({ ...action, ref: "wish" });
  await socket.nextOf("done");
}

it("does for the room what people in shards want: all see it, and hosts see whose hands are up", async () => {
  const url = await start();
  const { ada, audience, listener } = await hall(url);
  const [eve, zoe] = [listener(2), listener(9)];
  await counts(ada.socket, 10);
  zoe.socket.send({ type: "hand", raised: true });
  expect(await zoe.socket.nextOf("seat")).toMatchObject({ participant: { id: zoe.id, role: "audience" } });
  for (;;) {
    const { hands = [] } = await ada.socket.nextOf("audience");
    if (hands.length === 0) continue;
    expect(hands).toMatchObject([{ id: zoe.id, name: "Listener 9" }]);
    break;
  }
  const witnesses = [ada, eve, zoe, ...audience.slice(0, 2)];
  eve.socket.send({ type: "chat", id: "hello", text: "Hello from the first shard" });
  for (const { socket } of witnesses) {
    expect((await socket.nextOf("chat")).messages).toMatchObject([{ from: eve.id, name: "Listener 2" }]);
  }
  zoe.socket.send({ type: "reaction", reaction: "👏" });
  for (const { socket } of witnesses) expect(await socket.nextOf("reaction")).toMatchObject({ from: zoe.id, count: 1 });
  // An answer to somebody in another object, which nobody else reads.
  await ask(ada.socket, { type: "chat", id: "direct", text: "Only for you", to: eve.id });
  expect((await eve.socket.nextOf("chat")).messages).toMatchObject([{ id: "direct", to: eve.id }]);
  expect((await zoe.socket.settled()).filter(({ type }) => type === "chat")).toEqual([]);
  // Two messages, then one each ten seconds: counted where they are.
  for (let time = 0; time < 2; time++)
    eve.socket.send({ type: "chat", id: `more-${time}`, text: "More", ref: `${time}` });
  expect(await eve.socket.nextOf("error")).toMatchObject({ code: "rate_limited", ref: "1" });
  await ask(ada.socket, { type: "search", text: "listener" });
  for (;;) {
    const { people } = await ada.socket.nextOf("found");
    if (people.length === 10) break;
  }
  await ask(ada.socket, { type: "hand", raised: false, participantId: zoe.id });
  expect((await zoe.socket.nextOf("seat")).participant.hand).toBeUndefined();
});

it("brings somebody onto the stage and back, with what they receive, and puts people out, wherever they are", async () => {
  const url = await start();
  const { ada, listener } = await hall(url);
  const [eve, leo, zoe] = [listener(2), listener(3), listener(9)];
  const adas = await ada.publish(["mic"]);
  const calls = (path: string, method: "POST" | "PUT" | "GET" = "POST", body?: object) =>
    request<{ sessionId: string; tracks?: { errorCode?: string }[] }>(`${url}/cloudflare/session${path}`, {
      method,
      token: eve.token,
      ...(body && { body }),
    });
  const { sessionId } = (await calls("")).body;
  const pull = { tracks: [{ location: "remote", sessionId: adas, trackName: "mic" }] };
  await expect
    .poll(async () => (await calls(`/${sessionId}/tracks/new`, "POST", pull)).body.tracks?.[0]?.errorCode)
    .toBeUndefined();
  const publishing = {
    sessionDescription: { type: "offer", sdp: "v=0" },
    tracks: [{ location: "local", mid: "0", trackName: "mine" }],
  };
  const mine = async () => (await calls(`/${sessionId}/tracks/new`, "POST", publishing)).body.tracks?.[0]?.errorCode;
  expect(await mine()).toBe("forbidden");

  await ask(ada.socket, { type: "role", participantId: eve.id, role: "speaker" });
  expect((await follow(url, eve)).map(({ type }) => type)).toContain("join");
  expect(await zoe.socket.nextOf("join")).toMatchObject({ from: eve.id });
  expect(await mine()).toBeUndefined();
  await counts(zoe.socket, 9);

  await ask(ada.socket, { type: "role", participantId: eve.id, role: "audience" });
  expect(await zoe.socket.nextOf("leave")).toMatchObject({ from: eve.id, data: { reason: "audience" } });
  expect((await follow(url, eve)).map(({ type }) => type)).toContain("seat");
  expect(await mine()).toBe("forbidden");
  expect((await calls(`/${sessionId}`, "GET")).status).toBe(200);
  await counts(zoe.socket, 10);

  await ask(ada.socket, { type: "remove", participantId: leo.id, ban: true });
  expect((await leo.socket.closed).code).toBe(ROOM_CLOSE.removed);
  expect((await knock(url, "Leo", leo.token)).status).toBe(403);
  await counts(zoe.socket, 9);
  // Whom a host has only put out may join again, and is not put out once more when the room says all that it knows.
  await ask(ada.socket, { type: "remove", participantId: zoe.id });
  expect((await zoe.socket.closed).code).toBe(ROOM_CLOSE.removed);
  const again = (await knock(url, "Zoe", zoe.token)).body;
  expect(claimsIn(again.token)["seat"]).toBe(zoe.seat);
  Object.assign(zoe, { token: again.token, ...(await connect(url, again.token)) });
  await ask(ada.socket, { type: "policy", locked: true });
  expect(await zoe.socket.nextOf("policy")).toMatchObject({ policy: { locked: true } });
  ada.socket.send({ type: "end" });
  expect((await zoe.socket.closed).code).toBe(ROOM_CLOSE.ended);
});

it.each(["a shard", "the room"])(
  "goes on when the object of %s is evicted, and nobody is counted twice",
  async (which) => {
    const url = await start();
    const { ada, audience } = await hall(url);
    await Promise.all([counts(ada.socket, 10), ...audience.map(({ socket }) => counts(socket, 10))]);
    const isShard = which === "a shard";
    await runtime.command({ type: "evict", only: isShard ? "hall#2" : "hall" });
    const lost = audience.filter(({ seat }) => seat === (isShard ? 2 : undefined));
    await Promise.all(lost.map(({ socket }) => socket.closed));
    const { epoch, revision } = ada.welcome;
    for (const person of lost) Object.assign(person, await connect(url, person.token, { epoch, revision }));
    const host = isShard ? ada.socket : (await connect(url, ada.token, { epoch, revision })).socket;
    // What happens now is told to all: those who lost their object, and those whose shard lost the room.
    await ask(host, { type: "chat", id: "again", text: "Still here" });
    await expect
      .poll(async () => (await request<{ audienceCount: number }>(`${url}/api/rooms/hall`)).body.audienceCount)
      .toBe(10);
    for (const { socket } of audience) {
      for (;;) if ((await socket.nextOf("chat")).messages.some(({ id }) => id === "again")) break;
    }
    // Somebody leaves for good, and is gone from the count.
    audience[9]?.socket.send({ type: "leave" });
    await counts(host, 9);
  },
);

it("opens no shard to whoever names one, and takes no more people into one than it holds", async () => {
  const url = await start();
  const ada = await enter(url, "hall", "Ada");
  const [room] = await Promise.all([sit(url, "Ben"), sit(url, "Cho")]);
  // As the id of a room.
  for (const id of ["hall#1", "hall%231"]) {
    const { status } = await request(`${url}/api/rooms/${id}/join`, { method: "POST", body: { name: "Eve" } });
    expect(status).toBeGreaterThanOrEqual(400);
  }
  // As a shard that connects: the header of the way between objects is nothing on a public one.
  const relay = new WebSocket(`${url.replace("http", "ws")}/ws`, {
    headers: { "x-calls-shard": "1", "x-calls-room": "%22hall%22" },
  });
  const [code] = (await once(relay, "close")) as [number];
  expect(code).toBe(ROOM_CLOSE.unauthorized);
  // In a token that nobody has signed.
  const [head, payload = "", signature] = room.token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  const forged = [head, Buffer.from(JSON.stringify({ ...claims, seat: 1 })).toString("base64url"), signature].join(".");
  expect((await (await openSocket(url, forged)).closed).code).toBe(ROOM_CLOSE.unauthorized);
  // A speaker whose token names a shard comes to the room itself.
  const leo = await connect(url, await mint({ room: "hall", sub: "leo", name: "Leo", role: "speaker", seat: 1 }));
  expect(await ada.socket.nextOf("join")).toMatchObject({ from: "leo" });
  expect(leo.welcome.participants?.map(({ name }) => name)).toEqual(["Ada", "Leo"]);
  // More than the room has sent there: a quarter more is let in.
  const seated = (index: number) =>
    mint({ room: "hall", sub: `p${index}`, name: `P${index}`, role: "audience", seat: 1 });
  for (let index = 0; index < 3; index++) await connect(url, await seated(index));
  const more = await openSocket(url, await seated(3));
  more.send({ type: "hello", protocol: 1 });
  expect(await more.nextOf("error")).toMatchObject({ code: "room_full" });
  expect((await more.closed).code).toBe(ROOM_CLOSE.full);
  // What somebody says of others does not leave the shard as theirs.
  const eve = await connect(url, await seated(0));
  for (const wish of [
    { type: "role", participantId: "p0", role: "host" },
    { type: "remove", participantId: ada.id },
    { type: "act", socket: "x", person: { id: ada.id, role: "host" }, text: '{"type":"end"}' },
  ]) {
    eve.socket.send({ ...wish, ref: "wish" });
    expect(await eve.socket.nextOf("error")).toMatchObject({ ref: "wish" });
  }
  expect((await ada.socket.settled()).filter(({ type }) => type === "leave")).toEqual([]);
});

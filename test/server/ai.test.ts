/** The AI participant through real sockets: a scripted SFU, and a provider that refuses what its specification would refuse. */
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { AiView } from "../../src/features/ai/contract.js";
import { enter, openSocket, request } from "./support/client.js";
import { FeatureMember } from "./support/feature-member.js";
import { isNode } from "./support/host.js";
import { startTestServer, type TestServer } from "./support/server.js";
import { startUpstream } from "./support/upstream.js";
import { KEY, VoiceServer } from "./support/voice-provider.js";

const API_KEY = "an-api-key-of-tests-that-is-long-enough";
const ADAPTERS = "POST /v1/apps/app-1/adapters/websocket/new";
const CLOSED = "POST /v1/apps/app-1/adapters/websocket/close";
const OFFER = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

// Their servers have to be closed before.
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

interface Pull {
  readonly sessionId: string;
  readonly trackName: string;
  readonly mid?: string;
}

/** What the AI was let hear, in order: the pulls into its own section. */
const ears = ({ upstream }: TestServer): string[] =>
  upstream.of("POST tracks/new").flatMap(({ body }) => {
    const [track] = (body as { tracks: Pull[] }).tracks;
    return track?.mid === "#assistant" ? [`${track.sessionId} ${track.trackName}`] : [];
  });

async function meeting(options: { env?: Record<string, string> } = {}) {
  const voices = await VoiceServer.start();
  closing.push(() => voices.close());
  const upstream = await startUpstream();
  closing.push(() => upstream.close());
  let adapters = 0;
  upstream.answer(ADAPTERS, ({ body }) => {
    const [track = {}] = (body as { tracks: Record<string, string>[] }).tracks;
    adapters += 1;
    return { body: { tracks: [{ ...track, adapterId: `adapter-${adapters}`, sessionId: "silence" }] } };
  });
  upstream.answer(CLOSED, ({ body }) => ({ body }));
  let lines = 0;
  // With its query, a new session for a third party is no operation that the scripted SFU knows by itself.
  upstream.answer("POST session", () => ({ status: 201, body: { sessionId: `third-${++lines}` } }));
  upstream.answer("POST tracks/new", ({ body }) => {
    const [track] = (body as { tracks: { location: string }[] }).tracks;
    const isOffer = track?.location === "local" && !("sessionDescription" in (body as object));
    const tracks = [{ ...track, mid: "0" }];
    return { body: { tracks, ...(isOffer && { sessionDescription: { type: "offer", sdp: OFFER } }) } };
  });
  const env = {
    API_KEY,
    PUBLIC_URL: "https://rooms.example",
    OPENAI_API_KEY: KEY,
    AI_URL: `${voices.url}/v1/realtime/calls`,
    ...options.env,
  };
  const server = await startTestServer({ ai: true, upstream, env });
  const come = async (name: string): Promise<FeatureMember> => {
    const member = new FeatureMember(await enter(server.url, "yard", name));
    await member.settle();
    return member;
  };
  const ada = await come("Ada");
  const ben = await come("Ben");
  return { server, upstream, voices, ada, ben, come, env };
}

const ask = (member: FeatureMember, command: object) => member.askOf("ai", command);
const until = (member: FeatureMember, isSo: (view: AiView) => boolean): Promise<AiView> =>
  member.untilOf<AiView>("ai", isSo);
const isOn = ({ status }: AiView): boolean => status === "on";

/** Waits until the SFU was asked to let the AI hear something. */
async function heard(server: TestServer, what: string): Promise<void> {
  while (ears(server).at(-1) !== what) await server.upstream.next("POST tracks/new");
}

describe("an AI participant", { timeout: 20_000 }, () => {
  it("comes in by the provider, is somebody, hears its holder alone, and goes", async () => {
    const { server, upstream, voices, ada, ben } = await meeting();
    const bens = await ben.person.publish(["mic"]);
    const adas = await ada.person.publish(["mic"]);
    await ask(ada, { type: "enable", instructions: "Be kind.", voice: "cedar" });
    const view = await until(ben, isOn);
    expect(voices.asked).toMatchObject([
      {
        path: "/v1/realtime/calls",
        session: { type: "realtime", instructions: "Be kind.", audio: { output: { voice: "cedar" } } },
      },
    ]);
    expect(upstream.requests.some(({ path }) => path.endsWith("/sessions/new?thirdparty=true"))).toBe(true);
    expect((await upstream.next("PUT renegotiate")).body).toMatchObject({ sessionDescription: { type: "answer" } });
    const { participants } = (await request(`${server.url}/api/rooms/yard`, { token: API_KEY })).body as {
      participants?: { id: string; name: string }[];
    };
    expect(participants).toContainEqual(expect.objectContaining({ id: view.participantId, name: "Assistant" }));
    // Nobody has asked for it, and so nobody is heard.
    expect(ears(server)).toEqual([]);
    await ask(ben, { type: "ask" });
    await heard(server, `${bens} mic`);
    await ask(ada, { type: "ask" });
    await ask(ben, { type: "give-back" });
    await heard(server, `${adas} mic`);
    // Whoever gives it back is not heard any more, although their microphone is on.
    await ask(ada, { type: "give-back" });
    await heard(server, "silence assistant-silence");
    await ask(ben, { type: "ask" });
    await heard(server, `${bens} mic`);
    ben.socket.send({ type: "leave" });
    await heard(server, "silence assistant-silence");
    await ask(ada, { type: "disable" });
    await voices.until(() => voices.calls.size === 0);
    await upstream.next(CLOSED);
    // What is left of its session is looked up, to be closed.
    await upstream.next("GET session");
  });

  it("stays away with a reason when the provider refuses, and the room is as it was", async () => {
    for (const [trouble, failure] of [
      [429, "busy"],
      [400, "refused"],
      [500, "unreachable"],
    ] as const) {
      const { server, voices, ada } = await meeting();
      voices.trouble = trouble;
      await ask(ada, { type: "enable" });
      const view = await until(ada, ({ failure: said }) => said !== undefined);
      expect(view).toMatchObject({ status: "off", failure });
      await expect
        .poll(() => server.log)
        .toContainEqual(expect.objectContaining({ operation: "ai", code: `http-${trouble}` }));
      await until(ada, ({ participantId }) => participantId === undefined);
      expect((await request(`${server.url}/api/rooms/yard`)).body).toMatchObject({ participantCount: 2 });
      voices.trouble = undefined;
      await ask(ada, { type: "enable" });
      await until(ada, isOn);
    }
  });

  it("is enabled by a backend with the API key, where somebody is in the room", async () => {
    const { server, voices, ada } = await meeting();
    const post = (body: unknown, token = API_KEY, room = "yard") =>
      request(`${server.url}/api/rooms/${room}/ai`, { token, method: "POST", body });
    for (const token of ["", "wrong", ada.person.token])
      expect((await post({ type: "enable" }, token)).status).toBe(401);
    expect((await post({ type: "enable", voice: "siren" })).status).toBe(400);
    for (const type of ["sing", "ask", "closed"]) expect((await post({ type })).status, type).toBe(400);
    expect((await post({ type: "enable", instructions: "Count." })).body).toMatchObject({ status: "starting" });
    expect((await post({ type: "enable" })).status).toBe(409);
    await until(ada, isOn);
    expect(voices.asked[0]?.session).toMatchObject({ instructions: "Count." });
    expect((await request(`${server.url}/api/rooms/yard/ai`, { token: API_KEY })).body).toMatchObject({ status: "on" });
    expect((await post({ type: "disable" })).body).toMatchObject({ status: "off" });
    await voices.until(() => voices.calls.size === 0);
    await request(`${server.url}/api/rooms`, { method: "POST", body: { id: "empty" }, token: API_KEY });
    expect((await post({ type: "enable" }, API_KEY, "empty")).status).toBe(409);
  });

  it("goes when a host puts it out, and when everybody has left", async () => {
    const { voices, upstream, ada, ben } = await meeting();
    await ask(ada, { type: "enable" });
    const { participantId } = await until(ada, isOn);
    ada.socket.send({ type: "remove", participantId });
    expect(await until(ada, ({ status }) => status === "off")).not.toHaveProperty("failure");
    await voices.until(() => voices.calls.size === 0);
    await until(ada, ({ participantId: id }) => id === undefined);
    await ask(ada, { type: "enable" });
    await until(ada, isOn);
    expect(voices.calls.size).toBe(1);
    for (const { socket } of [ada, ben]) socket.send({ type: "leave" });
    await voices.until(() => voices.calls.size === 0);
    await upstream.next(CLOSED);
  });

  it("is nobody's where the server has no key", async () => {
    const { ada, voices } = await meeting({ env: { OPENAI_API_KEY: "" } });
    expect(ada.states.get("ai")).toMatchObject({ available: false });
    expect(await ask(ada, { type: "enable" })).toMatchObject({
      type: "error",
      reason: expect.stringContaining("OPENAI_API_KEY") as unknown,
    });
    expect(voices.asked).toEqual([]);
  });

  it("is asked by Azure's way and by GPT-Live's, where the environment says so", async () => {
    const live = await meeting();
    const url = live.voices.url;
    const azure = { AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_API_KEY: KEY, AZURE_OPENAI_DEPLOYMENT: "our-realtime" };
    const ways: [Record<string, string>, string, string][] = [
      [azure, "/openai/v1/realtime/client_secrets", "our-realtime"],
      [
        { OPENAI_API_KEY: KEY, AI_MODEL: "gpt-live-1", AI_URL: `${url}/v1/live/sessions` },
        "/v1/live/sessions",
        "gpt-live-1",
      ],
    ];
    for (const [env, path, model] of ways) {
      const { ada } = await meeting({ env });
      await ask(ada, { type: "enable", instructions: "Be brief." });
      await until(ada, isOn);
      expect(live.voices.asked.at(-1)).toMatchObject({ path, session: { model, instructions: "Be brief." } });
    }
  });

  it("is let go of after the server was killed, and comes anew while the room wants it", async () => {
    const folder = await mkdtemp(`${tmpdir()}/ai-`);
    const { server, upstream, voices, ada, env } = await meeting({ env: { ROOM_STORAGE: `${folder}/rooms.sqlite` } });
    await ask(ada, { type: "enable" });
    const before = await until(ada, isOn);
    let again = server;
    if (server.evict) await server.evict();
    else {
      // What a killed process leaves behind is what it has written; this one does not know that it is dead.
      for (const end of ["", "-wal"]) await copyFile(`${folder}/rooms.sqlite${end}`, `${folder}/left.sqlite${end}`);
      again = await startTestServer({ ai: true, upstream, env: { ...env, ROOM_STORAGE: `${folder}/left.sqlite` } });
    }
    folders.push(folder);
    const person = { ...ada.person, socket: await openSocket(again.url, ada.person.token) };
    const back = new FeatureMember(person);
    back.socket.send({ type: "hello", protocol: 1 });
    const after = await until(back, (view) => isOn(view) && view.participantId !== before.participantId);
    expect(after.status).toBe("on");
    expect([...voices.calls]).toEqual(["rtc_2"]);
    await ask(back, { type: "disable" });
    await voices.until(() => voices.calls.size === 0);
  });
});

describe("attacks on an AI participant", { timeout: 20_000 }, () => {
  it("a viewer brings it in, or speaks with it", async () => {
    const { ada, ben, voices } = await meeting();
    ada.socket.send({ type: "role", participantId: ben.person.id, role: "viewer" });
    await ada.settle();
    expect(await ask(ben, { type: "enable" })).toMatchObject({ code: "forbidden" });
    await ask(ada, { type: "enable" });
    await until(ada, isOn);
    expect(await ask(ben, { type: "ask" })).toMatchObject({ code: "forbidden" });
    expect(await ask(ben, { type: "disable" })).toMatchObject({ code: "forbidden" });
    expect(await ask(ben, { type: "take", for: "me" })).toMatchObject({ code: "forbidden" });
    expect(await ask(ben, { type: "came", run: 1 })).toMatchObject({ code: "forbidden" });
    expect(voices.asked).toHaveLength(1);
  });

  it("somebody who is made a viewer is heard no more", async () => {
    const { server, ada, ben } = await meeting();
    const bens = await ben.person.publish(["mic"]);
    await ask(ada, { type: "enable" });
    await until(ada, isOn);
    await ask(ben, { type: "ask" });
    await heard(server, `${bens} mic`);
    ada.socket.send({ type: "role", participantId: ben.person.id, role: "viewer" });
    await heard(server, "silence assistant-silence");
    expect((await until(ada, ({ holder }) => holder === undefined)).queue).toEqual([]);
  });

  it("somebody whom the SFU cannot take away from it: then it goes", async () => {
    const { server, upstream, voices, ada, ben } = await meeting();
    const bens = await ben.person.publish(["mic"]);
    await ask(ada, { type: "enable" });
    await until(ada, isOn);
    await ask(ben, { type: "ask" });
    await heard(server, `${bens} mic`);
    upstream.answer("POST tracks/new", () => ({ body: { tracks: [{ mid: "", errorCode: "not_found_track_error" }] } }));
    await ask(ben, { type: "give-back" });
    expect(await until(ada, ({ status }) => status === "off")).toMatchObject({ failure: "unreachable" });
    await voices.until(() => voices.calls.size === 0);
  });

  it("the key shows up in a log, in what people see, or in what a backend is told", async () => {
    const { server, voices, ada, ben } = await meeting();
    voices.trouble = 401;
    await ask(ada, { type: "enable" });
    await until(ada, ({ failure }) => failure !== undefined);
    voices.trouble = undefined;
    await until(ada, ({ participantId }) => participantId === undefined);
    await ask(ada, { type: "enable" });
    await until(ada, isOn);
    const told = await request(`${server.url}/api/rooms/yard/ai`, { token: API_KEY });
    await ben.settle();
    const seen = [server.log, ada.socket.texts, ben.socket.texts, told, server.upstream.requests];
    for (const each of seen) expect(JSON.stringify(each)).not.toContain(KEY);
    // What it was told to be is the hosts' own affair.
    expect(JSON.stringify(ben.socket.texts)).not.toContain("You take part");
  });

  it("a stranger opens the socket on which the SFU is awaited", async () => {
    const { server, ada } = await meeting();
    await ask(ada, { type: "enable" });
    await until(ada, isOn);
    const { body } = await server.upstream.next(ADAPTERS);
    const [{ endpoint = "" } = {}] = (body as { tracks: { endpoint?: string }[] }).tracks;
    const open = (path: string): WebSocket => new WebSocket(`${server.url.replace("http", "ws")}${path}`);
    const stranger = open(new URL(endpoint).pathname.replace(/[0-9a-f]{32}$/, "0".repeat(32)));
    const [error] = (await once(stranger, "error")) as [Error];
    expect(error.message).toContain("404");
    // The SFU itself gets silence.
    const sfu = open(new URL(endpoint).pathname);
    closing.push(() => sfu.terminate());
    const [frame] = (await once(sfu, "message")) as [Buffer];
    expect(frame.subarray(8).every((byte) => byte === 0)).toBe(true);
    expect(isNode() || frame.length > 3_840).toBe(true);
  });
});

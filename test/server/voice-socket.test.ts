/** An AI to whom sound is brought by adapters: a scripted SFU, and a scripted service of one's own behind the room server. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { afterEach, describe, expect, it } from "vitest";
import type { AiView } from "../../src/features/ai/contract.js";
import { fromSamples } from "../../src/wire/adapter-packet.js";
import { enter, request } from "./support/client.js";
import { FeatureMember } from "./support/feature-member.js";
import { ScriptedService, SERVICE_KEY } from "./support/scripted-service.js";
import { startTestServer } from "./support/server.js";
import { ACCOUNT, TOKEN, WorkersAiServer } from "./support/workers-ai-server.js";
import { ADAPTERS, ADAPTERS_CLOSED, AdapterEnd, answerAdapters } from "./support/sfu-adapters.js";

const API_KEY = "an-api-key-of-tests-that-is-long-enough";
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface MeetingOptions {
  readonly env?: Record<string, string>;
  /** What the service says first. */
  readonly greeting?: string;
  readonly host?: Omit<Parameters<typeof startTestServer>[0], "env">;
}

async function meeting({ env = {}, greeting = '{"type":"ready","sampleRate":24000}', host = {} }: MeetingOptions = {}) {
  const voice = await ScriptedService.start(greeting);
  closing.push(() => voice.close());
  const all = { API_KEY, PUBLIC_URL: "https://rooms.example", VOICE_URL: voice.url, VOICE_KEY: SERVICE_KEY, ...env };
  const server = await startTestServer({ ai: true, ...host, env: all });
  const adapters = answerAdapters(server.upstream);
  const come = async (name: string, room = "yard"): Promise<FeatureMember> => {
    const member = new FeatureMember(await enter(server.url, room, name));
    await member.settle();
    return member;
  };
  const ada = await come("Ada");
  const ben = await come("Ben");
  /** The next adapter that the room wants, with the SFU's end of it. */
  const adapter = async () => {
    await server.upstream.next(ADAPTERS);
    return AdapterEnd.dial(server, adapters.at(-1));
  };
  return { server, voice, adapters, adapter, ada, ben, come };
}

const ask = (member: FeatureMember, command: object) => member.askOf("ai", command);
const until = (member: FeatureMember, isSo: (view: AiView) => boolean): Promise<AiView> =>
  member.untilOf<AiView>("ai", isSo);
const isOn = ({ status }: AiView): boolean => status === "on";
/** So many seconds of one level, as the service speaks. */
const speech = (seconds: number, level: number): Buffer =>
  Buffer.from(fromSamples(new Int16Array(24_000 * seconds).fill(level)).buffer);
/** Seconds of that level in what came. */
const secondsOf = (heard: readonly Int16Array[], level: number): number =>
  heard.reduce((sum, samples) => sum + samples.filter((sample) => sample === level).length, 0) / 96_000;

/** It is in the room, and speaks with Ben. */
async function talking({ env = {}, voice = "default" } = {}) {
  const all = await meeting({ env });
  const { ada, ben, adapter } = all;
  const bens = await ben.person.publish(["mic"]);
  await ask(ada, { type: "enable", instructions: "Be kind.", voice });
  const mouth = await adapter();
  await until(ada, isOn);
  await ask(ben, { type: "ask" });
  return { ...all, bens, mouth, ear: await adapter() };
}

describe("an AI by a service of one's own", { timeout: 20_000 }, () => {
  it("hears its holder alone, is heard by everybody, and goes", async () => {
    const { server, voice, adapters, adapter, ada, ben, bens, mouth, ear } = await talking();
    expect(adapters).toMatchObject([
      { location: "local", trackName: "assistant", inputCodec: "pcm" },
      { location: "remote", sessionId: bens, trackName: "mic", outputCodec: "pcm" },
    ]);
    expect(voice.paths).toEqual(["/listen?sampleRate=16000"]);
    expect(voice.texts.map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: "start", instructions: "Be kind.", voice: "default" },
    ]);
    const { participants } = (await request(`${server.url}/api/rooms/yard`, { token: API_KEY })).body as {
      participants?: { name: string; session?: object }[];
    };
    expect(participants).toContainEqual(expect.objectContaining({ name: "Assistant" }));
    // Silence is not sent, and speech is as small as the service takes it.
    ear.play(1_000, 3);
    ear.play(400, 5_000);
    await voice.until(() => voice.bytes >= 16_000 * 2 * 0.4);
    expect(voice.bytes).toBeLessThan(16_000 * 2);
    // It speaks as quickly as it likes, half samples too, and is heard on both sides.
    const pcm = speech(1, 3_000);
    voice.say(pcm.subarray(0, 10_001));
    voice.say(pcm.subarray(10_001));
    await mouth.until((heard) => secondsOf(heard, 3_000) > 0.99);
    // Whoever gives it back is not heard any longer, and what they said is all.
    const gone = once(ear.socket, "close");
    await ask(ben, { type: "give-back" });
    await gone;
    await voice.until(() => voice.texts.length === 2);
    expect(voice.texts[1]).toBe('{"type":"flush"}');
    expect(await server.upstream.next(ADAPTERS_CLOSED)).toMatchObject({
      body: { tracks: [{ adapterId: "adapter-2" }] },
    });
    const adas = await ada.person.publish(["mic"]);
    await ask(ada, { type: "ask" });
    const next = await adapter();
    expect(adapters[2]).toMatchObject({ sessionId: adas, trackName: "mic" });
    const ends = [once(mouth.socket, "close"), once(next.socket, "close")];
    await ask(ada, { type: "disable" });
    await Promise.all([...ends, voice.until(() => voice.open === 0)]);
    const closed = [await server.upstream.next(ADAPTERS_CLOSED), await server.upstream.next(ADAPTERS_CLOSED)];
    expect(JSON.stringify(closed.map(({ body }) => body))).toMatch(/adapter-[13].*adapter-[13]/);
    await until(ada, ({ participantId }) => participantId === undefined);
    expect(server.log.filter(({ level }) => level !== "info")).toEqual([]);
  });

  it("does not say what was to come when somebody interrupts it", async () => {
    const { voice, mouth } = await talking();
    voice.say(speech(30, 1_000));
    voice.say({ type: "stop" });
    voice.say(speech(0.2, 2_000));
    await mouth.until((heard) => secondsOf(heard, 2_000) > 0.1);
    // No more than the SFU had in advance, on a machine of any speed.
    expect(secondsOf(mouth.heard, 1_000)).toBeLessThan(2);
  });

  it("says no more than two minutes in advance", async () => {
    const { server, voice, mouth, ada } = await talking();
    for (let minute = 0; minute < 4; minute++) voice.say(speech(60, 1_000));
    voice.say({ type: "stop" });
    voice.say(speech(0.2, 2_000));
    await mouth.until((heard) => secondsOf(heard, 2_000) > 0.1);
    await expect.poll(() => server.log.filter(({ code }) => code === "too-much")).toHaveLength(1);
    expect(await until(ada, isOn)).not.toHaveProperty("failure");
  });

  it("stays away with a reason, or goes with one, and the room is as it was", async () => {
    const wrong = await meeting({ env: { VOICE_KEY: "wrong" } });
    await ask(wrong.ada, { type: "enable" });
    await wrong.adapter();
    expect(await until(wrong.ada, ({ failure }) => failure !== undefined)).toMatchObject({ failure: "refused" });
    await expect
      .poll(() => wrong.server.log)
      .toContainEqual(expect.objectContaining({ operation: "ai", code: "refused-401" }));
    const odd = await meeting({ greeting: '{"type":"ready","sampleRate":8000}' });
    await ask(odd.ada, { type: "enable" });
    await odd.adapter();
    expect(await until(odd.ada, ({ failure }) => failure !== undefined)).toMatchObject({ failure: "refused" });
    const { server, voice, adapter, ada, mouth } = await talking();
    const gone = once(mouth.socket, "close");
    voice.say({ type: "error", code: "out-of-memory" });
    expect(await until(ada, ({ status }) => status === "off")).toMatchObject({ failure: "ended" });
    await gone;
    await until(ada, ({ participantId }) => participantId === undefined);
    expect((await request(`${server.url}/api/rooms/yard`)).body).toMatchObject({ participantCount: 2 });
    // It comes again, and goes when the SFU takes nothing of it any more.
    await ask(ada, { type: "enable" });
    const again = await adapter();
    await until(ada, isOn);
    again.socket.terminate();
    expect(await until(ada, ({ status }) => status === "off")).toMatchObject({ failure: "ended" });
    await voice.until(() => voice.open === 0);
  });

  it("is let go of after its server has gone, and comes anew while the room wants it", async () => {
    const { server, voice, ada, adapter } = await talking();
    if (!server.evict) return;
    await server.evict();
    await ada.comeBack(server.url, 0);
    expect(await server.upstream.next(ADAPTERS_CLOSED)).toMatchObject({
      body: { tracks: [{ adapterId: "adapter-1" }] },
    });
    await adapter();
    await voice.until(() => voice.sockets.length === 2 && voice.open === 1);
  });
});

describe("an AI of Workers AI", { timeout: 20_000 }, () => {
  it("hears, thinks and speaks", async () => {
    const ai = await WorkersAiServer.start();
    closing.push(() => ai.close());
    const env = { VOICE_URL: "", CLOUDFLARE_ACCOUNT_ID: ACCOUNT, CLOUDFLARE_AI_TOKEN: TOKEN, AI_URL: ai.url };
    const { ada, mouth, ear } = await talking({ env, voice: "zeus" });
    ear.play(400, 5_000);
    await ai.until(() => ai.bytes > 0);
    ai.hear("Are you there?", true);
    await mouth.until((heard) => secondsOf(heard, 1_000) > 0.09);
    expect(ai.spoken).toMatchObject([{ text: "Yes.", speaker: "zeus" }]);
    await ask(ada, { type: "disable" });
    await ai.until(() => ai.sockets.every(({ readyState }) => readyState > 1));
  });
});

describe("the minutes of a day", { timeout: 20_000 }, () => {
  it("are those of all rooms together", async () => {
    // A day that no other test has.
    const host = { ai: { totalMinutesPerDay: 1 }, clock: Date.UTC(2031, 0, 1, 12) };
    const { voice, adapter, ada, come } = await meeting({ host });
    await ask(ada, { type: "enable" });
    await adapter();
    await until(ada, isOn);
    const cleo = await come("Cleo", "barn");
    await ask(cleo, { type: "enable" });
    expect(await until(cleo, ({ failure }) => failure !== undefined)).toMatchObject({
      status: "off",
      failure: "limit",
    });
    expect(voice.sockets).toHaveLength(1);
    // It goes on where it is.
    expect(await until(ada, isOn)).not.toHaveProperty("failure");
  });
});

describe("attacks on an AI by a service of one's own", { timeout: 20_000 }, () => {
  it("somebody else speaks on its track, by an address that the SFU has used", async () => {
    const { server, adapters } = await talking();
    const socket = new WebSocket(`${server.url.replace("http", "ws")}${new URL(adapters[0]!["endpoint"]!).pathname}`);
    socket.on("error", () => {});
    const [, { statusCode }] = (await once(socket, "unexpected-response")) as [object, { statusCode: number }];
    expect(statusCode).toBe(404);
  });

  it("the key shows up in a log, in what people see, or at the SFU", async () => {
    const { server, voice, ada, ben } = await talking();
    voice.say({ type: "error", code: `no ${SERVICE_KEY}!` });
    await until(ada, ({ status }) => status === "off");
    await ben.settle();
    await expect
      .poll(() => server.log.find(({ event }) => event === "the AI is not there")?.code)
      .toMatch(/^[\w.-]{1,64}$/);
    const seen = [ada.socket.texts, ben.socket.texts, server.upstream.requests];
    for (const each of seen) expect(JSON.stringify(each)).not.toContain(SERVICE_KEY);
  });
});

/** Captions through real sockets: a scripted SFU brings sound, and a scripted service of one's own turns it into words. */
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import type { CaptionsView, TranscriptView } from "../../src/features/captions/contract.js";
import { enter, request } from "./support/client.js";
import { FeatureMember } from "./support/feature-member.js";
import { ScriptedService, SERVICE_KEY } from "./support/scripted-service.js";
import { startTestServer } from "./support/server.js";
import { ADAPTERS, ADAPTERS_CLOSED, AdapterEnd, answerAdapters } from "./support/sfu-adapters.js";

const API_KEY = "an-api-key-of-tests-that-is-long-enough";
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const view = (member: FeatureMember): CaptionsView => member.states.get("captions") as CaptionsView;
const until = (member: FeatureMember, isSo: (state: CaptionsView) => boolean): Promise<CaptionsView> =>
  member.untilOf("captions", isSo);
const ask = (member: FeatureMember, command: object) => member.askOf("captions", command);

async function meeting(env: Record<string, string> = {}) {
  const ears = await ScriptedService.start();
  closing.push(() => ears.close());
  const all = {
    API_KEY,
    PUBLIC_URL: "https://rooms.example",
    CAPTIONS_URL: ears.url,
    CAPTIONS_KEY: SERVICE_KEY,
    ...env,
  };
  const server = await startTestServer({ captions: true, env: all });
  const adapters = answerAdapters(server.upstream);
  const come = async (name: string): Promise<FeatureMember> => {
    const member = new FeatureMember(await enter(server.url, "yard", name));
    await member.settle();
    return member;
  };
  const ada = await come("Ada");
  const ben = await come("Ben");
  return { server, ears, adapters, ada, ben, come };
}

describe("captions by a service of the server", { timeout: 20_000 }, () => {
  it("are made while somebody reads, of whose microphone is on, and of nobody else", async () => {
    const { server, ears, adapters, ada, ben, come } = await meeting();
    const sessionId = await ben.person.publish(["mic"]);
    await ada.settle();
    expect(server.upstream.of(ADAPTERS)).toEqual([]);
    await ask(ada, { type: "read", reading: true });
    await server.upstream.next(ADAPTERS);
    expect(adapters[0]).toMatchObject({ location: "remote", sessionId, trackName: "mic", outputCodec: "pcm" });
    expect(adapters[0]?.endpoint).toMatch(/^wss:\/\/rooms\.example\/services\/yard\//);
    const adapter = await AdapterEnd.dial(server, adapters[0]);
    // Nobody says anything, and nobody is asked to listen.
    adapter.play(1_000, 3);
    adapter.play(400, 5_000);
    await ears.until(() => ears.bytes >= 16_000 * 2 * 0.4);
    expect(ears.paths).toEqual(["/listen?sampleRate=16000"]);
    ears.say({ type: "partial", text: "good" });
    expect((await until(ada, ({ live }) => Object.keys(live).length > 0)).live).toMatchObject({
      [ben.person.id]: { name: "Ben", text: "good" },
    });
    ears.say({ type: "final", text: "Good morning.", language: "en" });
    const { lines, live } = await until(ada, ({ lines: all }) => all.length > 0);
    expect(lines).toMatchObject([{ id: 1, from: ben.person.id, name: "Ben", text: "Good morning.", language: "en" }]);
    expect(live).toEqual({});
    // A pause settles what there is.
    adapter.play(1_200, 0);
    await ears.until(() => ears.texts.length > 0);
    expect(ears.texts).toEqual(['{"type":"flush"}']);
    // Whoever comes late has the last lines.
    const cleo = await come("Cleo");
    await cleo.settle();
    expect(view(cleo).lines).toMatchObject([{ text: "Good morning." }]);
    const closed = once(adapter.socket, "close");
    await ask(ada, { type: "read", reading: false });
    await closed;
    expect(await server.upstream.next(ADAPTERS_CLOSED)).toMatchObject({
      body: { tracks: [{ adapterId: "adapter-1" }] },
    });
  });

  it("leave out who keeps their own words out, and whose microphone goes off", async () => {
    const { server, adapters, ada, ben } = await meeting();
    await ben.person.publish(["mic"]);
    await ask(ben, { type: "keep-out", out: true });
    await ask(ada, { type: "read", reading: true });
    await ada.settle();
    expect(adapters).toEqual([]);
    await ask(ben, { type: "keep-out", out: false });
    await server.upstream.next(ADAPTERS);
    ben.socket.send({ type: "track-state", kind: "audio", enabled: false });
    await server.upstream.next(ADAPTERS_CLOSED);
    // What is known of who reads is nobody's affair.
    expect(JSON.stringify(view(ben))).not.toContain("readers");
    expect(view(ben)).toMatchObject({ isRead: true, out: [] });
  });

  it("have the last words of whoever mutes right after them, and go on with the next", async () => {
    const { server, adapters, ears, ada, ben } = await meeting();
    await ben.person.publish(["mic"]);
    await ask(ada, { type: "read", reading: true });
    await server.upstream.next(ADAPTERS);
    const adapter = await AdapterEnd.dial(server, adapters[0]);
    adapter.play(400, 5_000);
    await ears.until(() => ears.bytes > 0);
    ears.say({ type: "partial", text: "please open" });
    await until(ada, ({ live }) => Object.keys(live).length > 0);
    const closed = once(adapter.socket, "close");
    ben.socket.send({ type: "track-state", kind: "audio", enabled: false });
    await closed;
    await ears.until(() => ears.texts.includes('{"type":"flush"}'));
    ears.say({ type: "final", text: "Please open the window." });
    const { lines } = await until(ada, ({ lines: all }) => all.length > 0);
    expect(lines).toMatchObject([{ from: ben.person.id, text: "Please open the window." }]);
    ben.socket.send({ type: "track-state", kind: "audio", enabled: true });
    await server.upstream.next(ADAPTERS);
    const before = ears.bytes;
    (await AdapterEnd.dial(server, adapters[1])).play(400, 5_000);
    await ears.until(() => ears.bytes > before);
    ears.say({ type: "final", text: "Thank you." });
    await until(ada, ({ lines: all }) => all.length === 2);
    // However much a service has held back.
    ears.say({ type: "final", text: "and so on ".repeat(1_000) });
    await until(ada, ({ lines: all }) => all.length > 2);
  });

  it("let go of who keeps their words out in the middle of a sentence, of which nothing is shown or written", async () => {
    const { server, adapters, ears, ada, ben, come } = await meeting();
    await ben.person.publish(["mic"]);
    await ada.askOf("transcript", { type: "switch", on: true });
    await server.upstream.next(ADAPTERS);
    const adapter = await AdapterEnd.dial(server, adapters[0]);
    adapter.play(400, 5_000);
    await ears.until(() => ears.bytes > 0);
    ears.say({ type: "partial", text: "between us" });
    await until(ada, ({ live }) => Object.keys(live).length > 0);
    const closed = Promise.all([once(adapter.socket, "close"), once(ears.sockets[0]!, "close")]);
    await ask(ben, { type: "keep-out", out: true });
    await closed;
    ears.say({ type: "final", text: "Between us, it is broken." });
    expect((await until(ada, ({ out }) => out.length > 0)).live).toEqual({});
    // Whoever comes in and says so first is never listened to, whatever they turn on afterwards.
    const cleo = await come("Cleo");
    await ask(cleo, { type: "keep-out", out: true });
    await cleo.person.publish(["mic"]);
    await ada.settle();
    await ada.askOf("transcript", { type: "switch", on: false });
    expect(adapters).toHaveLength(1);
    expect(view(ada)).toMatchObject({ live: {}, lines: [], out: [ben.person.id, cleo.person.id] });
    expect(ada.states.get("transcript")).toMatchObject({ lines: [] });
  });

  it("say that they have trouble, and get over it", async () => {
    const { server, adapters, ears, ada, ben } = await meeting({ CAPTIONS_KEY: "wrong" });
    await ben.person.publish(["mic"]);
    await ask(ada, { type: "read", reading: true });
    await server.upstream.next(ADAPTERS);
    const adapter = await AdapterEnd.dial(server, adapters[0]);
    adapter.play(200, 5_000);
    expect((await until(ada, ({ trouble }) => trouble)).lines).toEqual([]);
    expect(ears.sockets).toEqual([]);
    await expect
      .poll(() => server.log)
      .toContainEqual(expect.objectContaining({ event: "speech recognition ended", code: "refused-401" }));
    expect(JSON.stringify(server.log)).not.toContain("wrong");
  });
});

describe("a transcript", { timeout: 20_000 }, () => {
  it("is written while a host wants it; hosts and the backend have the whole, others that it is written", async () => {
    const { server, ears, adapters, ada, ben } = await meeting();
    await ben.person.publish(["mic"]);
    expect(await ben.askOf("transcript", { type: "switch", on: true })).toMatchObject({ code: "forbidden" });
    await ada.askOf("transcript", { type: "switch", on: true });
    // Nobody reads, and it is heard all the same.
    await server.upstream.next(ADAPTERS);
    const adapter = await AdapterEnd.dial(server, adapters[0]);
    adapter.play(400, 5_000);
    await ears.until(() => ears.bytes > 0);
    ears.say({ type: "final", text: "Minutes, please." });
    const whole = await ada.untilOf<TranscriptView>("transcript", ({ lines }) => lines.length === 1);
    expect(whole).toMatchObject({ on: true, lines: [{ name: "Ben", text: "Minutes, please." }], dropped: 0 });
    await ben.settle();
    expect(ben.states.get("transcript")).toEqual({ on: true, lines: [], dropped: 0 });
    const get = (query = "", token = API_KEY) =>
      fetch(`${server.url}/api/rooms/yard/transcript${query}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await get()).json()).toEqual(whole);
    const vtt = await get("?format=vtt");
    expect(vtt.headers.get("content-type")).toContain("text/vtt");
    expect(await vtt.text()).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:\d\d\.\d{3}\n<v Ben>Minutes, please\.\n$/);
    expect(await (await get("?format=txt")).text()).toBe("[00:00:00] Ben: Minutes, please.\n");
    expect((await get("?format=doc")).status).toBe(400);
    for (const token of ["", "wrong", ada.person.token]) expect((await get("", token)).status).toBe(401);
    await ada.askOf("transcript", { type: "erase" });
    expect(await (await get()).json()).toMatchObject({ lines: [] });
    await ada.askOf("transcript", { type: "switch", on: false });
    await server.upstream.next(ADAPTERS_CLOSED);
  });
});

describe("captions by the speakers' browsers", () => {
  it("are nobody's while a host has them off, and the transcript has all the same what is said", async () => {
    const server = await startTestServer({ captions: true, env: { API_KEY } });
    const ada = new FeatureMember(await enter(server.url, "yard", "Ada"));
    const ben = new FeatureMember(await enter(server.url, "yard", "Ben"));
    await ask(ben, { type: "read", reading: true });
    await ask(ada, { type: "switch", on: false });
    expect((await until(ben, ({ on }) => !on)).isRead).toBe(false);
    expect(await ask(ben, { type: "say", text: "For nobody.", isFinal: true })).toMatchObject({ type: "error" });
    await ada.askOf("transcript", { type: "switch", on: true });
    await until(ben, ({ isRead }) => isRead);
    await ask(ben, { type: "say", text: "For the", isFinal: false });
    await ask(ben, { type: "say", text: "For the minutes.", isFinal: true });
    const { lines } = await ada.untilOf<TranscriptView>("transcript", ({ lines: all }) => all.length > 0);
    expect(lines).toMatchObject([{ text: "For the minutes." }]);
    await ask(ada, { type: "switch", on: true });
    await ask(ben, { type: "say", text: "For everybody.", isFinal: true });
    await until(ben, ({ lines: all }) => all.length > 0);
    expect(JSON.stringify(ben.changes)).not.toContain("For the");
    await ada.untilOf<TranscriptView>("transcript", ({ lines: all }) => all.length === 2);
  });

  it("are each one's own words, and the transcript has them", async () => {
    const server = await startTestServer({ captions: true, env: { API_KEY } });
    const ada = new FeatureMember(await enter(server.url, "yard", "Ada"));
    const ben = new FeatureMember(await enter(server.url, "yard", "Ben"));
    await ada.askOf("transcript", { type: "switch", on: true });
    await ask(ben, { type: "say", text: "Good", isFinal: false });
    await ask(ben, { type: "say", text: "Good   morning\n", isFinal: true, language: "en-GB" });
    expect((await until(ada, ({ lines }) => lines.length > 0)).lines).toMatchObject([
      { name: "Ben", text: "Good morning", language: "en-GB" },
    ]);
    await ada.untilOf<TranscriptView>("transcript", ({ lines }) => lines.length === 1);
    expect(await ask(ben, { type: "heard", from: ada.person.id, name: "Ada", text: "I resign.", isFinal: true })).toMatchObject({ code: "forbidden" }); // prettier-ignore
    expect(await ben.askOf("transcript", { type: "append", lines: [] })).toMatchObject({ code: "forbidden" });
    expect(await ask(ben, { type: "switch", on: false })).toMatchObject({ code: "forbidden" });
    await ask(ben, { type: "keep-out", out: true });
    expect(await ask(ben, { type: "say", text: "Off the record", isFinal: true })).toMatchObject({ type: "error" });
    expect((await request(`${server.url}/api/rooms/yard/transcript`, { token: API_KEY })).body).toMatchObject({
      lines: [{ text: "Good morning" }],
    });
  });
});

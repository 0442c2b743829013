/** Rules of your own, on whatever the server runs. */
import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../src/wire/room-protocol.js";
import { enter, join, openSocket, request } from "./support/client.js";
import type { TestSocket } from "./support/client.js";
import { startTestServer } from "./support/server.js";

const start = () => startTestServer({ club: true });
const chat = async (socket: TestSocket): Promise<ChatMessage[]> => (await socket.nextOf("chat")).messages;
const say = (socket: TestSocket, id: string, text: string): void => socket.send({ type: "chat", id, text, ref: id });

describe("who may come in", () => {
  it("is the rule's to say, over HTTP and with a socket", async () => {
    const { url } = await start();
    const stranger = await request(`${url}/api/rooms/yard/join`, { method: "POST", body: { name: "Eve" } });
    expect(stranger).toMatchObject({
      status: 403,
      body: { error: { code: "denied", reason: "Only members of the club may enter." } },
    });
    expect((await request(`${url}/api/rooms/yard`)).status).toBe(404);
    const ada = await enter(url, "yard", "Member Ada");
    expect(ada.welcome.participants).toMatchObject([{ name: "Ada", role: "host", metadata: { member: true } }]);
    const watcher = await enter(url, "yard", "Member Watcher");
    expect(watcher.welcome.participants?.[1]).toMatchObject({ name: "Watcher", role: "viewer" });
  });

  it("keeps the name that the rules know them by, which nobody else may look like", async () => {
    const { url } = await start();
    const ada = await enter(url, "yard", "Member Known Ada");
    const known = await enter(url, "yard", "Member Known Ada");
    const other = await enter(url, "yard", "Member known ada");
    expect(known.welcome.participants?.map(({ name }) => name)).toEqual(["Known Ada", "Known Ada"]);
    expect(other.welcome.participants?.at(-1)).toMatchObject({ name: "known ada (2)" });
    ada.socket.send({ type: "profile", name: "Ben", ref: "1" });
    expect(await ada.socket.settled()).toContainEqual(expect.objectContaining({ code: "forbidden", ref: "1" }));
  });

  it("is asked of a token that was good once, when it comes back", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Eve");
    const club = await start();
    const socket = await openSocket(club.url, token);
    expect(await socket.next()).toMatchObject({ type: "error", code: "denied" });
    expect((await socket.closed).code).toBe(4007);
  });

  it("is nobody when the rule fails or says what makes no sense, and the room goes on", async () => {
    const { url, log } = await start();
    for (const name of ["Crash", "Odd"]) {
      const reply = await request(`${url}/api/rooms/yard/join`, { method: "POST", body: { name } });
      expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal" } } });
      expect(JSON.stringify(reply.body)).not.toContain("members is lost");
    }
    await enter(url, "yard", "Member Ada");
    await expect
      .poll(() => log.filter(({ event }) => event === "a rule of the room failed").map(({ operation }) => operation))
      .toEqual(["authorize", "authorize"]);
  });
});

describe("what may be said", () => {
  it("is filtered, refused, or taken as it is, in its order", async () => {
    const { url } = await start();
    const ada = await enter(url, "yard", "Member Ada");
    const ben = await enter(url, "yard", "Member Ben");
    await ben.socket.settled();
    say(ada.socket, "m1", "slowly");
    say(ada.socket, "m2", "Hello!!");
    say(ada.socket, "m3", "Damn");
    ada.socket.send({ type: "hand", raised: true });
    expect(await chat(ben.socket)).toMatchObject([{ id: "m1", text: "slowly" }]);
    expect(await chat(ben.socket)).toMatchObject([{ id: "m2", text: "Hello" }]);
    expect(await ben.socket.next()).toMatchObject({ type: "participant", set: { hand: expect.any(Number) } });
    expect(await ada.socket.nextOf("error")).toMatchObject({
      code: "forbidden",
      reason: "Mind your words.",
      ref: "m3",
    });
  });

  it("is nothing when the rule fails, and the room goes on", async () => {
    const { url, log } = await start();
    const ada = await enter(url, "yard", "Member Ada");
    for (const text of ["crash", "nonsense"]) {
      say(ada.socket, text, text);
      expect(await ada.socket.nextOf("error")).toMatchObject({ code: "internal", ref: text });
    }
    say(ada.socket, "m1", "fine");
    expect(await ada.socket.nextOf("done")).toMatchObject({ ref: "m1" });
    await expect.poll(() => log.filter(({ operation }) => operation === "onMessage")).toHaveLength(2);
    expect(JSON.stringify(log)).not.toContain("fine");
  });
});

describe("what follows", () => {
  it("from coming: a welcome, and a count that is kept with the room", async () => {
    const { url } = await start();
    const ada = await enter(url, "yard", "Member Ada");
    expect(await chat(ada.socket)).toMatchObject([
      { from: "the room", name: "Porter", text: "Welcome, Ada! You are number 1." },
    ]);
    await enter(url, "yard", "Member Trouble");
    expect(await chat(ada.socket)).toMatchObject([{ text: "Welcome, Trouble! You are number 2." }]);
    await enter(url, "yard", "Member Ben");
    expect(await chat(ada.socket)).toMatchObject([{ text: "Welcome, Ben! You are number 3." }]);
  });

  it("from a message: the room can put somebody out, and hear of it", async () => {
    const { url, log } = await start();
    const ada = await enter(url, "yard", "Member Ada");
    const ben = await enter(url, "yard", "Member Ben");
    await ada.socket.settled();
    say(ben.socket, "m1", "bye");
    expect((await ben.socket.closed).code).toBe(4005);
    expect(await chat(ada.socket)).toMatchObject([{ text: "Somebody is gone: removed." }]);
    await expect
      .poll(() => log.find(({ event }) => event === "moderation"))
      .toMatchObject({ operation: "remove", participant: "the room", target: ben.id });
  });

  it("from a track: it is muted again", async () => {
    const { url } = await start();
    const ada = await enter(url, "yard", "Member Ada");
    const sessionId = await ada.publish();
    const tracks = [{ trackName: "scr", kind: "video", source: "screen" }];
    ada.socket.send({ type: "cloudflare-session", sessionId, tracks });
    expect(await ada.socket.nextOf("asked")).toMatchObject({ from: "the room", action: "mute", source: "screen" });
  });
});

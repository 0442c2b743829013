/** The Orange adapter against an Orange server of the tests' own: its messages, its traps, and whatever a hostile client may say. */
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CallsError } from "../../src/base/error.js";
import type { AnnouncedSession } from "../../src/wire/room-protocol.js";
import type { RoomConnection, SignalingEvent } from "../../src/signaling/signaling.js";
import { orange } from "../../src/signaling/orange/index.js";
import { Browser } from "./cookie-jar.js";
import { OrangeClient, ROOM } from "./orange-client.js";
import { OrangeServer } from "./orange-server.js";
import { ManualTimers } from "./manual-timers.js";
import { names, when } from "./server-fixture.js";

const SID = "5".repeat(32);
const session = (enabled = true): AnnouncedSession => ({
  sessionId: SID,
  tracks: [
    { trackName: "mic-1", kind: "audio", source: "microphone", enabled },
    { trackName: "cam-1", kind: "video", source: "camera", enabled: true, rids: ["f", "h", "q"] },
    { trackName: "scr-1", kind: "video", source: "screen", enabled: true },
    { trackName: "snd-1", kind: "audio", source: "screen-audio", enabled: true },
  ],
  channels: [{ name: "cursor", ordered: false, maxRetransmits: 0 }],
});

const usersIn = (message: Record<string, unknown>): Record<string, unknown>[] =>
  message["type"] === "roomState" ? (message["state"] as { users: Record<string, unknown>[] }).users : [];

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof CallsError ? error.code : error),
  );

describe("the Orange adapter", () => {
  let server: OrangeServer;
  const connections: RoomConnection[] = [];

  beforeEach(async () => {
    server = await OrangeServer.start();
  });

  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.leave()));
    await server.close();
  });

  const join = async (name: string, options: Parameters<typeof orange>[0] & { browser?: Browser } = {}) => {
    const { browser = new Browser(), ...rest } = options;
    const signaling = orange({ url: server.url, fetch: browser.fetch, WebSocket: browser.WebSocket, ...rest });
    const connection = await signaling.join({ room: ROOM, name, signal: new AbortController().signal });
    connections.push(connection);
    return { connection, browser };
  };
  const heard = (type: string, from?: string) =>
    server.heard.filter(({ message, from: who }) => message["type"] === type && (!from || who === from));

  it("is an Orange client to Orange's own, and says what these do not know beside it", async () => {
    const olga = await OrangeClient.join(server, "Olga");
    const { connection: ada } = await join("Ada");
    expect(names(ada)).toEqual(["Olga"]);
    expect(ada.participantId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    ada.announce(session());
    const user = await olga.until((message) => usersIn(message).find((each) => each["transceiverSessionId"]));
    expect(user).toMatchObject({
      id: ada.participantId,
      name: "Ada",
      joined: true,
      raisedHand: false,
      speaking: false,
      transceiverSessionId: SID,
      tracks: {
        audio: `${SID}/mic-1`,
        audioEnabled: true,
        audioUnavailable: false,
        video: `${SID}/cam-1`,
        videoEnabled: true,
        screenshare: `${SID}/scr-1`,
        screenShareEnabled: true,
      },
      calls: { channels: [{ name: "cursor", ordered: false, maxRetransmits: 0 }] },
    });
    ada.setTrackState({ trackName: "mic-1", kind: "audio", enabled: false });
    await olga.until((message) =>
      usersIn(message).find(({ tracks }) => {
        const { audio, audioEnabled } = tracks as Record<string, unknown>;
        return audio === `${SID}/mic-1` && audioEnabled === false;
      }),
    );
    expect(heard("heartbeat", ada.participantId).length).toBeGreaterThan(0);
    await ada.leave();
    await olga.until(({ type, id }) => type === "userLeftNotification" && id === ada.participantId);
  });

  it("sees Orange's people, their tracks, hands and voices, and nobody of the lobby", async () => {
    const { connection: ada } = await join("Ada");
    const lurker = await OrangeClient.join(server, "Lurker", { joined: false });
    const olga = await OrangeClient.join(server, "Olga");
    olga.update("Olga", {
      transceiverSessionId: SID,
      raisedHand: true,
      speaking: true,
      tracks: {
        audio: `${SID}/a-b`,
        audioEnabled: true,
        video: `${SID}/c`,
        videoEnabled: false,
        screenshare: `${"6".repeat(32)}/old`,
        screenShareEnabled: true,
      },
    });
    const seen = await when(ada, () => ada.roster.find(({ session: published }) => published));
    expect(seen).toMatchObject({
      id: olga.id,
      name: "Olga",
      hand: expect.any(Number),
      speaking: true,
      session: {
        sessionId: SID,
        tracks: [
          { trackName: "a-b", kind: "audio", source: "microphone", enabled: true },
          { trackName: "c", kind: "video", source: "camera", enabled: false },
        ],
      },
    });
    expect(names(ada)).toEqual(["Olga"]);
    lurker.update("Lurker");
    await when(ada, () => names(ada).includes("Lurker"));
    olga.send({ type: "userLeft" });
    await when(ada, () => !names(ada).includes("Olga"));
  });

  it("meets its own kind with layers, screen sound and channels", async () => {
    const { connection: ada } = await join("Ada");
    ada.announce(session());
    const { connection: ben } = await join("Ben");
    const found = await when(ben, () => ben.roster[0]?.session);
    expect(found).toEqual(session());
  });

  it("signs in once, by the person's name, where the server does not know the browser", async () => {
    const { browser } = await join("Ada Ö.");
    expect(server.signedIn).toEqual(["Ada Ö."]);
    expect(browser.sockets).toHaveLength(2);
    await join("Ada", { browser });
    expect(server.signedIn).toHaveLength(1);
  });

  it("says so when it is not let in, and when nothing is there", async () => {
    const bare = new Browser();
    // Its cookies are lost, as those of another origin are.
    expect(await codeOf(join("Ada", { browser: bare, fetch }))).toBe("unauthorized");
    const { url } = server;
    await server.close();
    expect(await codeOf(join("Ada", { url }))).toBe("server-unreachable");
    expect(await codeOf(orange().join({ room: "a/b", name: "Ada", signal: new AbortController().signal }))).toBe(
      "bad-request",
    );
    server = await OrangeServer.start();
    expect(await codeOf(join("  "))).toBe("invalid-name");
  });

  it("raises hands, speaks, takes another name, and mutes, all as the room shows it", async () => {
    const olga = await OrangeClient.join(server, "Olga");
    const { connection: ada } = await join("Ada");
    await ada.act!({ type: "hand", raised: true });
    expect(ada.facts?.self.hand).toEqual(expect.any(Number));
    await ada.act!({ type: "speaking", speaking: true });
    await ada.act!({ type: "profile", name: "Ada L.", metadata: { team: "blue" } });
    await olga.until((message) =>
      usersIn(message).find(({ name, raisedHand, speaking }) => name === "Ada L." && raisedHand && speaking),
    );
    expect(ada.facts?.self).toMatchObject({ name: "Ada L.", metadata: { team: "blue" }, speaking: true });
    olga.update("Olga", { tracks: { audio: `${SID}/a`, audioEnabled: true } });
    await when(ada, () => ada.roster[0]?.session);
    await ada.act!({ type: "mute", source: "microphone", participantId: olga.id });
    await olga.until(({ type }) => type === "muteMic");
    expect(ada.roster[0]?.session?.tracks[0]?.enabled).toBe(false);
    expect(await codeOf(ada.act!({ type: "mute", source: "camera", participantId: olga.id }))).toBe("not-supported");
    expect(await codeOf(ada.act!({ type: "end" }))).toBe("not-supported");
    expect(ada.facts?.actions).toEqual(["hand", "speaking", "profile", "mute:microphone", "feature"]);
  });

  it("is muted by whoever says so, as an Orange client is", async () => {
    const olga = await OrangeClient.join(server, "Olga");
    const { connection: ada } = await join("Ada");
    const asked = when(ada, (event) => event?.type === "asked" && event);
    olga.send({ type: "muteUser", id: ada.participantId });
    expect(await asked).toEqual({ type: "asked", from: "", action: "mute", source: "microphone" });
  });

  it("has the AI as somebody in the room, and as a feature", async () => {
    const { connection: ada } = await join("Ada");
    const ask = (command: unknown) => ada.act!({ type: "feature", feature: "ai", command });
    await ask({ type: "enable", instructions: "Be brief.", voice: "ash" });
    expect(heard("enableAi").at(-1)?.message).toEqual({ type: "enableAi", instructions: "Be brief.", voice: "ash" });
    expect(ada.roster).toMatchObject([{ id: "ai", name: "AI", session: { tracks: [{ source: "microphone" }] } }]);
    expect(await codeOf(ask({ type: "request-control" }))).toBe("bad-request");
    ada.announce(session());
    await ask({ type: "request-control" });
    expect(ada.facts?.features?.["ai"]).toMatchObject({ enabled: true, controllingUser: ada.participantId });
    expect(heard("requestAiControl")[0]?.message["track"]).toEqual({
      location: "remote",
      sessionId: SID,
      trackName: "mic-1",
    });
    await ask({ type: "release-control" });
    expect(heard("relenquishAiControl")).toHaveLength(1);
    await ask({ type: "disable" });
    expect(ada.roster).toEqual([]);
    server.aiError = "No key.";
    await expect(ask({ type: "enable" })).rejects.toMatchObject({ code: "server-error", reason: "No key." });
  });

  it("refuses Orange's encryption with a sentence, once, and passes on what the room complains of", async () => {
    const olga = await OrangeClient.join(server, "Olga");
    const { connection: ada } = await join("Ada");
    const errors: CallsError[] = [];
    ada.subscribe((event) => event.type === "error" && errors.push(event.error));
    olga.send({ type: "e2eeMlsMessage", payload: "x" });
    olga.send({ type: "e2eeMlsMessage", payload: "y" });
    await when(ada, () => errors.length > 0);
    server.say(ROOM, { type: "error", error: "TypeError\n  at secret.ts" });
    await when(ada, () => errors.length > 1);
    expect(errors.map(({ code }) => code)).toEqual(["not-supported", "server-error"]);
    expect(errors[1]?.reason).not.toContain("secret");
  });

  describe("between its own kind", () => {
    it("chats with all and with one, edits, deletes and reacts; Orange's own hear nothing of it", async () => {
      const olga = await OrangeClient.join(server, "Olga");
      const { connection: ada } = await join("Ada");
      expect(ada.facts?.actions).not.toContain("chat");
      const { connection: ben } = await join("Ben");
      await when(ada, () => ada.facts?.actions?.includes("chat"));
      const reaction = when(ben, (event) => event?.type === "reaction" && event);
      await ada.act!({ type: "chat", id: "m1", text: "hello" });
      await ada.act!({ type: "chat", id: "m2", text: "just you", to: ben.participantId, replyTo: "m1" });
      await ada.act!({ type: "reaction", reaction: "🎉" });
      await when(ben, () => ben.facts?.chat.length === 2);
      expect(ben.facts?.chat).toMatchObject([
        { id: "m1", from: ada.participantId, name: "Ada", text: "hello" },
        { id: "m2", text: "just you", to: ben.participantId, replyTo: "m1" },
      ]);
      expect(await reaction).toEqual({ type: "reaction", from: ada.participantId, reaction: "🎉" });
      await ada.act!({ type: "chat-edit", id: "m1", text: "hi" });
      await ada.act!({ type: "chat-delete", id: "m2" });
      await when(ben, () => ben.facts?.chat[1]?.deleted);
      expect(ben.facts?.chat[0]).toMatchObject({ text: "hi", editedAt: expect.any(Number) });
      expect(ada.facts?.chat.map(({ text }) => text)).toEqual(["hi", ""]);
      expect(await codeOf(ben.act!({ type: "chat-delete", id: "m1" }))).toBe("forbidden");
      expect(await codeOf(ada.act!({ type: "chat", id: "m3", text: "psst", to: olga.id }))).toBe("not-supported");
      expect(olga.received.some(({ type }) => type === "directMessage")).toBe(false);
    });

    it("takes no letter that is not signed by whom it is from, said again, or for another room", async () => {
      const { connection: ada } = await join("Ada");
      const { connection: ben } = await join("Ben");
      await when(ada, () => ada.facts?.actions?.includes("chat"));
      await ada.act!({ type: "chat", id: "m1", text: "hello" });
      await when(ben, () => ben.facts?.chat.length === 1);
      const { message } = heard("directMessage")[0]!.message as { message: string };
      const forger = await OrangeClient.join(server, "Ada");
      const { letter, signature } = JSON.parse(message) as { letter: string; signature: string };
      const changed = letter.replace("hello", "send money").replace("m1", "m9").replace('"n":1', '"n":2');
      for (const forged of [
        message,
        JSON.stringify({ letter: changed, signature }),
        JSON.stringify({ letter: changed.replace(ada.participantId, forger.id), signature }),
        "{",
        "null",
        '{"letter":"{}","signature":"%"}',
        "x".repeat(100_000),
      ]) {
        forger.send({ type: "directMessage", to: ben.participantId, message: forged });
      }
      // Letters are read in order: what follows them shows that they were.
      await ada.act!({ type: "chat", id: "m2", text: "still me" });
      await when(ben, () => ben.facts?.chat.length === 2);
      expect(ben.facts?.chat.map(({ text }) => text)).toEqual(["hello", "still me"]);
    });
  });

  it("takes nothing hostile for what it should be", async () => {
    const { connection: ada } = await join("Ada");
    const errors: string[] = [];
    ada.subscribe((event) => event.type === "error" && errors.push(event.error.code));
    const long = "x".repeat(5_000);
    const users = [
      null,
      "user",
      { id: 7, joined: true },
      { id: long, joined: true },
      { id: "a", name: { first: "A" }, joined: "yes" },
      {
        id: "b",
        name: `\u202E${long}`,
        joined: true,
        raisedHand: "true",
        tracks: { audio: "/x", video: "no", screenshare: 5 },
      },
      {
        id: "c",
        name: "C",
        joined: true,
        transceiverSessionId: "../../etc",
        tracks: { audio: "../..//x", audioEnabled: 1 },
        calls: {
          tracks: [{ trackName: long }, { source: "camera" }],
          channels: "all",
          metadata: { a: { b: 1 }, c: 1 },
          key: 9,
        },
      },
      { id: "__proto__", name: "P", joined: true },
    ];
    for (const message of [
      "{",
      "[]",
      '"x"',
      "7",
      '{"type":"roomState"}',
      '{"type":"roomState","state":{"users":{}}}',
      "{}",
    ]) {
      server.say(ROOM, message);
    }
    server.say(ROOM, { type: "roomState", state: { users, ai: "on" } });
    await when(ada, () => ada.roster.length > 0);
    expect(ada.roster.map(({ id }) => id)).toEqual(["b", "c", "__proto__"]);
    expect(ada.roster[0]?.name.length).toBeLessThanOrEqual(80);
    expect(ada.roster.every(({ session: published }) => published === undefined)).toBe(true);
    expect(ada.roster[1]?.metadata).toEqual({ c: 1 });
    expect(errors.every((code) => code === "protocol")).toBe(true);
    expect(errors).toHaveLength(3);
    server.broadcast(ROOM);
    await when(ada, () => ada.roster.length === 0);
  });

  describe("when the network fails", () => {
    it("comes back as the same person, and says again what it publishes", async () => {
      const olga = await OrangeClient.join(server, "Olga");
      const { connection: ada, browser } = await join("Ada");
      ada.announce(session());
      await ada.act!({ type: "hand", raised: true });
      const before = heard("userUpdate", ada.participantId).length;
      browser.sockets.at(-1)!.terminate();
      await when(ada, () => ada.state.status === "reconnecting");
      const late = await OrangeClient.join(server, "Late");
      await when(ada, () => ada.state.status === "connected" && names(ada).includes("Late"));
      expect(names(ada)).toEqual(["Olga", "Late"]);
      await when(ada, () => heard("userUpdate", ada.participantId).length > before);
      expect(server.user(ROOM, ada.participantId)).toMatchObject({ raisedHand: true, transceiverSessionId: SID });
      expect(olga.received.some(({ type }) => type === "userLeftNotification")).toBe(false);
      expect(late.id).toBeTruthy();
    });

    it("queues nothing while it is away: the last word is said once", async () => {
      const { connection: ada, browser } = await join("Ada");
      browser.sockets.at(-1)!.terminate();
      await when(ada, () => ada.state.status === "reconnecting");
      const before = heard("userUpdate").length;
      for (let count = 0; count < 50; count++) {
        ada.announce({ ...session(), tracks: [{ trackName: `mic-${count}`, kind: "audio", source: "microphone" }] });
      }
      await when(ada, () => ada.state.status === "connected");
      await ada.act!({ type: "hand", raised: true });
      expect(server.user(ROOM, ada.participantId)?.tracks["audio"]).toBe(`${SID}/mic-49`);
      expect(heard("userUpdate").length - before).toBeLessThan(10);
    });

    it("hears again after its older socket has closed late, which makes the newer one deaf", async () => {
      server.needsSignIn = false;
      const timers = new ManualTimers();
      const joining = join("Ada", { schedule: timers.schedule, random: () => 0.5 });
      const { connection: ada, browser } = await joining;
      const [old] = server.socketsOf(ada.participantId);
      // The way is cut without a word, as when a phone leaves its network: the server does not know.
      browser.sockets.at(-1)!.close = () => {};
      await timers.runOut(20_000);
      await timers.runOut(0);
      await timers.runOut(1_000);
      await when(ada, () => ada.state.status === "connected" && server.socketsOf(ada.participantId).length === 2);
      old!.terminate();
      await once(old!, "close");
      const olga = await OrangeClient.join(server, "Olga");
      expect(names(ada)).toEqual([]);
      // The next heartbeat comes with a word that is not repeated to it.
      await timers.runOut(5_000);
      await timers.runOut(5_000);
      await when(ada, () => ada.state.status === "reconnecting");
      await timers.runOut(0);
      await when(ada, () => names(ada).includes("Olga"));
      expect(olga.id).toBeTruthy();
    });
  });

  it("ends with the page, or when the join is given up", async () => {
    const { connection: ada, browser } = await join("Ada");
    const states: SignalingEvent[] = [];
    ada.subscribe((event) => states.push(event));
    ada.leaveNow();
    expect(states).toEqual([{ type: "state", state: { status: "closed" } }]);
    await once(browser.sockets.at(-1)!, "close");
    expect(server.user(ROOM, ada.participantId)).toBeUndefined();
  });
});

import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CallsError } from "../../src/base/error.js";
import { roomServer } from "../../src/signaling/room-server/index.js";
import type { SignalingState } from "../../src/signaling/signaling.js";
import { ROOM_PATHS } from "../../src/wire/tables.js";
import { ServerFixture, names, when } from "./server-fixture.js";

const SESSION = { sessionId: "session1".padEnd(32, "0"), tracks: [{ trackName: "mic", kind: "audio" as const }] };

describe("the room server's adapter and the real server", () => {
  let fixture: ServerFixture;

  beforeEach(async () => {
    fixture = await ServerFixture.start();
  });

  afterEach(() => fixture.end());

  it("enters a room and knows who is there, without oneself and in order of joining", async () => {
    const ada = await fixture.join("Ada");
    const grace = await fixture.join("  Grace ");
    const linus = await fixture.join("Linus");
    expect(grace.participantName).toBe("Grace");
    expect(grace.roomId).toBe("standup");
    expect(names(linus)).toEqual(["Ada", "Grace"]);
    await when(ada, () => names(ada).length === 2);
    expect(names(ada)).toEqual(["Grace", "Linus"]);
    expect(Object.isFrozen(ada.roster)).toBe(true);
    expect(linus.state).toEqual({ status: "connected" });
    expect(ada.iceServers).toBeInstanceOf(Array);
  });

  it("enters the same room however its name is written", async () => {
    const [ada, grace] = [
      await fixture.join("Ada", { room: "cafe\u0301" }),
      await fixture.join("Grace", { room: "caf\u00E9" }),
    ];
    expect([ada.roomId, grace.roomId]).toEqual(["caf\u00E9", "caf\u00E9"]);
    await when(ada, () => names(ada).includes("Grace"));
  });

  it("takes a number for the room of that name, and what is missing for none", async () => {
    const plain = (room: unknown) => ({ room }) as { room: string };
    const [ada, grace] = [await fixture.join("Ada", plain(42)), await fixture.join("Grace", plain("42"))];
    expect([ada.roomId, grace.roomId]).toEqual(["42", "42"]);
    for (const room of [null, undefined, {}]) {
      const { signal } = new AbortController();
      const joined = roomServer({ url: fixture.server.url }).join({ ...plain(room), name: "Ada", signal });
      await expect(joined).rejects.toMatchObject({ code: "invalid-room" });
    }
  });

  it("tells of announcements, mutes and departures, and keeps what did not change", async () => {
    const [ada, grace, linus] = [await fixture.join("Ada"), await fixture.join("Grace"), await fixture.join("Linus")];
    const { sessionId } = await grace.calls.call("newSession", undefined, undefined, options());
    grace.announce({ sessionId, tracks: [{ trackName: "mic", kind: "audio", source: "microphone" }] });
    const announced = await when(ada, () => ada.roster.find(({ name, session }) => name === "Grace" && session));
    expect(announced.session).toEqual({
      sessionId,
      tracks: [{ trackName: "mic", kind: "audio", source: "microphone" }],
    });
    const before = ada.roster.find(({ name }) => name === "Linus");
    grace.setTrackState({ trackName: "mic", kind: "audio", enabled: false });
    await when(ada, () => ada.roster[0]?.session?.tracks[0]?.enabled === false);
    expect(ada.roster[1]).toBe(before);
    await grace.leave();
    await when(ada, () => names(ada).length === 1);
    expect(ada.roster[0]).toBe(before);
    expect(linus.participantId).toBe(before?.id);
  });

  it.each([401, 403, 404, 410])(
    "takes no page of something on the way (%i) for the SFU's last word",
    async (status) => {
      const page = (body: string): typeof fetch => {
        return async (input, init) =>
          new URL(String(input)).pathname.startsWith(ROOM_PATHS.sessions)
            ? new Response(body, { status })
            : await fetch(input, init);
      };
      const asked = async (body: string) => {
        const ada = await fixture.join("Ada", { fetch: page(body) });
        return await failed(ada.calls.call("newSession", undefined, undefined, options()));
      };
      expect(await asked("<html>Are you human?</html>")).toMatchObject({
        code: "service-unavailable",
        retryable: true,
      });
      expect(await asked('{"errorCode":"session_error"}')).toMatchObject({ retryable: false });
    },
  );

  it("resumes after a cut, with what happened meanwhile", async () => {
    const ada = await fixture.join("Ada");
    await when(ada, () => ada.facts);
    const socket = fixture.sockets.last;
    const states: SignalingState["status"][] = [];
    const rosters: number[] = [];
    ada.subscribe((event) => {
      if (event.type === "state") states.push(event.state.status);
      if (event.type === "roster") rosters.push(event.participants.length);
    });
    socket.terminate();
    await when(ada, () => ada.state.status === "reconnecting");
    const grace = await fixture.join("Grace");
    await when(ada, () => ada.state.status === "connected" && names(ada).length === 1);
    expect(names(ada)).toEqual(["Grace"]);
    expect(states).toEqual(["reconnecting", "connected"]);
    expect(rosters).toEqual([1]);
    expect(names(grace)).toEqual(["Ada"]);
  });

  it("comes back into a restarted server's empty room, and says again what it publishes", async () => {
    const [ada, grace] = [await fixture.join("Ada"), await fixture.join("Grace")];
    await when(ada, () => names(ada).length === 1);
    const refused = when(ada, (event) => event?.type === "error" && event.error);
    const { sessionId } = await ada.calls.call("newSession", undefined, undefined, options());
    ada.announce({ ...SESSION, sessionId });
    await when(grace, () => grace.roster[0]?.session !== undefined);
    const dropped = when(ada, () => ada.state.status === "reconnecting");
    await fixture.restart();
    await dropped;
    await when(ada, () => ada.state.status === "connected" && names(ada).includes("Grace"));
    await when(grace, () => grace.state.status === "connected" && names(grace).includes("Ada"));
    // The new server does not know the session: the client has to make another.
    expect((await refused).code).toBe("session-expired");
  });

  it("stays out for good when the same participant enters from elsewhere", async () => {
    const { connection: ada, token } = await fixture.joinWithToken("Ada");
    const url = `${fixture.server.url.replace("http", "ws")}/ws?token=${token}`;
    await fixture.sockets.opened();
    const other = new fixture.sockets.WebSocket(url, "calls-room.v1");
    const state = await when(ada, () => ada.state.status === "closed" && ada.state);
    expect(state.error?.code).toBe("replaced");
    expect(fixture.sockets.all).toHaveLength(2);
    other.close();
    await once(fixture.sockets.last, "close");
  });

  it("carries the Connection API, and says what its errors mean", async () => {
    const [ada, grace] = [await fixture.join("Ada"), await fixture.join("Grace")];
    const { sessionId } = await ada.calls.call("newSession", undefined, undefined, options());
    expect(await ada.calls.call("session", sessionId, undefined, options())).toEqual({ tracks: [], dataChannels: [] });
    await expect(grace.calls.call("session", sessionId, undefined, options())).rejects.toMatchObject({
      code: "forbidden",
    });
    const unknown = "f".repeat(32);
    await expect(grace.calls.call("renegotiate", unknown, OFFER, options())).rejects.toMatchObject({
      code: "session-expired",
      retryable: false,
    });
    expect(fixture.asked[0]).toMatch(/^POST .*\/sessions\/new/);
  });

  it("gives up a call when it is aborted, and every call after leaving", async () => {
    const ada = await fixture.join("Ada");
    await expect(
      ada.calls.call("newSession", undefined, undefined, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "aborted" });
    await ada.leave();
    const { length } = fixture.asked;
    await expect(ada.calls.call("newSession", undefined, undefined, options())).rejects.toMatchObject({
      code: "aborted",
    });
    expect(fixture.asked).toHaveLength(length);
  });

  it("leaves: everybody knows, the state is final, nothing is left open", async () => {
    const [ada, grace] = [await fixture.join("Ada"), await fixture.join("Grace")];
    const states: SignalingState[] = [];
    grace.subscribe((event) => event.type === "state" && states.push(event.state));
    await Promise.all([grace.leave(), grace.leave()]);
    expect(states).toEqual([{ status: "closed" }]);
    await when(ada, () => names(ada).length === 0);
    ada.leaveNow();
    expect(ada.state).toEqual({ status: "closed" });
    await once(fixture.sockets.all[0]!, "close");
    expect(fixture.sockets.open).toBe(0);
    expect(fixture.server.stats().participants).toBe(0);
  });

  it("needs one round trip: the session, the roster and the ticket come with the join", async () => {
    const ada = await fixture.join("Ada");
    const asked: string[] = [];
    const recording: typeof fetch = (input, init) => (asked.push(new URL(String(input)).pathname), fetch(input, init));
    const grace = await fixture.join("Grace", { fetch: recording });
    expect(names(grace)).toEqual(["Ada"]);
    expect(grace.sessionId).toMatch(/^session/);
    // Ada sees Grace before any socket of hers is open, so that nobody pulls from a stranger.
    await when(ada, () => names(ada).includes("Grace"));
    const { sessionId = "" } = grace;
    grace.announce({ sessionId, tracks: [{ trackName: "mic", kind: "audio" }] });
    await when(ada, () => ada.roster[0]?.session?.sessionId === sessionId);
    expect(asked).toEqual(["/api/rooms/standup/join"]);
    expect(fixture.sockets.last.url).not.toContain("token");
  });

  it("opens every later socket with a ticket of its own, and no token in the address", async () => {
    const ada = await fixture.join("Ada");
    await when(ada, () => ada.facts);
    const dropped = when(ada, () => ada.state.status === "reconnecting");
    fixture.sockets.last.terminate();
    await dropped;
    await when(ada, () => ada.state.status === "connected");
    expect(fixture.sockets.all).toHaveLength(2);
    expect(fixture.sockets.all.map(({ url }) => new URL(url).search)).toEqual(["", ""]);
  });

  it("leaves the room even when its socket is still opening", async () => {
    const ada = await fixture.join("Ada");
    const grace = await fixture.join("Grace");
    await when(ada, () => names(ada).includes("Grace"));
    await grace.leave();
    await when(ada, () => names(ada).length === 0);
    expect(fixture.server.stats().participants).toBe(1);
  });

  it("carries chat, hands, order and the door, and says what somebody may not", async () => {
    const ada = await fixture.join("Ada");
    const grace = await fixture.join("Grace");
    const actAda = await when(ada, () => ada.act);
    const actGrace = await when(grace, () => grace.act);
    expect(ada.facts?.self).toMatchObject({ name: "Ada", role: "host" });
    await actAda({ type: "chat", id: "m1", text: "hello" });
    await actAda({ type: "chat", id: "m1", text: "hello" });
    await when(grace, () => grace.facts?.chat.length === 1);
    expect(grace.facts?.chat[0]).toMatchObject({ id: "m1", from: ada.participantId, name: "Ada", text: "hello" });
    await actGrace({ type: "hand", raised: true });
    await when(ada, () => ada.roster[0]?.hand !== undefined);
    await when(grace, () => grace.facts?.self.hand !== undefined);
    await expect(actGrace({ type: "policy", locked: true })).rejects.toMatchObject({ code: "forbidden" });
    await expect(actGrace({ type: "chat", id: "m2", text: " " })).rejects.toMatchObject({ code: "bad-request" });
    const asked = when(grace, (event) => event?.type === "asked" && event);
    await actAda({ type: "mute", participantId: grace.participantId, source: "microphone" });
    expect(await asked).toMatchObject({ from: ada.participantId, action: "mute", source: "microphone" });

    await actAda({ type: "policy", waitingRoom: true });
    let waits = 0;
    const joining = fixture.join("Linus", { onWaiting: () => waits++ });
    const [linus] = await when(ada, () => ada.facts?.waiting.length === 1 && ada.facts.waiting);
    expect(linus?.name).toBe("Linus");
    await actAda({ type: "admit", participantId: linus!.id });
    expect(names(await joining)).toEqual(["Ada", "Grace"]);
    expect(waits).toBe(1);
    const barred = failed(fixture.join("Barbara"));
    const [barbara] = await when(ada, () => ada.facts?.waiting.length === 1 && ada.facts.waiting);
    await actAda({ type: "deny", participantId: barbara!.id });
    expect((await barred).code).toBe("denied");

    const out = when(grace, () => grace.state.status === "closed" && grace.state);
    await actAda({ type: "remove", participantId: grace.participantId });
    expect((await out).error?.code).toBe("removed");
    const over = when(ada, () => ada.state.status === "closed" && ada.state);
    await actAda({ type: "end" }).catch(() => {});
    expect((await over).error?.code).toBe("room-ended");
    expect((await failed(fixture.join("Ada"))).code).toBe("room-ended");
  });

  it("is told by the next socket what was said meanwhile, and says what it could not", async () => {
    const [ada, grace] = [await fixture.join("Ada"), await fixture.join("Grace")];
    const [actAda, actGrace] = [await when(ada, () => ada.act), await when(grace, () => grace.act)];
    await actAda({ type: "chat", id: "m1", text: "one" });
    await when(grace, () => grace.facts?.chat.length === 1);
    const cut = when(ada, () => ada.state.status === "reconnecting");
    fixture.sockets.all[0]!.terminate();
    const said = actAda({ type: "chat", id: "m2", text: "two" });
    await cut;
    await actGrace({ type: "chat", id: "m3", text: "three" });
    await said;
    const texts = () => ada.facts?.chat.map(({ text }) => text).sort();
    await when(ada, () => texts()?.length === 3);
    expect(texts()).toEqual(["one", "three", "two"]);
    await when(grace, () => grace.facts?.chat.length === 3);
  });

  it.each([
    ["invalid-room", { room: "../secret" }],
    ["invalid-room", { room: "" }],
  ] as const)("refuses %s before it asks anybody (%j)", async (code, options) => {
    let requests = 0;
    const counting = (...args: Parameters<typeof fetch>) => (requests++, fetch(...args));
    const error = await failed(fixture.join("Ada", { ...options, fetch: counting }));
    expect(error.code).toBe(code);
    expect(error.reason).toContain("letters, digits");
    expect(requests).toBe(0);
  });

  it("passes on why the server does not let somebody in", async () => {
    expect((await failed(fixture.join("  "))).code).toBe("invalid-name");
    expect((await failed(fixture.join("Ada", { token: "made-up" }))).code).toBe("unauthorized");
    const page = async () => new Response("<h1>Not found</h1>", { status: 404 });
    expect((await failed(fixture.join("Ada", { fetch: page }))).code).toBe("not-configured");
    const other = async () => Response.json({ hello: "world" });
    expect((await failed(fixture.join("Ada", { fetch: other }))).code).toBe("protocol");
    expect((await failed(fixture.join("Ada", { url: "nowhere" }))).code).toBe("bad-request");
  });

  it("takes the token of an endpoint or a provider", async () => {
    const { connection: ada, token } = await fixture.joinWithToken("Ada");
    const asked: unknown[] = [];
    const provided = await fixture.join("Whoever", {
      tokenProvider: async (request) => {
        asked.push([request.room, request.name, request.signal instanceof AbortSignal]);
        return token;
      },
    });
    expect(asked).toEqual([["standup", "Whoever", true]]);
    expect(provided.participantId).toBe(ada.participantId);
    const withEndpoint: typeof fetch = async (input, init) => {
      if (!String(input).endsWith("/my/token")) return fetch(input, init);
      asked.push([init?.method, init?.body]);
      return Response.json({ token });
    };
    const third = await fixture.join("Ada", { tokenEndpoint: "/my/token", fetch: withEndpoint });
    expect(third.participantId).toBe(ada.participantId);
    expect(asked[1]).toEqual(["POST", '{"room":"standup","name":"Ada"}']);
  });

  it("aborts a join at each of its steps and leaves nobody behind", async () => {
    for (const step of ["provider", "request"] as const) {
      const controller = new AbortController();
      const abortLater: typeof fetch = async (input, init) => {
        const reply = fetch(input, init);
        if (step === "request") controller.abort();
        return reply;
      };
      const joining = failed(
        fixture.join("Ada", {
          signal: controller.signal,
          fetch: abortLater,
          ...(step === "provider" && { tokenProvider: () => (controller.abort(), new Promise(() => {})) }),
        }),
      );
      expect((await joining).code, step).toBe("aborted");
    }
    const ada = await fixture.join("Ada");
    expect(names(ada)).toEqual([]);
  });
});

const OFFER = { sessionDescription: { type: "answer", sdp: "v=0" } } as const;
const options = () => ({ signal: new AbortController().signal });

async function failed(promise: Promise<unknown>): Promise<CallsError> {
  return promise.then(
    () => Promise.reject(new Error("It did not fail.")),
    (error: CallsError) => error,
  );
}

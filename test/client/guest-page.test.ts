/** The guest page's way to the air, against a server that does what the test says. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { keepAwake } from "../../demo/guest/awake.js";
import { DeviceError, openWithout, watchDevices } from "../../demo/guest/devices.js";
import { endpointOf, isOver, readLink } from "../../demo/guest/link.js";
import type { GuestState } from "../../demo/guest/publisher.js";
import { GuestPublisher, iceServersIn } from "../../demo/guest/publisher.js";
import { LANGUAGES, bestOf, wordsOf } from "../../demo/guest/words.js";
import { createTokens } from "../../src/server/access/tokens.js";

const RESOURCE = "/whip/guests/a-resource";
const created = (): Response =>
  new Response("v=0", {
    status: 201,
    headers: { location: RESOURCE, link: '<turn:turn.example>; rel="ice-server"; username="u"; credential="a\\"b"' },
  });
const refused = (status: number, code: string, headers = {}): Response =>
  Response.json({ error: { code, reason: "" } }, { status, headers });

/** A connection that connects when it has an answer. */
class Peer extends EventTarget {
  connectionState: RTCPeerConnectionState = "new";
  localDescription = { sdp: "v=0 offer" };
  constructor(readonly configuration: RTCConfiguration) {
    super();
  }
  addTransceiver(): void {}
  async setLocalDescription(): Promise<void> {}
  async setRemoteDescription(): Promise<void> {
    this.become("connected");
  }
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
  close(): void {
    this.connectionState = "closed";
  }
}

/** A page whose server answers in turn; after the last answer the guest leaves. */
async function run(...answers: (Response | "nobody" | "the connection fails")[]) {
  const asked: string[] = [];
  const states: GuestState[] = [];
  const peers: Peer[] = [];
  const headers: (string | null)[] = [];
  const waits: number[] = [];
  const answer = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const { method = "GET" } = init;
    asked.push(`${method} ${address}`);
    headers.push(new Headers(init.headers).get("authorization"));
    if (method === "DELETE") return new Response(null, { status: 200 });
    const next = answers.shift();
    if (next === undefined) {
      publisher.leave();
      return new Response(null, { status: 204 });
    }
    if (next === "nobody") throw new TypeError("Failed to fetch");
    if (next === "the connection fails") {
      peers.at(-1)?.become("failed");
      return new Response(null, { status: 204 });
    }
    return next;
  };
  const publisher = new GuestPublisher({
    endpoint: "/api/calls/whip/cam",
    key: "a-key",
    tracks: [],
    onState: (state) => void states.push(state),
    fetch: answer,
    createPeer: (configuration) => {
      const peer = new Peer(configuration);
      peers.push(peer);
      return peer as unknown as RTCPeerConnection;
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  await publisher.run();
  return { asked, states: states.map((state) => ("why" in state ? state.why : state.type)), peers, headers, waits };
}

const POST = "POST /api/calls/whip/cam";
const GET = `GET ${RESOURCE}`;
const DELETE = `DELETE ${RESOURCE}`;
const still = (): Response => new Response(null, { status: 204 });

describe("a guest on the air", () => {
  it("publishes with the key of the link, looks whether it is still there, and says when it leaves", async () => {
    const { asked, states, headers, peers } = await run(created(), still());
    expect(states).toEqual(["joining", "live", "left"]);
    expect(asked).toEqual([POST, GET, GET, DELETE]);
    expect(headers[0]).toBe("Bearer a-key");
    expect(peers.map(({ connectionState }) => connectionState)).toEqual(["closed"]);
  });

  it.each([
    ["a host takes it off", refused(410, "denied"), "removed"],
    ["the link is used elsewhere", refused(410, "session_not_owned"), "replaced"],
  ])("ends when %s, and leaves nothing to be ended", async (_, answer, why) => {
    const { asked, states } = await run(created(), answer);
    expect(states).toEqual(["joining", "live", why]);
    expect(asked).toEqual([POST, GET]);
  });

  it.each([
    ["the link has expired", 401, "token_expired", "expired"],
    ["the key is wrong", 401, "unauthorized", "invalid"],
    ["it is the key of another link", 403, "forbidden", "invalid"],
    ["a host has put them out", 403, "banned", "banned"],
    ["the room is locked", 403, "room_locked", "closed"],
    ["a host has to let people in", 403, "denied", "closed"],
    ["the room is over", 410, "room_ended", "over"],
  ])("does not begin when %s", async (_, status, code, why) => {
    const { asked, states } = await run(refused(status, code));
    expect([asked, states]).toEqual([[POST], ["joining", why]]);
  });

  it("waits for a place as long as the server says", async () => {
    const { states, waits } = await run(refused(503, "room_full", { "retry-after": "30" }), created());
    expect(states).toEqual(["joining", "full", "live", "left"]);
    expect(waits).toContain(30_000);
  });

  it("tries again, ever less often, while nobody answers", async () => {
    const { states, waits } = await run("nobody", "nobody", "nobody", created());
    expect(states).toEqual(["joining", "away", "live", "left"]);
    expect(waits.slice(0, 3)).toEqual([1_000, 2_000, 4_000]);
  });

  it("goes on as it is while the server is away, and begins anew where that has forgotten it", async () => {
    const { asked, states, peers } = await run(created(), "nobody", still(), refused(404, "room_not_found"), created());
    expect(states).toEqual(["joining", "live", "away", "live", "joining", "joining", "live", "left"]);
    expect(asked.filter((line) => line === POST)).toHaveLength(2);
    expect(peers).toHaveLength(2);
  });

  it("begins anew when the connection fails, then with the servers that the answer named", async () => {
    const { states, peers } = await run(created(), "the connection fails", created());
    expect(states).toEqual(["joining", "live", "joining", "live", "left"]);
    expect(peers.map(({ configuration }) => configuration.iceServers)).toEqual([
      [],
      [{ urls: "turn:turn.example", username: "u", credential: 'a"b' }],
    ]);
  });
});

describe("a guest's link", () => {
  it("has a key that only its server reads, and says early what that would say", async () => {
    const tokens = createTokens({ secret: "a-secret-of-tests-that-is-long-enough", now: () => 1_790_000_000_000 });
    const claims = { room: "guests", participantId: "guest:cam", name: "Zoë", role: "participant" };
    const { key, expiresAt } = await tokens.issueGuestKey(claims, 60_000);
    const link = readLink(`https://calls.example/guest_join?id=cam#key=${key}`);
    expect(link).toEqual({ id: "cam", key, room: undefined, name: "Zoë", expiresAt });
    expect(link && endpointOf(link, "A & B")).toBe("/api/calls/whip/cam?name=A+%26+B");
  });

  it.each([
    ["is good still, by either clock", 1_000, undefined, false],
    ["is over by a browser's clock that goes wrong", 10_000, new Date(4_000), false],
    ["is over by both clocks", 10_000, new Date(5_000), true],
    ["is over by the browser's, and nobody says more", 10_000, undefined, false],
  ])("%s", async (_, now, date, over) => {
    const headers = { ...(date && { date: date.toUTCString() }) };
    const link = { expiresAt: 5_000 };
    expect(await isOver(link, { now, fetch: async () => new Response("", { headers }) })).toBe(over);
    if (!date) expect(await isOver(link, { now, fetch: () => Promise.reject(new TypeError()) })).toBe(over);
  });

  it("needs no key where the server is open", () => {
    const link = readLink("https://calls.example/guest_join?id=cam&room=yard");
    expect(link && endpointOf(link, "Ada")).toBe("/api/calls/whip/cam?name=Ada&room=yard");
  });

  it.each(["", "?id=", "?id=a/b", `?id=${"x".repeat(65)}`])("is none: %s", (query) => {
    expect(readLink(`https://calls.example/guest_join${query}`)).toBeUndefined();
  });

  it("with a key that is rubbish is left to the server", () => {
    expect(readLink("https://calls.example/guest_join?id=cam#key=rubbish")).toMatchObject({ key: "rubbish" });
  });
});

describe("a guest whose camera is unplugged", () => {
  afterEach(() => vi.unstubAllGlobals());
  const has = (devices: readonly string[]): unknown[] => {
    const asked: unknown[] = [];
    const getUserMedia = async ({ video, audio }: MediaStreamConstraints) => {
      asked.push([Boolean(video), Boolean(audio)]);
      if ((video && !devices.includes("camera")) || (audio && !devices.includes("microphone"))) {
        throw new DOMException("", "NotFoundError");
      }
      return "a stream";
    };
    vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
    return asked;
  };

  it("hears of it, and not of one that the page let go of", () => {
    const tracks = ["audio", "video"].map((kind) => Object.assign(new EventTarget(), { kind }));
    const lost: string[] = [];
    const stream = { getTracks: () => tracks as unknown as MediaStreamTrack[] };
    const end = watchDevices(stream, (device) => lost.push(device));
    tracks[1]?.dispatchEvent(new Event("ended"));
    end();
    tracks[0]?.dispatchEvent(new Event("ended"));
    expect(lost).toEqual(["camera"]);
  });

  it("goes on with another one, or with their voice alone, or not at all", async () => {
    expect(has(["camera", "microphone"])).toEqual([]);
    expect(await openWithout("camera", { camera: "the-lost-one" })).toBe("a stream");
    const asked = has(["microphone"]);
    expect(await openWithout("camera", {})).toBe("a stream");
    expect(asked).toEqual([
      [true, true],
      [false, true],
    ]);
    has([]);
    await expect(openWithout("camera", {})).rejects.toBeInstanceOf(DeviceError);
    // Without a camera nothing is left that could be asked for without the microphone.
    const alone = has([]);
    await expect(openWithout("microphone", { camera: null })).rejects.toMatchObject({ why: "none" });
    expect(alone).toEqual([[false, true]]);
  });

  it("goes on with others of both kinds where the chosen microphone is gone with the camera", async () => {
    const getUserMedia = async (asked: MediaStreamConstraints) => {
      if (JSON.stringify(asked).includes("exact")) throw new DOMException("", "OverconstrainedError");
      return asked.video && asked.audio ? "both" : "one of them";
    };
    vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
    const chosen = { camera: "a-webcam", microphone: "of-the-webcam" };
    for (const lost of ["camera", "microphone"] as const) expect(await openWithout(lost, chosen)).toBe("both");
  });

  it("is sent by what took its place", async () => {
    const track = (kind: string, id: string) => ({ kind, id }) as unknown as MediaStreamTrack;
    const senders = ["audio", "video"].map((kind) => ({
      track: track(kind, "old") as MediaStreamTrack | null,
      replaceTrack: async function (this: { track: unknown }, other: MediaStreamTrack | null) {
        this.track = other;
      },
    }));
    const transceivers = senders.map((sender) => ({ sender, receiver: { track: sender.track } }));
    const peer = Object.assign(new Peer({}), { getTransceivers: () => transceivers });
    const live = new Promise<GuestPublisher>((resolve) => {
      const publisher: GuestPublisher = new GuestPublisher({
        endpoint: "/",
        key: undefined,
        tracks: [],
        onState: ({ type }) => type === "live" && resolve(publisher),
        fetch: async () => created(),
        createPeer: () => peer as unknown as RTCPeerConnection,
        wait: (_, signal) => new Promise((ended) => signal.addEventListener("abort", () => ended())),
      });
      void publisher.run();
    });
    const publisher = await live;
    await publisher.replace([track("audio", "new")]);
    expect(senders.map((sender) => sender.track?.id)).toEqual(["new", undefined]);
    // The camera is plugged in again, and what has ended goes on.
    await publisher.replace([track("audio", "newer"), track("video", "new")]);
    expect(senders.map((sender) => sender.track?.id)).toEqual(["newer", "new"]);
    publisher.leave();
  });
});

describe("a phone on the air", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("does not sleep, also when its page was out of sight for a while, until it has left", async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
    const locks: { isHeld: boolean }[] = [];
    const request = async () => {
      const lock = { isHeld: true, release: async () => void (lock.isHeld = false) };
      locks.push(lock);
      return lock;
    };
    const turn = async (visibilityState: string): Promise<void> => {
      page.visibilityState = visibilityState;
      // As browsers do.
      if (visibilityState === "hidden") for (const lock of locks) lock.isHeld = false;
      page.dispatchEvent(new Event("visibilitychange"));
      await new Promise((resolve) => setImmediate(resolve));
    };
    vi.stubGlobal("document", page);
    vi.stubGlobal("navigator", { wakeLock: { request } });
    const letSleep = keepAwake();
    await turn("hidden");
    await turn("visible");
    expect(locks.map(({ isHeld }) => isHeld)).toEqual([false, true]);
    letSleep();
    await turn("visible");
    expect(locks.map(({ isHeld }) => isHeld)).toEqual([false, false]);
  });
});

it("names of ICE servers are read as they were written", () => {
  expect(iceServersIn(null)).toEqual([]);
  expect(iceServersIn('<stun:a.example>; rel="ice-server", <turn:b.example>; rel="ice-server"; username="x"; credential="y"')).toEqual([
    { urls: "stun:a.example", username: undefined, credential: undefined },
    { urls: "turn:b.example", username: "x", credential: "y" },
  ]); // prettier-ignore
});

it("the guest page says everything in every language", () => {
  const keys = Object.keys(wordsOf("en"));
  for (const lang of LANGUAGES) {
    expect(Object.keys(wordsOf(lang))).toEqual(keys);
    expect(Object.values(wordsOf(lang)).filter((word) => !word)).toEqual([]);
  }
  expect([bestOf(["xx", "pt-BR"]), bestOf(["zh-CN"]), bestOf(["xx"])]).toEqual(["pt", "zh-Hans", "en"]);
});

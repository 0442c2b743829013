import { describe, expect, it } from "vitest";
import { Publication } from "../../src/client/session/publication.js";
import type { SessionTask } from "../../src/client/session/session-keeper.js";
import { Subscription } from "../../src/client/session/subscription.js";
import type { CallsSession } from "../../src/client/session/calls-session.js";
import { CallsError } from "../../src/base/error.js";
import { Clock, settled } from "./clock.js";
import { Connection, keep } from "./keeper-fixture.js";

const busy = () => new CallsError("service-unavailable", "503", { retryable: true });

describe("SessionKeeper", () => {
  it("makes another session for one that is lost, and runs every task on it", async () => {
    const { clock, connections, keeper, links } = keep();
    const runs: string[] = [];
    const task: SessionTask = {
      async run({ id }, signal) {
        runs.push(`start ${id}`);
        signal.addEventListener("abort", () => runs.push(`end ${id}`));
      },
    };
    const remove = keeper.add(task);
    await settled();
    connections[0]?.become("connected");
    connections[0]?.become("failed");
    await clock.pass(1_000);
    connections[1]?.become("connected");
    expect(runs).toEqual(["start s1", "end s1", "start s2"]);
    expect(links).toEqual(["connecting", "connected", "reconnecting", "connected"]);
    remove();
    expect(runs.at(-1)).toBe("end s2");
    keeper.close();
    expect(connections.map(({ connectionState }) => connectionState)).toEqual(["closed", "closed"]);
    await settled();
    expect(clock.pending).toBe(0);
  });

  it("lets publications go first on a new session, whenever they came", async () => {
    const { keeper } = keep();
    const order: string[] = [];
    const task = (name: string, goesFirst: boolean): SessionTask => ({
      goesFirst,
      run: async () => void order.push(name),
    });
    for (const [name, goesFirst] of [
      ["pull", false],
      ["push", true],
      ["channel", false],
    ] as const) {
      keeper.add(task(name, goesFirst));
    }
    await settled();
    expect(order).toEqual(["push", "pull", "channel"]);
    keeper.close();
  });

  it("keeps the order on the session of a join, whose offer has the data transport already", async () => {
    const offer = { type: "offer", sdp: "" } as const;
    const reply = {
      tracks: [],
      requiresImmediateRenegotiation: false,
      sessionDescription: { type: "answer", sdp: "" },
    } as const;
    const connection = Object.assign(new Connection(), {
      setConfiguration() {},
      async setLocalDescription() {},
      async setRemoteDescription() {},
      getTransceivers: () => [],
    }) as unknown as RTCPeerConnection;
    const sessionId = "s0";
    const { keeper } = keep(undefined, {
      sessionId,
      answered: { sessionId, connection, offer: Promise.resolve(offer), reply: { ...reply, tracks: [] } },
    });
    const order: string[] = [];
    for (const [name, goesFirst] of [
      ["pull", false],
      ["push", true],
    ] as const) {
      keeper.add({ goesFirst, run: async ({ id }) => void order.push(`${name} ${id}`) });
    }
    await settled();
    expect(order).toEqual(["pull s0", "push s0"]);
    keeper.close();
  });

  it("waits longer each time that the service is busy, and starts over after a while of calm", async () => {
    const times: number[] = [];
    const failing = new Set([2, 3, 4]);
    const { clock, connections, keeper } = keep((count, now) => {
      times.push(now);
      return failing.has(count) ? busy() : undefined;
    });
    await settled();
    connections[0]?.become("connected");
    await clock.pass(60_000);
    connections[0]?.become("failed");
    await clock.pass(10_000);
    expect(times.slice(1).map((time) => time - 60_000)).toEqual([0, 225, 1_125, 3_150]);
    connections.at(-1)?.become("connected");
    keeper.close();
  });

  it("tells of a failure that trying again would not help", async () => {
    const refusal = new CallsError("unauthorized", "wrong secret");
    const { clock, failures, connections } = keep(() => refusal);
    await clock.pass(60_000);
    expect(failures).toEqual([refusal]);
    expect(connections.map(({ connectionState }) => connectionState)).toEqual(["closed"]);
    expect(clock.pending).toBe(0);
  });

  it("takes a refusal of a session that is none for a moment of confusion", async () => {
    const codes = ["session-expired", "session-conflict"] as const;
    const { clock, failures, keeper } = keep((count) => {
      const code = codes[count - 1];
      return code && new CallsError(code, "no");
    });
    await clock.pass(10_000);
    expect(failures).toEqual([]);
    expect(keeper.session?.id).toBe("s3");
    keeper.close();
  });

  it("tells of a network that lets nothing through, but never once it has worked", async () => {
    const blocked = keep();
    await blocked.clock.pass(120_000);
    expect(blocked.failures).toMatchObject([{ code: "connection-failed" }]);
    expect(blocked.connections).toHaveLength(3);

    const worked = keep();
    await settled();
    worked.connections[0]?.become("connected");
    worked.connections[0]?.become("failed");
    await worked.clock.pass(120_000);
    expect(worked.failures).toEqual([]);
    expect(worked.connections.length).toBeGreaterThan(4);
    worked.keeper.close();
  });

  it("looks after its session as soon as the machine has slept, and never else", async () => {
    const { clock, connections, checks, keeper } = keep();
    await settled();
    connections[0]?.become("connected");
    await clock.pass(60_000);
    clock.sleep(9_000);
    await clock.pass(60_000);
    expect(checks).toEqual([]);
    clock.sleep(3_600_000);
    await clock.pass(0);
    expect(checks).toEqual([clock.environment.now()]);
    await clock.pass(60_000);
    expect(checks).toHaveLength(1);
    keeper.close();
    clock.sleep(3_600_000);
    await clock.pass(60_000);
    expect({ checks: checks.length, pending: clock.pending }).toEqual({ checks: 1, pending: 0 });
  });

  it("closes in the middle of making a session", async () => {
    const { clock, connections, keeper, failures } = keep();
    keeper.close();
    await clock.pass(60_000);
    expect(connections.every(({ connectionState }) => connectionState === "closed")).toBe(true);
    expect(failures).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

/** A session of which only the track calls are there. */
function sessionWith(tracks: object) {
  const ending = new AbortController();
  const session = {
    id: "s1",
    signal: ending.signal,
    tracks,
    whenConnected: () => Promise.resolve(),
    end: () => ending.abort(),
  };
  return { session: session as unknown as CallsSession, ending };
}

describe("Publication", () => {
  it("is taken back after a silence in which the SFU forgets it, and published anew when packets flow", async () => {
    const clock = new Clock();
    let bytes = 0;
    let pushes = 0;
    let closes = 0;
    const sender = {
      getStats: async () => new Map([["1", { type: "outbound-rtp", bytesSent: bytes }]]),
      getParameters: () => ({ encodings: [{}] }),
    };
    const { session } = sessionWith({
      push: async () => (pushes++, { sender }),
      close: async () => void closes++,
    });
    const lives: boolean[] = [];
    const publication: Publication = new Publication({
      trackName: "camera-1",
      track: {} as MediaStreamTrack,
      sending: {},
      environment: clock.environment,
      onChange: () => lives.push(publication.live !== undefined),
    });
    const abort = new AbortController();
    const done = publication.run(session, abort.signal);
    await clock.pass(1_000);
    expect(lives).toEqual([]);
    for (let second = 0; second < 60; second++) {
      bytes += 100;
      await clock.pass(1_000);
    }
    expect(lives).toEqual([true]);
    await clock.pass(20_000);
    expect(lives).toEqual([true]);
    await clock.pass(60_000);
    expect(lives).toEqual([true, false]);
    expect(pushes).toBe(1);
    bytes += 100;
    await clock.pass(10_000);
    expect({ lives, pushes, closes }).toEqual({ lives: [true, false, true], pushes: 2, closes: 1 });
    abort.abort();
    await done;
    expect({ lives, closes }).toEqual({ lives: [true, false, true, false], closes: 2 });
    expect(clock.pending).toBe(0);
  });

  it("ends the session when it cannot be published", async () => {
    const clock = new Clock();
    const { session, ending } = sessionWith({
      push: () => Promise.reject(new CallsError("bad-request", "400")),
    });
    const publication = new Publication({
      trackName: "camera-1",
      track: {} as MediaStreamTrack,
      sending: {},
      environment: clock.environment,
      onChange: () => {},
    });
    await publication.run(session, ending.signal);
    expect(ending.signal.aborted).toBe(true);
  });
});

describe("Subscription", () => {
  function receiverOf(bytesReceived: number) {
    const track = Object.assign(new EventTarget(), { muted: true });
    return { track, getStats: async () => new Map([["1", { type: "inbound-rtp", bytesReceived }]]) };
  }

  it("shows the receiver before its first packet, so that no frame is missed, and pulls again when nothing comes", async () => {
    const clock = new Clock();
    const receivers = [receiverOf(0), receiverOf(0)];
    let pulls = 0;
    let closes = 0;
    let releases = 0;
    const { session } = sessionWith({
      pull: async () => ({ transceiver: { receiver: receivers[pulls++] } }),
      close: async () => void closes++,
      release: () => void releases++,
    });
    const subscription = new Subscription({
      request: { sessionId: "s2", trackName: "camera-1", kind: "video" },
      environment: clock.environment,
      onChange: () => {},
    });
    const abort = new AbortController();
    const done = subscription.run(session, abort.signal);
    await clock.pass(9_000);
    expect(pulls).toBe(1);
    expect(subscription.receiver).toBe(receivers[0]);
    await clock.pass(2_000);
    expect({ pulls, closes }).toEqual({ pulls: 2, closes: 1 });
    expect(subscription.receiver).toBe(receivers[1]);
    receivers[1]?.track.dispatchEvent(new Event("unmute"));
    await clock.pass(60_000);
    expect(subscription.receiver).toBe(receivers[1]);
    expect(pulls).toBe(2);
    abort.abort();
    await done;
    expect(subscription.receiver).toBeUndefined();
    expect({ closes, releases, pending: clock.pending }).toEqual({ closes: 1, releases: 1, pending: 0 });
  });

  it("keeps a frozen picture until the next session has one", async () => {
    const clock = new Clock();
    const receivers = [receiverOf(0), receiverOf(0)];
    const sessions = receivers.map((receiver) =>
      sessionWith({ pull: async () => ({ transceiver: { receiver } }), release() {} }),
    );
    const subscription = new Subscription({
      request: { sessionId: "s2", trackName: "camera-1", kind: "video" },
      environment: clock.environment,
      onChange: () => {},
    });
    const [first, second] = sessions;
    void subscription.run(first!.session, first!.ending.signal);
    await settled();
    receivers[0]?.track.dispatchEvent(new Event("unmute"));
    await settled();
    first?.ending.abort();
    void subscription.run(second!.session, second!.ending.signal);
    await clock.pass(3_000);
    expect(subscription.receiver).toBe(receivers[0]);
    receivers[1]?.track.dispatchEvent(new Event("unmute"));
    await settled();
    expect(subscription.receiver).toBe(receivers[1]);
    second?.ending.abort();
    await clock.pass(60_000);
    expect({ receiver: subscription.receiver, pending: clock.pending }).toEqual({ receiver: undefined, pending: 0 });
  });

  it("believes the packets of a browser that never says unmuted", async () => {
    const clock = new Clock();
    const receiver = receiverOf(1_000);
    const { session } = sessionWith({ pull: async () => ({ transceiver: { receiver } }), release() {} });
    const subscription = new Subscription({
      request: { sessionId: "s2", trackName: "camera-1", kind: "video" },
      environment: clock.environment,
      onChange: () => {},
    });
    const abort = new AbortController();
    const done = subscription.run(session, abort.signal);
    await clock.pass(11_000);
    expect(subscription.receiver).toBe(receiver);
    abort.abort();
    await done;
  });

  it("tries for about half a minute, or not at all what cannot help", async () => {
    const clock = new Clock();
    const asked: number[] = [];
    const failures = [new CallsError("track-not-found", "not yet", { retryable: true })];
    const { session } = sessionWith({
      pull() {
        asked.push(clock.environment.now());
        return Promise.reject(failures[0]);
      },
    });
    const create = () =>
      new Subscription({
        request: { sessionId: "s2", trackName: "camera-1", kind: "video" },
        environment: clock.environment,
        onChange: () => {},
      });
    const patient = create();
    const done = patient.run(session, new AbortController().signal);
    await clock.pass(120_000);
    await done;
    expect(patient.exhausted).toBe(true);
    expect(asked).toHaveLength(9);
    expect(asked.at(-1)).toBeLessThan(40_000);
    failures[0] = new CallsError("bad-request", "no");
    const refused = create();
    await refused.run(session, new AbortController().signal);
    expect(refused.exhausted).toBe(true);
    expect(asked).toHaveLength(10);
  });
});

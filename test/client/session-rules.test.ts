import { describe, expect, it } from "vitest";
import { CallRate } from "../../src/client/session/call-rate.js";
import { watchConnection, type ConnectionState } from "../../src/client/session/connection-watch.js";
import { hearingStereo, withOpus } from "../../src/client/session/opus.js";
import { SessionApi } from "../../src/client/session/session-api.js";
import type { CallsTransport } from "../../src/signaling/signaling.js";
import { CALLS_LIMITS } from "../../src/wire/tables.js";
import { CallsError } from "../../src/base/error.js";
import { Clock, settled } from "./clock.js";

describe("limits of the service", () => {
  it("hold back what is more than fifty calls a second", async () => {
    const clock = new Clock();
    const { signal } = new AbortController();
    const rate = new CallRate(clock.environment);
    const times: number[] = [];
    const calls = Array.from({ length: 120 }, async () => {
      await rate.take(signal);
      times.push(clock.environment.now());
    });
    await clock.pass(5_000);
    await Promise.all(calls);
    for (const [i, time] of times.entries()) {
      expect(times.filter((other) => other > time - 1_000 && other <= time).length).toBeLessThanOrEqual(
        CALLS_LIMITS.callsPerSecond,
      );
      if (i > 0) expect(time).toBeGreaterThanOrEqual(times[i - 1]!);
    }
    expect(clock.pending).toBe(0);
  });
});

describe("SessionApi", () => {
  function setUp(failures: CallsError[]) {
    const clock = new Clock();
    const ending = new AbortController();
    const made: string[] = [];
    const ends: CallsError[] = [];
    const calls = {
      async call(operation: string) {
        made.push(operation);
        const failure = failures.shift();
        if (failure) throw failure;
        return { tracks: [] };
      },
    } as unknown as CallsTransport;
    const api = new SessionApi({
      calls,
      sessionId: "s1",
      environment: clock.environment,
      signal: ending.signal,
      whenConnected: () => Promise.resolve(),
      end(error) {
        ends.push(error);
        ending.abort();
      },
    });
    return { clock, api, made, ends, ending };
  }
  const busy = () => new CallsError("service-unavailable", "503", { retryable: true });
  const offline = () => new CallsError("server-unreachable", "offline", { retryable: true });

  it("repeats what may be repeated", async () => {
    const { clock, api, made, ends } = setUp([busy(), new CallsError("session-not-ready", "425"), offline()]);
    const reply = api.newTracks({});
    await clock.pass(10_000);
    expect(await reply).toEqual({ tracks: [] });
    expect(made).toHaveLength(4);
    expect(ends).toEqual([]);
  });

  it("takes an answer for accepted whose reply was lost, and which is refused when it is repeated", async () => {
    const conflict = () => new CallsError("session-conflict", "406");
    const body = { sessionDescription: { type: "answer", sdp: "" } } as const;
    for (const lost of [busy(), offline()]) {
      const { clock, api, ends } = setUp([lost, conflict()]);
      const reply = api.renegotiate(body);
      await clock.pass(10_000);
      expect(await reply).toEqual({});
      expect(ends).toEqual([]);
    }
    for (const failures of [[conflict()], [new CallsError("session-not-ready", "425"), conflict()]]) {
      const { clock, api, ends } = setUp(failures);
      const reply = expect(api.renegotiate(body)).rejects.toMatchObject({ code: "session-conflict" });
      await clock.pass(10_000);
      await reply;
      expect(ends).toHaveLength(1);
    }
  });

  it("never asks a session again that is gone or out of step", async () => {
    for (const code of ["session-expired", "session-conflict"] as const) {
      const { api, made, ends } = setUp([new CallsError(code, "no")]);
      await expect(api.newTracks({})).rejects.toMatchObject({ code });
      expect(made).toHaveLength(1);
      expect(ends).toMatchObject([{ code }]);
    }
  });

  it("passes a refusal on and keeps the session", async () => {
    const { api, made, ends } = setUp([new CallsError("bad-request", "400")]);
    await expect(api.newTracks({})).rejects.toMatchObject({ code: "bad-request" });
    expect(made).toHaveLength(1);
    expect(ends).toEqual([]);
  });

  it("gives up a session that keeps failing, but waits out a server that cannot be reached", async () => {
    const failing = setUp(Array.from({ length: 100 }, busy));
    const failed = failing.api.newTracks({}).catch((error: unknown) => error);
    await failing.clock.pass(120_000);
    expect(await failed).toMatchObject({ code: "service-unavailable" });
    expect(failing.made).toHaveLength(6);
    expect(failing.ends).toHaveLength(1);

    const unreachable = setUp(Array.from({ length: 100 }, offline));
    const reply = unreachable.api.newTracks({});
    await unreachable.clock.pass(900_000);
    expect(await reply).toEqual({ tracks: [] });
    expect(unreachable.ends).toEqual([]);
  });

  it("ends with its session, in the middle of a wait", async () => {
    const { clock, api, ending } = setUp([busy()]);
    const failed = api.newTracks({}).catch((error: unknown) => error);
    await settled();
    ending.abort();
    expect(await failed).toMatchObject({ code: "aborted" });
    expect(clock.pending).toBe(0);
  });
});

describe("watchConnection", () => {
  class Connection extends EventTarget {
    connectionState: RTCPeerConnectionState = "new";
    sctp: { transport: EventTarget & { state: string } } | null = null;
    getReceivers(): RTCRtpReceiver[] {
      return [];
    }
    become(state: RTCPeerConnectionState): void {
      this.connectionState = state;
      this.dispatchEvent(new Event("connectionstatechange"));
    }
  }

  function setUp() {
    const clock = new Clock();
    const connection = new Connection();
    const ending = new AbortController();
    const states: ConnectionState["status"][] = [];
    watchConnection(connection as unknown as RTCPeerConnection, {
      environment: clock.environment,
      signal: ending.signal,
      onState(state) {
        states.push(state.status);
        if (state.status === "ended") ending.abort();
      },
    });
    return { clock, connection, states, ending };
  }

  it("gives up a connection that is never made", async () => {
    const { clock, connection, states } = setUp();
    connection.become("connecting");
    await clock.pass(14_999);
    expect(states).toEqual([]);
    await clock.pass(1);
    expect(states).toEqual(["ended"]);
  });

  it("waits out a short interruption, and not a long one", async () => {
    const { clock, connection, states } = setUp();
    connection.become("connected");
    await clock.pass(60_000);
    connection.become("disconnected");
    await clock.pass(4_000);
    connection.become("connected");
    await clock.pass(60_000);
    connection.become("disconnected");
    await clock.pass(5_000);
    expect(states).toEqual(["connected", "interrupted", "connected", "interrupted", "ended"]);
    expect(clock.pending).toBe(0);
  });

  it("takes a failure, and a goodbye over DTLS, at their word", () => {
    const failed = setUp();
    failed.connection.become("failed");
    expect(failed.states).toEqual(["ended"]);

    const closed = setUp();
    const transport = Object.assign(new EventTarget(), { state: "connected" });
    closed.connection.sctp = { transport };
    closed.connection.become("connected");
    transport.state = "closed";
    transport.dispatchEvent(new Event("statechange"));
    expect(closed.states).toEqual(["connected", "ended"]);
    expect(closed.clock.pending).toBe(0);
  });
});

describe("Opus", () => {
  const answer = [
    "v=0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 0",
    "a=mid:0",
    "a=rtpmap:111 opus/48000/2",
    "a=fmtp:111 minptime=10;useinbandfec=1;stereo=1",
    "a=rtpmap:0 PCMU/8000",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "a=mid:1",
    "a=rtpmap:111 opus/48000/2",
    "a=fmtp:111 minptime=10",
    "m=video 9 UDP/TLS/RTP/SAVPF 96",
    "a=mid:2",
    "a=rtpmap:96 VP8/90000",
    "m=audio 9 UDP/TLS/RTP/SAVPF 97",
    "a=mid:3",
    "a=rtpmap:97 opus/48000/2",
    "",
  ].join("\r\n");

  it("is sent as each section is to be, and every other section is left alone", () => {
    const shaped = withOpus(
      answer,
      new Map([
        ["0", { dtx: true, stereo: false }],
        ["2", { dtx: true }],
        ["3", { fec: false, maxAverageBitrate: 64_000 }],
      ]),
    );
    expect(shaped.match(/^a=fmtp.*$/gm)).toEqual([
      "a=fmtp:111 minptime=10;useinbandfec=1;stereo=0;usedtx=1",
      "a=fmtp:111 minptime=10",
      "a=fmtp:97 useinbandfec=0;maxaveragebitrate=64000",
    ]);
    expect(shaped.replace(/a=fmtp.*\r\n/g, "")).toBe(answer.replace(/a=fmtp.*\r\n/g, ""));
    expect(withOpus(answer, new Map())).toBe(answer);
    expect(withOpus(answer, new Map([["1", {}]]))).toBe(answer);
  });

  it("copes with an answer without Opus", () => {
    const other = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=rtpmap:0 PCMU/8000\r\n";
    expect(withOpus(other, new Map([["0", { dtx: true }]]))).toBe(other);
  });

  it("is asked for in stereo", () => {
    expect(hearingStereo("a=fmtp:111 minptime=10;useinbandfec=1\r\n")).toBe(
      "a=fmtp:111 minptime=10;useinbandfec=1;stereo=1\r\n",
    );
  });
});

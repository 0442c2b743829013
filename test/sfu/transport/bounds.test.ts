import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Event, Message, RTCSctpTransport, classes, methods, parseMessage, type RTCDtlsTransport } from "werift";
import { Timers } from "../../../src/sfu/timers.js";
import { Budget } from "../../../src/sfu/transport/budget.js";
import { createCertificate } from "../../../src/sfu/transport/certificate.js";
import { CheckPace, PACE } from "../../../src/sfu/transport/check-pace.js";
import { ConnectivityChecks, MAX_CANDIDATES, MAX_TRIES } from "../../../src/sfu/transport/checks.js";
import { PeerTransport } from "../../../src/sfu/transport/peer-transport.js";
import { MAX_STREAMS, Srtp } from "../../../src/sfu/transport/srtp.js";
import { SctpAssociation } from "../../../src/sfu/transport/sctp.js";
import type { Address } from "../../../src/sfu/addresses.js";
import { UdpSocket, type Endpoint } from "../../../src/sfu/transport/udp.js";

const MIB = 1024 * 1024;
const RELIABLE = { ordered: true };

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function associate(budget: Budget, failures: unknown[] = []): SctpAssociation {
  const association = new SctpAssociation(5000, "server", budget, {
    send: () => {},
    onOpen: () => {},
    onMessage: () => {},
    onReset: () => {},
    onFailure: (error) => failures.push(error),
  });
  opened.push(association);
  return association;
}

describe("messages to a peer that never opens its association", () => {
  it("wait up to a bound, and are given back with it", () => {
    const budget = new Budget(64 * MIB);
    const association = associate(budget);
    for (let round = 0; round < 1_000; round++) association.send(1, Buffer.alloc(16_384), RELIABLE);
    expect(association.buffered).toBeLessThanOrEqual(MIB);
    expect(budget.used).toBe(association.buffered);
    association.close();
    expect(budget.used).toBe(0);
  });

  it("count by number, too", () => {
    const association = associate(new Budget(64 * MIB));
    for (let round = 0; round < 100_000; round++) association.send(1, "", RELIABLE);
    // Each weighs more than its one byte.
    expect(association.buffered).toBeLessThanOrEqual(MIB);
    expect(association.buffered).toBeGreaterThan(MIB / 2);
  });

  it("have a bound over all peers", () => {
    const budget = new Budget(4 * MIB);
    const associations = Array.from({ length: 50 }, () => associate(budget));
    for (const association of associations) {
      for (let round = 0; round < 100; round++) association.send(1, Buffer.alloc(16_384), RELIABLE);
    }
    expect(budget.used).toBeLessThanOrEqual(4 * MIB);
  });
});

/** The other end of an association, which does as it likes. */
interface WildPeer {
  readonly sctp: RTCSctpTransport["sctp"];
  readonly association: SctpAssociation;
  readonly messages: number[];
  readonly failures: unknown[];
  /** Loses the next packet of the peer. */
  loseOne(): void;
  /** The most chunks at once that came ahead of one that was missing. */
  mostAhead(): number;
  received(count: number): Promise<void>;
  /** Packets that are on their way have come. */
  settled(): Promise<void>;
}

async function meetWildPeer(): Promise<WildPeer> {
  const peer = new RTCSctpTransport(5000, 65_536);
  const messages: number[] = [];
  const failures: unknown[] = [];
  let loses = false;
  let most = 0;
  let onMessage = (): void => {};
  const association = new SctpAssociation(5000, "server", new Budget(64 * MIB), {
    send: (data) => setImmediate(() => void peer.sctp["handleData"](data)),
    onOpen: () => {},
    onMessage: (stream) => {
      messages.push(stream);
      onMessage();
    },
    onReset: () => {},
    onFailure: (error) => failures.push(error),
  });
  const dtls = {
    id: "peer",
    state: "connected",
    onStateChange: new Event<[string]>(),
    iceTransport: { role: "controlling" },
    dataReceiver: () => {},
    sendData: async (data: Buffer) => {
      if (loses) loses = false;
      else association.receive(data);
      most = Math.max(most, association.misordered);
    },
  };
  peer.setDtlsTransport(dtls as unknown as RTCDtlsTransport);
  const connected = new Promise<void>((resolve) => peer.sctp.stateChanged.connected.subscribe(() => resolve()));
  opened.push(association, { close: () => void peer.stop() });
  await peer.start(5000);
  await connected;
  return {
    sctp: peer.sctp,
    association,
    messages,
    failures,
    loseOne: () => {
      loses = true;
    },
    mostAhead: () => most,
    received: (count) =>
      new Promise((resolve) => {
        onMessage = () => messages.length >= count && resolve();
        onMessage();
      }),
    settled: async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("an association's peer", () => {
  it("uses no more streams than browsers have", async () => {
    const { sctp, messages, settled } = await meetWildPeer();
    for (const stream of [1, 1_023, 1_024, 65_000]) void sctp.send(stream, 53, Buffer.from("message"));
    await settled();
    expect(messages).toEqual([1, 1_023]);
  });

  it("gets an answer for a channel that it opens in-band, and none for what makes no sense", async () => {
    const { sctp, messages, failures, settled } = await meetWildPeer();
    const answers: [number, number, number | undefined][] = [];
    sctp.onReceive.allUnsubscribe();
    sctp.onReceive.subscribe((stream, protocol, data) => answers.push([stream, protocol, data[0]]));
    const control = (stream: number, ...bytes: number[]): void => void sctp.send(stream, 50, Buffer.from(bytes));
    control(2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    control(4, 2);
    control(6, 99);
    control(8, 0);
    await settled();
    expect(answers).toEqual([[2, 50, 2]]);
    expect(messages).toEqual([]);
    expect(failures).toEqual([]);
  });

  it("may send ahead up to a bound, and all of it comes once the gap is filled", { timeout: 60_000 }, async () => {
    const { sctp, mostAhead, received, loseOne } = await meetWildPeer();
    loseOne();
    for (let round = 0; round < 1_000; round++) {
      // What it is told of the window it forgets.
      sctp["peerAdvertisedRwnd"] = 1e9;
      sctp["cwnd"] = 1e9;
      void sctp.send(1, 53, Buffer.from("x"), { ordered: true });
    }
    // What was lost is repeated, and so is what came too early.
    await received(1_000);
    expect(mostAhead()).toBeLessThanOrEqual(512);
    expect(mostAhead()).toBeGreaterThan(100);
  });

  it.each([
    ["with one message that never ends", 1_000, 1_200],
    ["with the beginnings of many", 4_000, 1],
  ])(
    "is left when it fills the window %s",
    async (_how, count, size) => {
      const { sctp, failures, messages, settled } = await meetWildPeer();
      // No part is ever the last one.
      const sendChunk = sctp["sendChunk"].bind(sctp);
      sctp["sendChunk"] = (chunk) => {
        chunk.flags &= ~1;
        return sendChunk(chunk);
      };
      for (let round = 0; round < count && failures.length === 0; round++) {
        sctp["peerAdvertisedRwnd"] = 1e9;
        sctp["cwnd"] = 1e9;
        void sctp.send(1, 53, Buffer.alloc(size), { ordered: true });
        await settled();
      }
      expect(String(failures[0])).toContain("window");
      expect(messages).toHaveLength(0);
    },
    30_000,
  );
});

interface Sent {
  readonly to: Address;
  readonly at: number;
}

/** Lets time pass in steps of 20 ms. */
class Clock {
  at = 0;
  readonly #tasks = new Set<() => void>();
  readonly timers = {
    every: (_period: number, task: () => void): (() => void) => {
      this.#tasks.add(task);
      return () => this.#tasks.delete(task);
    },
  };

  get running(): number {
    return this.#tasks.size;
  }

  pass(milliseconds: number): void {
    for (const end = this.at + milliseconds; this.at < end; this.at += 20) for (const task of this.#tasks) task();
  }
}

function startChecks(clock: Clock, candidates: readonly Address[], pace: CheckPace, sent: Sent[]): ConnectivityChecks {
  return new ConnectivityChecks({
    timers: clock.timers,
    now: () => clock.at,
    localUfrag: "ours",
    remoteUfrag: "theirs",
    remotePassword: "password",
    candidates,
    mayCheck: pace.take,
    send: (_data, to) => sent.push({ to, at: clock.at }),
    onAnswer: () => {},
  });
}

const addresses = (count: number): Address[] =>
  Array.from({ length: count }, (_, index) => ({ address: `192.0.2.${index + 1}`, port: 5_000 }));

describe("checks of addresses that may be anybody's", () => {
  it("are few to each, and to few", () => {
    const clock = new Clock();
    const sent: Sent[] = [];
    startChecks(clock, addresses(20), new CheckPace(() => clock.at), sent);
    clock.pass(600_000);
    expect(sent).toHaveLength(MAX_CANDIDATES * MAX_TRIES);
    expect(new Set(sent.map(({ to }) => to.address)).size).toBe(MAX_CANDIDATES);
    expect(clock.running).toBe(0);
  });

  it("go out one at a time, however many sessions want to check", () => {
    const clock = new Clock();
    const pace = new CheckPace(() => clock.at);
    const sent: Sent[] = [];
    for (let session = 0; session < 100; session++) startChecks(clock, addresses(8), pace, sent);
    clock.pass(1_000);
    expect(sent.length).toBeLessThanOrEqual(1 + 1_000 / PACE);
    const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(PACE);
  });

  it.each([
    ["many", "224.0.0.1", 5_000],
    ["a whole network", "255.255.255.255", 5_000],
    ["nobody", "0.0.0.0", 5_000],
    ["a name", "victim.example", 5_000],
    ["no port", "192.0.2.1", 0],
    ["a port that is none", "192.0.2.1", 70_000],
  ])("never go to %s", (_what, address, port) => {
    const clock = new Clock();
    const sent: Sent[] = [];
    startChecks(clock, [{ address, port }], new CheckPace(() => clock.at), sent);
    clock.pass(10_000);
    expect(sent).toEqual([]);
  });

  it("go to an address once that is named twice", () => {
    const clock = new Clock();
    const sent: Sent[] = [];
    const [address] = addresses(1);
    startChecks(clock, address ? [address, address, address] : [], new CheckPace(() => clock.at), sent);
    clock.pass(600_000);
    expect(sent).toHaveLength(MAX_TRIES);
  });
});

describe("streams of a peer", () => {
  it("are known up to a bound", () => {
    const keys = {
      localKey: Buffer.alloc(16),
      localSalt: Buffer.alloc(12),
      remoteKey: Buffer.alloc(16),
      remoteSalt: Buffer.alloc(12),
    };
    const [peer, srtp] = [new Srtp({ profile: 7, ...keys }), new Srtp({ profile: 7, ...keys })];
    let taken = 0;
    for (let ssrc = 1; ssrc <= MAX_STREAMS + 100; ssrc++) {
      const header = Buffer.alloc(12);
      header.writeUInt8(0x80, 0);
      header.writeUInt16BE(1, 2);
      header.writeUInt32BE(ssrc, 8);
      if (srtp.decryptRtp(peer.encryptRtp(ssrc, 1, header, Buffer.from("media")))) taken++;
    }
    expect(taken).toBe(MAX_STREAMS);
  });
});

const REMOTE = {
  iceUfrag: "theirs",
  icePwd: "their-password",
  fingerprint: { algorithm: "sha-256", value: "AA" },
  setup: "active",
  candidates: [],
};

async function openSocket(): Promise<{ socket: Socket; address: Address; received: Buffer[] }> {
  const socket = createSocket("udp4");
  const received: Buffer[] = [];
  socket.on("message", (data) => received.push(data));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  opened.push(socket);
  return { socket, address: { address: "127.0.0.1", port: (socket.address() as AddressInfo).port }, received };
}

describe("addresses of a peer", () => {
  async function start(): Promise<{ udp: UdpSocket; transport: PeerTransport }> {
    const udp = await UdpSocket.bind("127.0.0.1", 0);
    const timers = new Timers();
    const transport = new PeerTransport(
      {
        socket: udp,
        certificate: await createCertificate(),
        timers,
        silence: 60_000,
        giveUp: 60_000,
        controlling: false,
        mayCheck: () => true,
        messages: new Budget(MIB),
      },
      {
        onState: () => {},
        onRtp: () => {},
        onRtcp: () => {},
        onMessage: () => {},
        onChannelsOpen: () => {},
        onChannelsReset: () => {},
      },
    );
    opened.push(transport, timers, { close: () => void udp.close() });
    return { udp, transport };
  }

  function check(transport: PeerTransport): Buffer {
    const request = new Message(methods.BINDING, classes.REQUEST);
    request.setAttribute("USERNAME", `${transport.local.ufrag}:theirs`);
    request.setAttribute("PRIORITY", 1);
    request.setAttribute("USE-CANDIDATE", null);
    return request.addMessageIntegrity(Buffer.from(transport.local.password)).addFingerprint().bytes;
  }

  it("are kept up to a bound, and all go with it", async () => {
    const { udp, transport } = await start();
    transport.setRemote(REMOTE);
    for (let port = 1; port <= 100; port++)
      transport.receive(check(transport), { address: "127.0.0.1", port: 40_000 + port });
    expect(udp.size.addresses).toBeLessThanOrEqual(16);
    for (let restart = 0; restart < 20; restart++) transport.setRemote({ ...REMOTE, iceUfrag: `theirs${restart}` });
    expect(udp.size.ufrags).toBeLessThanOrEqual(2);
    transport.close();
    expect(udp.size).toEqual({ addresses: 0, ufrags: 0 });
  });

  it("are moved to only when the peer answers from there", async () => {
    const { udp, transport } = await start();
    transport.setRemote(REMOTE);
    const [home, victim] = [await openSocket(), await openSocket()];
    transport.receive(check(transport), home.address);
    // As from somebody who writes another's address on the packet.
    const spoofed = check(transport);
    transport.receive(spoofed, victim.address);
    await once(victim.socket, "message");
    if (victim.received.length < 2) await once(victim.socket, "message");
    const bytes = victim.received.reduce((sum, { length }) => sum + length, 0);
    expect(victim.received).toHaveLength(2);
    expect(bytes).toBeLessThanOrEqual(2.5 * spoofed.length);
    expect(transport.peer).toEqual(home.address);

    const asked = victim.received
      .map((data) => parseMessage(data))
      .find((message) => message?.messageClass === classes.REQUEST);
    if (!asked) throw new Error("Nothing was asked.");
    const signed = (password: string): Buffer => {
      const answer = new Message(methods.BINDING, classes.RESPONSE, asked.transactionId);
      answer.setAttribute("XOR-MAPPED-ADDRESS", ["127.0.0.1", udp.port]);
      return answer.addMessageIntegrity(Buffer.from(password)).addFingerprint().bytes;
    };
    transport.receive(signed("wrong"), victim.address);
    expect(transport.peer).toEqual(home.address);
    transport.receive(signed(REMOTE.icePwd), victim.address);
    expect(transport.peer).toEqual(victim.address);
  });
});

it("endpoints that share an address lose only their own", async () => {
  const udp = await UdpSocket.bind("127.0.0.1", 0);
  opened.push({ close: () => void udp.close() });
  const endpoint = (): Endpoint => ({ receive: () => {} });
  const [old, current] = [endpoint(), endpoint()];
  const address = { address: "127.0.0.1", port: 5_000 };
  udp.addAddress(address, old);
  udp.addAddress(address, current);
  udp.remove(old);
  expect(udp.size.addresses).toBe(1);
});

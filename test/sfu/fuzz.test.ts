import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Message, classes, methods } from "werift";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { startsKeyframe } from "../../src/sfu/router/keyframes.js";
import { PeerMedia } from "../../src/sfu/router/peer-media.js";
import { locateCounters, PictureIds } from "../../src/sfu/router/picture-ids.js";
import { Publication } from "../../src/sfu/router/publication.js";
import {
  writeNack,
  writePictureLoss,
  writeReceiverReport,
  writeRemb,
  writeSenderReport,
} from "../../src/sfu/router/rtcp.js";
import { writeRtpHeader } from "../../src/sfu/router/rtp.js";
import { Subscription } from "../../src/sfu/router/subscription.js";
import { Negotiation } from "../../src/sfu/sdp/negotiation.js";
import { parseDescription } from "../../src/sfu/sdp/parse.js";
import { SdpError } from "../../src/sfu/sdp/types.js";
import { Budget } from "../../src/sfu/transport/budget.js";
import { SctpAssociation } from "../../src/sfu/transport/sctp.js";
import { CALLS_OPERATIONS } from "../../src/wire/schemas/calls-api.js";
import { CHROMIUM_OFFER, FIREFOX_OFFER } from "./support/descriptions.js";
import { Fuzz } from "./support/fuzz.js";
import { NodePeer, callApi } from "./support/node-peer.js";

/** 100,000 in all. */
const ROUNDS = { datagrams: 30_000, media: 35_000, descriptions: 20_000, sctp: 10_000, requests: 5_000 } as const;
const MINUTE = 60_000;

let sfu: LocalSfu;
beforeAll(async () => {
  sfu = await startSfu({ announce: ["127.0.0.1"], limits: { callsPerSecond: 1e9 }, timings: { connectWait: 1 } });
});
afterAll(async () => sfu.close());

function negotiation(): Negotiation {
  return new Negotiation({ fingerprint: "AA", addresses: ["127.0.0.1"], port: 9, iceLite: true, sendRtp: () => {} });
}

/** An ICE check that the SFU accepts. */
function check(ufrag: string, password: string): Buffer {
  const request = new Message(methods.BINDING, classes.REQUEST);
  request.setAttribute("USERNAME", `${ufrag}:someUfrag`);
  request.setAttribute("PRIORITY", 1);
  request.setAttribute("USE-CANDIDATE", null);
  return request.addMessageIntegrity(Buffer.from(password)).addFingerprint().bytes;
}

async function send(socket: Socket, packet: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.send(packet, sfu.udpPort, "127.0.0.1", () => resolve());
  });
}

const RTP = Buffer.concat([
  writeRtpHeader({
    payloadType: 96,
    marker: false,
    sequenceNumber: 1,
    timestamp: 1,
    ssrc: 77,
    extensions: [
      { id: 4, value: Buffer.from("1") },
      { id: 10, value: Buffer.from("h") },
    ],
  }),
  Buffer.from([0x90, 0xe0, 0x81, 0x02, 0x03, 0x00, 0x10, 1, 2, 3]),
]);
const RTCP = Buffer.concat([
  writeReceiverReport(1, [
    { ssrc: 77, fractionLost: 0.5, totalLost: 1, highest: 1, jitter: 1, lastReport: 1, delay: 1 },
  ]),
  writeSenderReport({ ssrc: 77, ntp: 1n, rtpTime: 1, packets: 1, bytes: 1 }),
  writeNack(1, 77, [1, 2, 3]),
  writePictureLoss(1, 77),
  writeRemb(1, 1e6, [77]),
]);

/** Every section of a browser's offer publishes and receives. */
function createMedia(): { media: PeerMedia; sent: () => number } {
  const lines = negotiation();
  lines.applyOffer(parseDescription("offer", CHROMIUM_OFFER));
  for (const line of lines.mediaLines()) {
    line.publication = new Publication("session", line.mid, line.mid, line.kind, line, line.rids);
    line.startSubscription(new Subscription(line.kind, line, "session", { ridNotAvailable: "asciibetical" }));
    line.subscription?.attach(line.publication, 0);
  }
  let sent = 0;
  const media = new PeerMedia({
    publishBitrate: 1e6,
    cname: "name",
    lateFirstPacket: () => 0,
    sections: () => lines.mediaLines(),
    subscriptions: () => [...lines.mediaLines()].flatMap(({ subscription }) => subscription ?? []),
    sendRtcp: () => {
      sent++;
    },
  });
  return { media, sent: () => sent };
}

/** Bytes in use after a collection. */
function heapSize(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe("malformed input", () => {
  it("in datagrams of peers and strangers", { timeout: 2 * MINUTE }, async () => {
    const fuzz = new Fuzz(1);
    const { body } = await callApi(sfu, "POST", "/new");
    const reply = await callApi(sfu, "POST", `/${body.sessionId}/tracks/new`, {
      sessionDescription: { type: "offer", sdp: CHROMIUM_OFFER },
      autoDiscover: true,
    });
    const { sdp = "" } = reply.body.sessionDescription ?? {};
    const binding = check(/ice-ufrag:(\S+)/.exec(sdp)?.[1] ?? "", /ice-pwd:(\S+)/.exec(sdp)?.[1] ?? "");
    const peer = createSocket("udp4");
    const stranger = createSocket("udp4");
    const answered = once(peer, "message");
    await send(peer, binding);
    await answered;
    const hello = Buffer.concat([Buffer.from([22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 1]), fuzz.bytes(39)]);
    for (let round = 0; round < ROUNDS.datagrams; round++) {
      const packet = fuzz.packet(fuzz.pick([binding, hello, RTP, RTCP]));
      await send(fuzz.pick([peer, stranger]), packet);
      // Both ends share this thread: let the SFU read before its socket's buffer is full.
      if (round % 32 === 0) await new Promise(setImmediate);
    }
    peer.close();
    stranger.close();
  });

  it("in authentic media", { timeout: MINUTE }, () => {
    const fuzz = new Fuzz(2);
    const { media, sent } = createMedia();
    const ids = new PictureIds();
    for (let round = 0; round < ROUNDS.media; round++) {
      const packet = fuzz.packet(fuzz.pick([RTP, RTCP]));
      media.receiveRtp(packet, performance.now());
      media.receiveRtcp(packet, performance.now());
      for (const codec of ["VP8", "VP9", "H264", "H265", "AV1", "opus"]) {
        startsKeyframe(codec, packet);
        ids.switchSource();
        ids.rewrite(packet, locateCounters(codec, packet));
      }
      if (round % 100 === 0) {
        media.sendFeedback(performance.now());
        media.sendReports(performance.now());
      }
    }
    expect(sent()).toBeGreaterThan(0);
  });

  it("in authentic media leaves nothing behind", { timeout: 2 * MINUTE }, () => {
    const fuzz = new Fuzz(6);
    const { media } = createMedia();
    const receive = (rounds: number): void => {
      for (let round = 0; round < rounds; round++) {
        const packet = fuzz.packet(fuzz.pick([RTP, RTP, RTCP]));
        // Each in a buffer of its own: what is kept of it keeps it whole.
        media.receiveRtp(Buffer.from(packet), round);
        media.receiveRtcp(Buffer.from(packet), round);
        if (round % 25 === 0) media.sendFeedback(round);
        if (round % 1_000 === 0) media.sendReports(round);
      }
    };
    receive(20_000);
    const before = heapSize();
    receive(100_000);
    expect(heapSize() - before).toBeLessThan(2 * 1024 * 1024);
  });

  it("in session descriptions", { timeout: 3 * MINUTE }, () => {
    const fuzz = new Fuzz(3);
    let taken = 0;
    for (let round = 0; round < ROUNDS.descriptions; round++) {
      const lines = negotiation();
      try {
        for (const offer of [CHROMIUM_OFFER, fuzz.text(fuzz.pick([CHROMIUM_OFFER, FIREFOX_OFFER]))]) {
          const description = parseDescription("offer", offer);
          lines.checkOffer(description);
          lines.applyOffer(description);
        }
        parseDescription("answer", lines.write("answer", "passive", { ufrag: "u", password: "p" }));
        taken++;
      } catch (error) {
        expect(error).toBeInstanceOf(SdpError);
      }
    }
    expect(taken).toBeGreaterThan(0);
  });

  it("in SCTP of an authenticated peer", { timeout: MINUTE }, async () => {
    const fuzz = new Fuzz(4);
    const failures: unknown[] = [];
    const association = new SctpAssociation(5000, "server", new Budget(1e6), {
      send: () => {},
      onOpen: () => {},
      onMessage: () => {},
      onReset: () => {},
      onFailure: (error) => failures.push(error),
    });
    const init = Buffer.from("13881388000000000000000001000014aabbccdd00100000ffffffff00000001", "hex");
    for (let round = 0; round < ROUNDS.sctp; round++) {
      association.receive(fuzz.packet(init));
      if (round % 500 === 0) await new Promise(setImmediate);
    }
    association.close();
    expect(failures.length).toBeGreaterThan(0);
  });

  it("in requests", { timeout: 2 * MINUTE }, async () => {
    const fuzz = new Fuzz(5);
    const track = { location: "remote", sessionId: "0", trackName: "a", mid: "0", simulcast: { preferredRid: "h" } };
    const channel = { location: "remote", sessionId: "0", dataChannelName: "a", ordered: true, canReply: true };
    const whole = {
      sessionDescription: { type: "offer", sdp: CHROMIUM_OFFER },
      tracks: [{ ...track, location: "local" }, track],
      force: false,
      autoDiscover: true,
      dataChannel: channel,
      dataChannels: [channel, { ...channel, id: 1 }],
    };
    const operations = Object.values(CALLS_OPERATIONS).filter(({ method }) => method !== "GET");
    const expected = new Set([200, 201, 400, 406, 410, 425]);
    let { sessionId = "" } = (await callApi(sfu, "POST", "/new")).body;
    for (let round = 0; round < ROUNDS.requests; round++) {
      if (round % 50 === 0) sessionId = (await callApi(sfu, "POST", "/new")).body.sessionId ?? "";
      const { method, path } = fuzz.pick(operations);
      const body = JSON.stringify(
        fuzz.json({ ...whole, sessionDescription: { ...whole.sessionDescription, sdp: fuzz.text(CHROMIUM_OFFER) } }),
      );
      const response = await fetch(`${sfu.url}/apps/${sfu.appId}/sessions${path.replace(":id", sessionId)}`, {
        method,
        headers: { authorization: `Bearer ${sfu.appSecret}` },
        body: fuzz.below(10) === 0 ? body.slice(0, fuzz.below(body.length)) : body,
      });
      const text = await response.text();
      expect(expected, text).toContain(response.status);
    }
  });

  it("leaves a call possible", { timeout: MINUTE }, async () => {
    const [ada, bob] = [await NodePeer.join(sfu), await NodePeer.join(sfu)];
    try {
      ada.pc.addTransceiver(ada.tone(), { direction: "sendonly" });
      expect((await ada.publish({ "0": "mic" })).status).toBe(200);
      await ada.connected();
      const reply = await bob.pull([{ location: "remote", sessionId: ada.session, trackName: "mic" }]);
      expect(reply.body.tracks?.[0]?.errorCode).toBeUndefined();
      await bob.connected();
    } finally {
      ada.close();
      bob.close();
    }
  });
});

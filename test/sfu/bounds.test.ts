import { describe, expect, it } from "vitest";
import { Publication } from "../../src/sfu/router/publication.js";
import { Subscription } from "../../src/sfu/router/subscription.js";
import { DataChannels, MAX_CHANNELS } from "../../src/sfu/session/channels.js";
import { TrackRecords } from "../../src/sfu/session/records.js";
import type { Session } from "../../src/sfu/session/session.js";
import { SourceStream } from "../../src/sfu/router/source.js";
import { Negotiation } from "../../src/sfu/sdp/negotiation.js";
import { ExtensionIds } from "../../src/sfu/sdp/extensions.js";
import { SDP_LIMITS } from "../../src/sfu/sdp/lines.js";
import { parseDescription } from "../../src/sfu/sdp/parse.js";
import { PayloadTypes } from "../../src/sfu/sdp/payload-types.js";
import { SdpError, type Codec, type MediaSection, type PeerDescription } from "../../src/sfu/sdp/types.js";
import { AccountStore } from "../../src/sfu/http/account-store.js";
import { CHROMIUM_OFFER } from "./support/descriptions.js";

const SIZE = 260_000;

const parse = (sdp: string): PeerDescription => parseDescription("offer", sdp);
const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\r\n");
/** The offer with more lines in its last section, or with so much of them that it is as long as a hostile one. */
const withLines = (lines: string): string => `${CHROMIUM_OFFER}${lines}\r\n`;
const fill = (line: (index: number) => string): string =>
  withLines(times(Math.ceil(SIZE / (line(10_000).length + 2)), line));
/** The beginning of one more section. */
const VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:more\r\na=rtpmap:96 VP8/90000\r\na=sendonly\r\n";
const lastMedia = (description: PeerDescription): MediaSection => {
  const section = description.sections.findLast(({ kind }) => kind === "video" || kind === "audio");
  if (section?.kind !== "video" && section?.kind !== "audio") throw new Error("The offer has a media section.");
  return section;
};

describe("a description", () => {
  it.each([
    ["payload types", fill((index) => `a=rtpmap:${index % 128} VP8/90000`)],
    ["format parameters", fill((index) => `a=fmtp:${index % 128} x=${index}`)],
    ["feedback", fill((index) => `a=rtcp-fb:${index % 128} nack`)],
    ["header extensions", fill((index) => `a=extmap:${1 + (index % 255)} urn:example:${index}`)],
    ["streams", fill((index) => `a=ssrc:${index + 1} cname:x`)],
    ["groups of streams", fill((index) => `a=ssrc-group:FID ${index + 1} ${index + 2}`)],
    ["layers", fill((index) => `a=rid:r${index} send`)],
    ["candidates", fill((index) => `a=candidate:1 1 udp 1 192.0.2.1 ${index % 65_536} typ host`)],
    ["sections", withLines(times(600, (index) => `m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:x${index}`))],
    ["one payload type, many times", CHROMIUM_OFFER.replace(/(m=video .*)/, `$1${" 96".repeat(SIZE / 3)}`)],
    ["parameters of one format", withLines(`a=fmtp:96 ${"a=b;".repeat(SIZE / 4)}`)],
    ["a mid", CHROMIUM_OFFER.replace(/a=mid:(\S+)/, `a=mid:$1${"x".repeat(SDP_LIMITS.mid)}`)],
    [
      "a user name",
      CHROMIUM_OFFER.replace(/a=ice-ufrag:.*/g, `a=ice-ufrag:${"x".repeat(SDP_LIMITS.iceCredential + 1)}`),
    ],
    ["named layers", withLines(`${VIDEO}${times(17, (index) => `a=rid:r${index} send`)}`)],
  ])("with too much is refused before it costs anything: %s", (_what, sdp) => {
    expect(() => parse(sdp)).toThrow(SdpError);
  });

  it("is read the same whatever stands in it that we do not read", () => {
    const noise = fill((index) => `a=x-${index}:${"y".repeat(200)}`);
    expect(noise.length).toBeGreaterThan(SIZE);
    expect(parse(noise)).toEqual(parse(CHROMIUM_OFFER));
  });

  it("keeps of lists what can be used", () => {
    const many = parse(withLines(`${VIDEO}${times(500, (index) => `a=ssrc:${index + 1} cname:x`)}`));
    expect(lastMedia(many).streams).toHaveLength(SDP_LIMITS.streamsPerSection);
    const candidates = times(500, (index) => `a=candidate:1 1 udp 1 192.0.2.1 ${index + 1} typ host`);
    expect(parse(withLines(candidates)).transport?.candidates).toHaveLength(SDP_LIMITS.candidates);
    const twice = parse(CHROMIUM_OFFER.replace(/(m=video .*)/, `$1${" 96".repeat(600)}`));
    expect(lastMedia(twice).codecs).toEqual(lastMedia(parse(CHROMIUM_OFFER)).codecs);
  });
});

describe("a session", () => {
  const create = (): Negotiation =>
    new Negotiation({ fingerprint: "AA", addresses: ["127.0.0.1"], port: 9, iceLite: true, sendRtp: () => {} });
  const vp8: Codec = { payloadType: 96, name: "VP8", clockRate: 90_000, channels: 1, fmtp: "", feedback: [] };
  const odd = (index: number): Codec => ({
    ...vp8,
    name: "VP9",
    payloadType: 96 + (index % 32),
    fmtp: `profile-id=${index}`,
  });

  it("has so many sections, and the places of stopped ones", () => {
    const session = create();
    for (let index = 0; index < SDP_LIMITS.sections; index++) {
      expect(session.hasRoomFor(1)).toBe(true);
      session.addMediaLine("video", [vp8], "send");
    }
    expect(session.hasRoomFor(1)).toBe(false);
    for (const line of session.mediaLines()) line.stop();
    expect(session.hasRoomFor(SDP_LIMITS.sections)).toBe(true);
    session.addMediaLine("video", [vp8], "send");
    expect(session.lines).toHaveLength(SDP_LIMITS.sections);
  });

  it("offers what it has numbers for, however many formats a publisher names", () => {
    const session = create();
    const line = session.addMediaLine("video", [vp8, ...Array.from({ length: 500 }, (_, index) => odd(index))], "send");
    expect(line?.codecs[0]).toEqual(vp8);
    expect(line?.codecs.length).toBeLessThanOrEqual(61);
    expect(new Set(line?.codecs.map(({ payloadType }) => payloadType)).size).toBe(line?.codecs.length);
    expect(session.addMediaLine("video", [odd(1_000)], "send")).toBeUndefined();
    expect(session.addMediaLine("video", [vp8], "send")?.codecs).toEqual([vp8]);
  });

  it("forgets formats and extensions of peers that make up new ones", () => {
    const types = new PayloadTypes();
    for (let index = 0; index < 1_000; index++) types.learn([{ ...odd(index), payloadType: 96 }]);
    expect(types.size).toBeLessThanOrEqual(128);
    const ids = new ExtensionIds();
    for (let index = 0; index < 1_000; index++) ids.learn(new Map([[`urn:example:${index}`, 1 + (index % 3)]]));
    expect(ids.size).toBe(0);
    expect(ids.idFor("urn:ietf:params:rtp-hdrext:sdes:mid")).toBe(4);
  });
});

describe("a stream", () => {
  it("misses so many packets at once", () => {
    const stream = new SourceStream(1, 90_000);
    const packet = (sequenceNumber: number) => ({
      payloadType: 96,
      marker: false,
      sequenceNumber: sequenceNumber & 0xffff,
      timestamp: 0,
      ssrc: 1,
      payload: Buffer.from("x"),
      extensions: [],
    });
    // Each packet leaves a gap before it.
    for (let index = 0; index < 200; index++) stream.receive(packet(index * 500), 0);
    expect(stream.takeNacks(0).length).toBeLessThanOrEqual(512);
  });
});

describe("a receiver", () => {
  it("gets a packet again so often, however often it asks", () => {
    let sent = 0;
    const codec: Codec = { payloadType: 96, name: "VP8", clockRate: 90_000, channels: 1, fmtp: "", feedback: ["nack"] };
    const sink = { mid: "0", codecs: [codec], extensions: new Map(), ssrc: 1, rtxSsrc: 2, sendRtp: () => sent++ };
    const subscription = new Subscription("video", sink, "stream", {});
    subscription.history.add(7, Buffer.alloc(12), Buffer.from("x"));
    for (let now = 0; now < 100_000; now += 25) subscription.resend([7], now);
    expect(sent).toBe(10);
  });
});

describe("the data channels of a session", () => {
  const create = (): DataChannels => {
    const session = { transport: { resetStream: () => {} }, negotiation: { channelLine: undefined } };
    return new DataChannels(session as unknown as Session);
  };
  const channel = (index: number) => ({ location: "local" as const, dataChannelName: `channel ${index}` });

  it("are so many, with ids that browsers have", () => {
    const channels = create();
    const replies = Array.from({ length: 600 }, (_, index) => channels.publish(channel(index)));
    const made = replies.filter(({ errorCode }) => errorCode === undefined);
    expect(made).toHaveLength(MAX_CHANNELS);
    expect(Math.max(...made.map(({ id = 0 }) => id))).toBeLessThan(1_024);
    expect(replies.at(-1)?.errorDescription).toContain("close some");
    channels.end({ id: made[0]?.id });
    expect(channels.publish(channel(1_000)).errorCode).toBeUndefined();
  });

  it("are forgotten some time after they were closed", () => {
    const channels = create();
    for (let index = 0; index < 2_000; index++) {
      channels.publish(channel(index));
      channels.end(channel(index));
    }
    expect(channels.list().length).toBeLessThanOrEqual(256);
  });
});

it("the tracks of a session are forgotten some time after they were closed", () => {
  const records = new TrackRecords();
  const source = { codecs: [], extensions: new Map() };
  const kept = new Publication("session", "kept", "kept", "audio", source, []);
  records.addLocal(kept, false);
  for (let index = 0; index < 3_000; index++) {
    records.addLocal(new Publication("session", `${index}`, `${index}`, "audio", source, []), false);
    records.close(`${index}`);
  }
  const list = records.list();
  expect(list.length).toBeLessThanOrEqual(2_048);
  expect(list).toContainEqual(expect.objectContaining({ trackName: "kept", status: "active" }));
});

it("an account has so many apps and keys", () => {
  const store = new AccountStore(undefined, () => 0);
  let made = 0;
  for (; !store.isFull("apps") && made < 5_000; made++) store.create("apps", "app");
  expect(made).toBe(1_000);
  expect(store.isFull("turn_keys")).toBe(false);
});

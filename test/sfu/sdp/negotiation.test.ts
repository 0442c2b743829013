import { parse } from "sdp-transform";
import { describe, expect, it } from "vitest";
import { Publication } from "../../../src/sfu/router/publication.js";
import { Subscription } from "../../../src/sfu/router/subscription.js";
import { DEFAULT_CODECS } from "../../../src/sfu/sdp/defaults.js";
import { Negotiation } from "../../../src/sfu/sdp/negotiation.js";
import { parseDescription } from "../../../src/sfu/sdp/parse.js";
import { PayloadTypes } from "../../../src/sfu/sdp/payload-types.js";
import { SdpError } from "../../../src/sfu/sdp/types.js";
import { CHROMIUM_OFFER, FIREFOX_OFFER } from "../support/descriptions.js";

const ICE = { ufrag: "ours", password: "secret" };

function negotiation(): Negotiation {
  return new Negotiation({
    fingerprint: "AA:BB",
    addresses: ["127.0.0.1", "192.0.2.1"],
    port: 1473,
    iceLite: true,
    sendRtp: () => {},
  });
}

/** Takes an offer in which everything that is sent is published. */
function take(target: Negotiation, sdp: string): void {
  target.applyOffer(parseDescription("offer", sdp));
  for (const line of target.mediaLines()) {
    line.publication ??= new Publication("session", line.mid, line.mid, line.kind, line, line.rids);
  }
}

function answer(target: Negotiation): ReturnType<typeof parse> {
  return parse(target.write("answer", "passive", ICE));
}

describe("reading a description", () => {
  it("takes bundled sections with port 0 for alive, as Firefox means them", () => {
    const { sections, transport } = parseDescription("offer", FIREFOX_OFFER);
    expect(sections.map(({ stopped }) => stopped)).toEqual([false, false]);
    expect(transport?.fingerprint.value.startsWith("CD:CD")).toBe(true);
    expect(transport?.iceUfrag).toBe("0123abcd");
    expect(sections[1]).toMatchObject({ streams: [{ ssrc: 3000, rtx: 3001 }] });
  });

  it("keeps codecs that are forwarded, with their repair, and layers in their order", () => {
    const { sections } = parseDescription("offer", CHROMIUM_OFFER);
    const [audio, video, channels] = sections;
    expect(audio?.kind === "audio" && audio.codecs.map(({ name }) => name)).toEqual(["opus", "PCMU", "PCMA"]);
    expect(video).toMatchObject({
      codecs: [
        { payloadType: 96, rtx: 97, feedback: ["goog-remb", "ccm fir", "nack", "nack pli"] },
        { payloadType: 103, rtx: 104 },
      ],
      rids: ["h", "l"],
    });
    expect(channels).toMatchObject({ kind: "application", port: 5000, maxMessageSize: 262_144 });
  });

  it("needs no ICE and no DTLS of one in which everything is stopped", () => {
    const stopped = CHROMIUM_OFFER.replace(/^(m=\w+) 9/gm, "$1 0").replace(/a=(ice|fingerprint).*\r\n/g, "");
    expect(parseDescription("offer", stopped).transport).toBeUndefined();
  });

  for (const [what, sdp] of [
    ["no text at all", ""],
    ["another text", "hello"],
    ["no section", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"],
    ["no ICE credentials", CHROMIUM_OFFER.replace(/a=ice-(ufrag|pwd).*\r\n/g, "")],
    ["no fingerprint", CHROMIUM_OFFER.replace(/a=fingerprint.*\r\n/g, "")],
    ["one mid twice", CHROMIUM_OFFER.replace("a=mid:1", "a=mid:0")],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => parseDescription("offer", sdp)).toThrow(SdpError));
  }
});

describe("an answer", () => {
  it("is passive, ICE-lite, with candidates in the first section only", () => {
    const target = negotiation();
    take(target, CHROMIUM_OFFER);
    const session = answer(target);
    expect(session).toMatchObject({ icelite: "ice-lite", fingerprint: { hash: "AA:BB" } });
    expect(session.groups).toEqual([{ type: "BUNDLE", mids: "0 1 2" }]);
    expect(session.media.map(({ setup }) => setup)).toEqual(["passive", "passive", "passive"]);
    expect(session.media.map(({ candidates = [] }) => candidates.length)).toEqual([2, 0, 0]);
    expect(session.media[0]?.candidates).toMatchObject([
      { ip: "127.0.0.1", port: 1473, type: "host", transport: "udp" },
      { ip: "192.0.2.1" },
    ]);
  });

  it("holds only extensions and feedback that were offered, and no transport-wide congestion control", () => {
    const target = negotiation();
    take(target, CHROMIUM_OFFER);
    const { media } = answer(target);
    const offered = parse(CHROMIUM_OFFER).media;
    for (const [index, section] of media.entries()) {
      const ids = new Map((offered[index]?.ext ?? []).map(({ uri, value }) => [uri, value]));
      for (const { uri, value } of section.ext ?? []) expect(ids.get(uri)).toBe(value);
      expect(JSON.stringify(section)).not.toMatch(/transport-cc|transport-wide/);
    }
    expect(media[1]).toMatchObject({ direction: "recvonly", simulcast: { dir1: "recv", list1: "h;l" } });
  });

  it("rejects what is stopped or not spoken, and gives its place to a new section", () => {
    const target = negotiation();
    const stopped = CHROMIUM_OFFER.replace("m=video 9", "m=video 0");
    take(target, stopped);
    expect(answer(target).media.map(({ port }) => port)).toEqual([9, 0, 9]);
    expect(answer(target).groups?.[0]?.mids).toBe("0 2");
    const recycled = CHROMIUM_OFFER.replace("a=mid:1", "a=mid:7").replace("BUNDLE 0 1 2", "BUNDLE 0 7 2");
    target.checkOffer(parseDescription("offer", recycled));
    take(target, recycled);
    expect(answer(target).media.map(({ mid, port }) => [String(mid), port])).toEqual([
      ["0", 9],
      ["7", 9],
      ["2", 9],
    ]);
    expect(() => target.checkOffer(parseDescription("offer", CHROMIUM_OFFER))).toThrow("changes mid 7");
  });

  it("takes sections of other protocols for their place only", () => {
    const target = negotiation();
    const sdp = CHROMIUM_OFFER.replace("m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=text 9 RTP/AVP 111");
    take(target, sdp);
    expect(answer(target).media[0]).toMatchObject({ type: "text", protocol: "RTP/AVP", port: 0 });
  });
});

describe("an offer of ours", () => {
  function subscribe(target: Negotiation, count: number): void {
    for (let index = 0; index < count; index++) {
      const line = target.addMediaLine("video", DEFAULT_CODECS.video, "send");
      if (!line) throw new Error("There are numbers for the default codecs.");
      line.startSubscription(new Subscription("video", line, "publisher", {}));
    }
  }

  it("uses the peer's payload types and extension ids, and free ones for the rest", () => {
    const target = negotiation();
    take(target, CHROMIUM_OFFER);
    subscribe(target, 1);
    const session = parse(target.write("offer", "actpass", ICE));
    const offered = session.media[3];
    const numbers = new Map(offered?.rtp.map(({ codec, payload }) => [codec, payload]));
    expect(numbers.get("VP8")).toBe(96);
    expect(numbers.get("H264")).toBe(103);
    const byPayload = new Map<number, string>();
    const byId = new Map<number, string>();
    for (const media of session.media) {
      for (const { payload, codec } of media.rtp) {
        expect(byPayload.get(payload) ?? codec).toBe(codec);
        byPayload.set(payload, codec);
      }
      for (const { value, uri } of media.ext ?? []) {
        expect(byId.get(value) ?? uri).toBe(uri);
        byId.set(value, uri);
        expect(value).toBeLessThanOrEqual(14);
      }
    }
    expect(byId.get(3)).toBeUndefined();
  });

  it("gives each section a mid above all others and a track id of its own", () => {
    const target = negotiation();
    take(target, CHROMIUM_OFFER.replace("a=mid:2", "a=mid:41").replace("0 1 2", "0 1 41"));
    subscribe(target, 2);
    const { media } = parse(target.write("offer", "actpass", ICE));
    expect(media.slice(3).map(({ mid }) => String(mid))).toEqual(["42", "43"]);
    const ids = media.slice(3).map(({ msid }) => JSON.stringify(msid));
    expect(new Set(ids).size).toBe(2);
    expect(media[3]).toMatchObject({ direction: "sendonly", ssrcGroups: [{ semantics: "FID" }] });
  });

  it("has to be answered section by section", () => {
    const target = negotiation();
    subscribe(target, 1);
    expect(() => target.applyAnswer(parseDescription("answer", CHROMIUM_OFFER))).toThrow(SdpError);
  });
});

describe("payload types", () => {
  it("mean one format over a session, whatever others call it", () => {
    const types = new PayloadTypes();
    const [vp8, vp9] = DEFAULT_CODECS.video;
    if (!vp8 || !vp9) throw new Error("There are default codecs.");
    types.learn([{ ...vp9, payloadType: 96, rtx: 97 }]);
    const mine = types.translate(vp8);
    expect([96, 97]).not.toContain(mine?.payloadType);
    expect([96, 97]).not.toContain(mine?.rtx);
    expect(types.translate(vp8)).toEqual(mine);
    expect(types.translate(vp9)).toMatchObject({ payloadType: 96, rtx: 97 });
  });
});

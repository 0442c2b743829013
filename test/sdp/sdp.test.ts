/** Edits of descriptions as Chromium writes them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withBitrate, withCodecs, withOpus } from "../../src/sdp/index.js";

/** An offer of Chromium 156 with a microphone (mid 0), a camera in three layers (mid 1) and a data channel (mid 2). */
const OFFER = readFileSync(new URL("chromium-offer.sdp", import.meta.url), "utf8");

const lines = (sdp: string): string[] => sdp.split("\r\n");
/** What is in one description and not in the other. */
const changes = (before: string, after: string): { out: string[]; in: string[] } => ({
  out: lines(before).filter((line) => !lines(after).includes(line)),
  in: lines(after).filter((line) => !lines(before).includes(line)),
});
const sectionOf = (sdp: string, kind: string): string =>
  /^m=\w+[^]*?(?=^m=|(?![^]))/gm[Symbol.match](sdp)!.find((each) => each.startsWith(`m=${kind}`))!;

describe("edits of a description", () => {
  it("leave everything alone that is not meant", () => {
    expect(lines(withOpus(OFFER, {})).toSorted()).toEqual(lines(OFFER).toSorted());
    const edited = withOpus(OFFER, { dtx: true });
    expect(sectionOf(edited, "video").length).toBe(sectionOf(OFFER, "video").length);
    expect(lines(sectionOf(edited, "application")).toSorted()).toEqual(
      lines(sectionOf(OFFER, "application")).toSorted(),
    );
  });

  it("ask for Opus with DTX, stereo, FEC and a bitrate, and take back what was asked", () => {
    const edited = withOpus(OFFER, { dtx: true, stereo: true, fec: false, maxAverageBitrate: 96_000, ptime: 40 });
    expect(changes(OFFER, edited)).toEqual({
      out: ["a=fmtp:111 minptime=10;useinbandfec=1"],
      in: ["a=fmtp:111 minptime=10;useinbandfec=0;usedtx=1;stereo=1;maxaveragebitrate=96000", "a=ptime:40"],
    });
    expect(withOpus(edited, { dtx: false })).toContain("usedtx=0");
    expect(withOpus(OFFER, { dtx: true }, { mids: ["7"] })).not.toContain("usedtx");
    const bare = OFFER.replace(/a=fmtp:111.*\r\n/, "");
    expect(withOpus(bare, { dtx: true })).toContain("a=fmtp:111 usedtx=1\r\n");
  });

  it("bound a bitrate, and lift it", () => {
    const edited = withBitrate(OFFER, { video: 1_500_500 });
    expect(changes(OFFER, edited)).toEqual({ out: [], in: ["b=AS:1501", "b=TIAS:1500500"] });
    expect(sectionOf(edited, "audio")).not.toContain("b=");
    expect(changes(OFFER, withBitrate(edited, { video: null }))).toEqual({ out: [], in: [] });
  });

  it("put codecs in order, with their retransmission", () => {
    const first = (sdp: string): string[] => sectionOf(sdp, "video").match(/(?<=a=rtpmap:\d+ )[\w-]+/g)!;
    expect(first(OFFER)[0]).toBe("VP8");
    const edited = withCodecs(OFFER, "video", ["AV1", "VP9"]);
    expect(first(edited).slice(0, 2)).toEqual(["AV1", "rtx"]);
    expect(first(edited).toSorted()).toEqual(first(OFFER).toSorted());
    const only = withCodecs(OFFER, "video", ["vp8"], { only: true });
    expect(first(only)).toEqual(["VP8", "rtx"]);
    expect(sectionOf(only, "video")).toMatch(/^m=video 9 UDP\/TLS\/RTP\/SAVPF 96 97\r\n/);
    expect(() => withCodecs(OFFER, "video", ["H266"], { only: true })).toThrow("None of H266");
  });

  it("leave a section alone that is refused, and codecs that need no name", () => {
    const refused = "m=video 0 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\na=mid:3\r\n";
    const edited = withCodecs(OFFER + refused, "video", ["VP9"], { only: true });
    expect(lines(edited).slice(-5).toSorted()).toEqual(lines(refused).toSorted());
    // Payload types below 96 have a codec by their number (RFC 3551).
    const phone =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0 8 111\r\na=rtpmap:111 opus/48000/2\r\n";
    expect(withCodecs(phone, "audio", ["opus"])).toContain("m=audio 9 RTP/AVP 111 0 8\r\n");
    expect(withCodecs(phone, "audio", ["opus"], { only: true })).toContain("m=audio 9 RTP/AVP 111\r\n");
  });

  it("refuse what is no description, and bitrates that Opus has not", () => {
    expect(() => withOpus("<html>", { dtx: true })).toThrow("bad-request");
    expect(() => withOpus(OFFER, { maxAverageBitrate: 5 })).toThrow("bad-request");
    for (const bitrate of [NaN, Infinity, 0, -1])
      expect(() => withBitrate(OFFER, { video: bitrate })).toThrow("bad-request");
  });
});

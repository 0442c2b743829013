import { describe, expect, it } from "vitest";
import { firstPulls } from "../../src/server/live/first-pulls.js";
import { repeatSections } from "../../src/server/live/repeat-sections.js";

const offerOf = (...kinds: string[]): string =>
  [
    `v=0\r\na=group:BUNDLE ${kinds.map((_, i) => 3 + i).join(" ")}\r\n`,
    ...kinds.map((kind, i) => `m=${kind} 9 x\r\na=mid:${3 + i}\r\na=recvonly\r\n`),
  ].join("");

const sectionsOf = (sdp = ""): string[] =>
  [...sdp.matchAll(/^m=(\w+) [^]*?^a=mid:(\d+)/gm)].map(([, kind, mid]) => `${kind} ${mid}`);

describe("repeatSections", () => {
  it("numbers on from the template, sound and picture in turns, data last as Chromium has it", () => {
    const sdp = repeatSections(offerOf("audio", "video", "application"), { audio: 2, video: 4 });
    const expected = ["audio 6", "video 7", "audio 8", "video 9", "video 10", "video 11", "application 12"];
    expect(sectionsOf(sdp)).toEqual(expected);
    expect(sdp).toContain("\r\na=group:BUNDLE 6 7 8 9 10 11 12\r\n");
    expect(sdp?.match(/a=recvonly/g)).toHaveLength(7);
  });

  it("leaves data where Firefox has it", () => {
    const sdp = repeatSections(offerOf("audio", "application", "video"), { audio: 3, video: 1 });
    expect(sectionsOf(sdp)).toEqual(["audio 6", "application 7", "video 8", "audio 9", "audio 10"]);
  });

  it("takes nothing away, and adds no kind that is not offered", () => {
    expect(sectionsOf(repeatSections(offerOf("audio", "audio"), { audio: 0, video: 3 }))).toEqual([
      "audio 5",
      "audio 6",
    ]);
  });

  it("does not repeat what is not numbered, or is no offer at all", () => {
    for (const text of ["", "v=0\r\n", "v=0\r\nm=audio 9 x\r\n", "v=0\r\nm=audio 9 x\r\na=mid:first\r\n"]) {
      expect(repeatSections(text, { audio: 2, video: 2 })).toBeUndefined();
    }
  });
});

describe("firstPulls", () => {
  const template = { type: "offer", sdp: offerOf("audio", "video") } as const;
  const person = (id: string, source: "camera" | "screen" = "camera", enabled = true, speaking = false) => ({
    id,
    name: id,
    joinedAt: 0,
    speaking,
    session: {
      sessionId: `s-${id}`,
      tracks: [
        { trackName: "microphone", kind: "audio" as const },
        { trackName: source, kind: "video" as const, source, enabled, rids: ["f", "h", "q"] },
      ],
    },
  });
  const namesOf = (pulls: ReturnType<typeof firstPulls>) =>
    pulls?.tracks?.map(({ sessionId, trackName }) => `${sessionId}/${trackName}`);

  it("has a section for every track: who speaks first, screens before cameras, and no cameras that are off", () => {
    const people = [person("a"), person("b", "camera", false, true), person("c"), person("d", "screen")];
    const pulls = firstPulls(people, template);
    expect(namesOf(pulls)).toEqual([
      "s-b/microphone",
      "s-a/microphone",
      "s-c/microphone",
      "s-d/microphone",
      "s-d/screen",
      "s-a/camera",
      "s-c/camera",
    ]);
    const kinds = sectionsOf(pulls?.sessionDescription?.sdp).map((section) => section.split(" ")[0]);
    expect(kinds).toEqual(["audio", "video", "audio", "video", "audio", "video", "audio"]);
  });

  it("takes a page of tiles of a large room", () => {
    const many = Array.from({ length: 40 }, (_, i) => person(`${i}`));
    expect(namesOf(firstPulls(many, template))).toHaveLength(18);
    expect(sectionsOf(firstPulls(many, template)?.sessionDescription?.sdp)).toHaveLength(18);
  });

  it("asks for the best layer of one picture, and for less of many", () => {
    const layerAmong = (count: number) =>
      firstPulls(
        Array.from({ length: count }, (_, i) => person(`${i}`)),
        template,
      )?.tracks?.at(-1)?.simulcast?.preferredRid;
    expect([1, 2, 4, 5, 40].map(layerAmong)).toEqual(["f", "h", "h", "q", "q"]);
  });

  it("pulls nothing in an empty room, or into what cannot be repeated", () => {
    expect(firstPulls([], template)).toBeUndefined();
    expect(firstPulls([person("a")], { type: "offer", sdp: "v=0\r\n" })).toBeUndefined();
  });
});

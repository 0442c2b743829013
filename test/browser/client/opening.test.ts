import { expect } from "@open-wc/testing";
import { createEnvironment } from "../../../src/client/environment.js";
import { Opening } from "../../../src/client/session/opening.js";

/** The codecs of each section of a kind, by name. */
function codecsOf(sdp: string, kind: "audio" | "video"): string[][] {
  const sections = sdp.split(/^(?=m=)/m).filter((section) => section.startsWith(`m=${kind}`));
  return sections.map((section) => [...section.matchAll(/^a=rtpmap:\d+ ([^/]+)/gm)].map(([, name = ""]) => name));
}

describe("the offer that goes with a join", () => {
  const opening = new Opening(createEnvironment({}));
  afterEach(() => opening.close());

  it("has sections for four people, with what browsers send and nothing else, and fits into the first packets", async () => {
    const { sdp } = await opening.offer();
    const [audio, video] = [codecsOf(sdp, "audio"), codecsOf(sdp, "video")];
    expect(audio.length).to.equal(4);
    expect(video.length).to.equal(4);
    for (const codecs of audio) {
      expect(codecs).to.include("opus");
      expect(codecs).not.to.include.members(["red", "CN"]);
    }
    for (const codecs of video) {
      expect(codecs).to.include.members(["VP8", "VP9", "rtx"]);
      expect(codecs.filter((name) => /red|fec/i.test(name))).to.deep.equal([]);
      expect(codecs.filter((name) => name === "VP9").length).to.equal(1);
    }
    // Ten segments of TCP, which is what goes out before the other side has said a word.
    expect(JSON.stringify(sdp).length).to.be.below(14_600);
  });
});

import { expect } from "@open-wc/testing";
import { createEnvironment } from "../../../src/client/environment.js";
import { Opening } from "../../../src/client/session/opening.js";
import { repeatSections } from "../../../src/server/live/repeat-sections.js";

/** The codecs of each section of a kind, by name. */
function codecsOf(sdp: string, kind: "audio" | "video"): string[][] {
  const sections = sdp.split(/^(?=m=)/m).filter((section) => section.startsWith(`m=${kind}`));
  return sections.map((section) => [...section.matchAll(/^a=rtpmap:\d+ ([^/]+)/gm)].map(([, name = ""]) => name));
}

describe("the offer that goes with a join", () => {
  let opening: Opening;
  beforeEach(() => (opening = new Opening(createEnvironment({}))));
  afterEach(() => opening.close());

  it("is a template of one section a kind, with what browsers send and nothing else", async () => {
    const { sdp } = await opening.offer();
    const [audio, video] = [codecsOf(sdp, "audio"), codecsOf(sdp, "video")];
    expect([audio.length, video.length]).to.deep.equal([1, 1]);
    expect(audio[0]).to.include("opus");
    expect(audio[0]).not.to.include.members(["red", "CN"]);
    expect(video[0]).to.include.members(["VP8", "VP9", "rtx"]);
    expect(video[0]?.filter((name) => /red|fec/i.test(name))).to.deep.equal([]);
    expect(video[0]?.filter((name) => name === "VP9").length).to.equal(1);
  });

  for (const counts of [
    { audio: 1, video: 1 },
    { audio: 2, video: 2 },
    { audio: 1, video: 5 },
    { audio: 6, video: 2 },
    { audio: 9, video: 9 },
  ]) {
    it(`is said by the browser as the server repeats it, for ${counts.audio} voices and ${counts.video} pictures`, async () => {
      const template = await opening.offer();
      const sdp = repeatSections(template.sdp, counts) ?? "";
      const reply = {
        tracks: [],
        requiresImmediateRenegotiation: false,
        sessionDescription: { type: "answer", sdp },
      } as const;
      const { connection, offer } =
        opening.take("s", { ...reply, tracks: [] }) ?? expect.fail("There is no connection.");
      try {
        const said = await offer;
        // Whoever says more after a while has another version.
        const withoutOrigin = (text: string): string => text.replace(/^o=.*$/m, "");
        expect(withoutOrigin(said.sdp)).to.equal(withoutOrigin(sdp));
        await connection.setLocalDescription(said);
      } finally {
        connection.close();
      }
    });
  }

  it("leaves nothing behind when nobody takes it", async () => {
    const connections: RTCPeerConnection[] = [];
    const environment = createEnvironment({});
    const own = new Opening({
      ...environment,
      createPeerConnection(configuration) {
        const connection = environment.createPeerConnection(configuration);
        connections.push(connection);
        return connection;
      },
    });
    await own.offer();
    own.close();
    expect(own.take("s", { tracks: [], requiresImmediateRenegotiation: false })).to.equal(undefined);
    expect(connections.map(({ signalingState }) => signalingState)).to.deep.equal(["closed"]);
  });
});

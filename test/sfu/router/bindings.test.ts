import { describe, expect, it } from "vitest";
import { PeerMedia, type SourceSection } from "../../../src/sfu/router/peer-media.js";
import { Publication } from "../../../src/sfu/router/publication.js";
import { writeRtpHeader, type RtpExtension } from "../../../src/sfu/router/rtp.js";
import { EXTENSION } from "../../../src/sfu/sdp/extensions.js";

const VP8 = { payloadType: 120, name: "VP8", clockRate: 90_000, channels: 1, fmtp: "", feedback: [], rtx: 124 };
const IDS = { mid: 3, rid: 9, repaired: 10 };
const MID: RtpExtension = { id: IDS.mid, value: Buffer.from("1") };

/** A camera as Firefox offers it: with the names of its layers, and with the stream id of each of them. */
function camera(rids: readonly string[]): SourceSection & { readonly publication: Publication } {
  const source = {
    codecs: [VP8],
    extensions: new Map([
      [EXTENSION.mid, IDS.mid],
      [EXTENSION.rid, IDS.rid],
      [EXTENSION.repairedRid, IDS.repaired],
    ]),
  };
  const publication = new Publication("session", "camera", "1", "video", source, rids);
  const streams = [
    { ssrc: 11, rtx: 12 },
    { ssrc: 21, rtx: 22 },
  ];
  return { ...source, mid: "1", rids, streams, publication, stopped: false, exhausted: false };
}

function receive(section: SourceSection, packets: { ssrc: number; extensions: RtpExtension[] }[]): void {
  const media = new PeerMedia({
    publishBitrate: 1e6,
    cname: "name",
    lateFirstPacket: () => 0,
    sections: () => [section],
    subscriptions: () => [],
    sendRtcp: () => {},
  });
  for (const [index, { ssrc, extensions }] of packets.entries()) {
    const fields = { payloadType: 120, marker: false, sequenceNumber: index, timestamp: index, ssrc, extensions };
    media.receiveRtp(Buffer.concat([writeRtpHeader(fields), Buffer.from([0x10, 0, 0])]), performance.now());
  }
}

const rid = (name: string): RtpExtension => ({ id: IDS.rid, value: Buffer.from(name) });

describe("a stream whose first packet does not name its layer", () => {
  it.each([
    ["nor its section", []],
    ["but its section", [MID]],
    ["but one that was not offered", [MID, rid("z")]],
  ])("%s, is known by the next one", (_, extensions) => {
    const section = camera(["h", "q"]);
    receive(section, [
      { ssrc: 11, extensions },
      { ssrc: 11, extensions: [MID, rid("h")] },
      { ssrc: 11, extensions: [] },
    ]);
    expect(section.publication.layers.get("h")?.stream).toMatchObject({ ssrc: 11, packets: 2 });
    expect(section.publication.layers.get("q")?.stream).toBeUndefined();
  });

  it("is known by its description where there are no layers", () => {
    const section = camera([]);
    receive(section, [{ ssrc: 11, extensions: [] }]);
    expect(section.publication.layers.get("")?.stream).toMatchObject({ ssrc: 11, packets: 1 });
  });
});

import { describe, expect, it } from "vitest";
import { Publication } from "../../../src/sfu/router/publication.js";
import { SourceStream } from "../../../src/sfu/router/source.js";

const CODEC = { payloadType: 96, name: "VP8", clockRate: 90_000, channels: 1, fmtp: "", feedback: [], rtx: undefined };
const KEYFRAME = Buffer.from([0x10, 0x00, 0, 0]);
const OTHER = Buffer.from([0x10, 0x01, 0, 0]);

function published() {
  const publication = new Publication("s", "camera", "0", "video", { codecs: [CODEC], extensions: new Map() }, []);
  const [layer] = publication.layers.values();
  if (!layer) throw new Error("There is no layer.");
  const stream = (layer.stream = new SourceStream(7, 90_000));
  publication.subscriptions.add({ receive() {}, detach() {} });
  const deliver = (payload: Buffer, now: number): void => {
    const packet = {
      payloadType: 96,
      marker: false,
      sequenceNumber: 1,
      timestamp: 1,
      ssrc: 7,
      extensions: [],
      payload,
    };
    publication.deliver(layer, stream, CODEC, packet, { extended: 1, late: false }, now);
  };
  /** When the publisher is asked, if somebody asks every `period` milliseconds, and media flows. */
  const askUntil = (from: number, end: number, period = 1): number[] => {
    const times: number[] = [];
    for (let now = from; now < end; now++) {
      stream.lastPacketAt = now;
      if (now % period === 0) publication.requestKeyframe(layer);
      if (publication.takeKeyframeRequests(now).length > 0) times.push(now);
    }
    return times;
  };
  return { publication, stream, deliver, askUntil };
}

describe("requests for a keyframe", () => {
  it("are passed on now and then while none comes, though nobody repeats them", () => {
    const { askUntil, deliver } = published();
    expect(askUntil(0, 500, 1_000)).toEqual([0, 200, 400]);
    deliver(OTHER, 500);
    expect(askUntil(501, 700, 1_000)).toEqual([600]);
  });

  it("are met by the one that comes, and soon passed on for whom it was too early", () => {
    const { publication, askUntil, deliver } = published();
    askUntil(0, 40);
    deliver(KEYFRAME, 40);
    expect(publication.takeKeyframeRequests(1_000)).toEqual([]);
    expect(askUntil(60, 200)).toEqual([120]);
    // The next has not come yet, and is asked for again, as a browser may have ignored the question.
    expect(askUntil(200, 500)).toEqual([320]);
  });

  it("are met by one that nobody asked for", () => {
    const { publication, askUntil, deliver } = published();
    askUntil(0, 40);
    deliver(KEYFRAME, 40);
    askUntil(60, 61);
    deliver(KEYFRAME, 62);
    expect(publication.takeKeyframeRequests(130)).toEqual([]);
  });

  it("wait for a layer that sends nothing", () => {
    const { publication, stream, askUntil } = published();
    stream.lastPacketAt = 0;
    askUntil(0, 1);
    expect(publication.takeKeyframeRequests(2_000)).toEqual([]);
    stream.lastPacketAt = 2_010;
    expect(publication.takeKeyframeRequests(2_010)).toEqual([7]);
  });

  it("are told of at once, the first of each", () => {
    const { publication, askUntil, deliver } = published();
    let told = 0;
    publication.onKeyframeWanted = () => told++;
    askUntil(0, 40);
    expect(told).toBe(1);
    deliver(KEYFRAME, 40);
    askUntil(60, 100);
    expect(told).toBe(2);
  });
});

import { describe, expect, it } from "vitest";
import { Publication } from "../../../src/sfu/router/publication.js";
import { SourceStream } from "../../../src/sfu/router/source.js";
import type { Subscription } from "../../../src/sfu/router/subscription.js";

const CODEC = { payloadType: 96, name: "VP8", clockRate: 90_000, channels: 1, fmtp: "", feedback: [], rtx: undefined };
const KEYFRAME = Buffer.from([0x10, 0x00, 0, 0]);
const OTHER = Buffer.from([0x10, 0x01, 0, 0]);

function published() {
  const publication = new Publication("s", "camera", "0", "video", { codecs: [CODEC], extensions: new Map() }, []);
  const [layer] = publication.layers.values();
  if (!layer) throw new Error("There is no layer.");
  const stream = (layer.stream = new SourceStream(7, 90_000));
  publication.subscriptions.add({ receive() {} } as unknown as Subscription);
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
  /** When the publisher is asked, if somebody asks every millisecond. */
  const askUntil = (from: number, end: number): number[] => {
    const times: number[] = [];
    for (let now = from; now < end; now++) {
      publication.requestKeyframe(layer);
      if (publication.takeKeyframeRequests(now).length > 0) times.push(now);
    }
    return times;
  };
  return { publication, deliver, askUntil };
}

describe("requests for a keyframe", () => {
  it("are passed on now and then while none comes", () => {
    const { askUntil, deliver } = published();
    expect(askUntil(0, 1_000)).toEqual([0, 400, 800]);
    deliver(OTHER, 1_000);
    expect(askUntil(1_000, 1_300)).toEqual([1_200]);
  });

  it("are met by the one that comes, and soon passed on for whom it was too early", () => {
    const { publication, askUntil, deliver } = published();
    askUntil(0, 40);
    deliver(KEYFRAME, 40);
    expect(publication.takeKeyframeRequests(1_000)).toEqual([]);
    expect(askUntil(60, 200)).toEqual([120]);
    // The next has not come yet.
    expect(askUntil(200, 500)).toEqual([]);
  });
});

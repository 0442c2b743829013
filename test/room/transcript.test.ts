/** What the room keeps of a transcript, and for how long. */
import { describe, expect, it } from "vitest";
import { transcriptFeature, type TranscriptFeatureOptions } from "../../src/features/captions/room.js";
import type { TranscriptView } from "../../src/features/captions/contract.js";
import type { RoomFeature } from "../../src/room/feature.js";
import { FeatureRoom } from "./feature-room.js";

const MINUTE = 60_000;

/** A room in which something was said in each of the first ten minutes. */
function written(options: TranscriptFeatureOptions = {}) {
  const room = new FeatureRoom(transcriptFeature({ on: true, ...options }) as unknown as RoomFeature);
  room.enter("ada");
  for (let id = 1; id <= 10; id++) {
    room.at = id * MINUTE;
    const lines = [{ id, from: "ada", name: "Ada", text: `${id}`, at: room.at - 1_000, until: room.at }];
    room.take({ type: "act", action: { type: "feature", feature: "transcript", command: { type: "append", lines } } });
  }
  const pass = (minutes: number): void => {
    room.at += minutes * MINUTE;
    // Somebody is still there.
    room.say("ada", { type: "heartbeat" });
    room.sweep();
  };
  const texts = (): string => (room.sees("ada", "transcript") as TranscriptView).lines.map(({ text }) => text).join();
  return { room, pass, texts };
}

describe("a transcript", () => {
  it("is kept as long as the room", () => {
    const { room, pass, texts } = written();
    pass(10_000);
    expect(room.kept("transcript")).toMatchObject({ dropped: 0 });
    expect(texts()).toBe("1,2,3,4,5,6,7,8,9,10");
  });

  it("loses each line after as many minutes as it is configured to keep it", () => {
    const { room, pass, texts } = written({ keepMinutes: 20 });
    expect(texts()).toBe("1,2,3,4,5,6,7,8,9,10");
    pass(12);
    expect(texts()).toBe("3,4,5,6,7,8,9,10");
    expect(room.sees("ada", "transcript")).toMatchObject({ dropped: 2 });
    pass(8);
    expect(texts()).toBe("");
    expect(JSON.stringify(room.kept("transcript"))).not.toContain("Ada");
  });
});

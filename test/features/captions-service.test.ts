/** Whom the captions' service listens to, by a clock that a test moves. */
import { describe, expect, it } from "vitest";
import { captionsFeature, transcriptFeature, type CaptionsState } from "../../src/features/captions/room.js";
import { captionsService } from "../../src/features/captions/service.js";
import type { ServiceHandle } from "../../src/server/services/service.js";
import { ownService } from "../../src/server/services/speech/own-service.js";
import type { Participant } from "../../src/wire/room-protocol.js";
import { settled } from "../client/clock.js";
import { PlayedAdapters } from "./support/adapters.js";

const somebody = (id: string): Participant => ({
  id,
  name: id,
  joinedAt: 0,
  session: { sessionId: `of-${id}`, tracks: [{ trackName: "mic", kind: "audio", source: "microphone" }] },
});

/** A room in which somebody reads. */
async function listening(participants: readonly Participant[], streams: readonly string[]) {
  const sfu = new PlayedAdapters();
  const captions: CaptionsState = { ...captionsFeature().initial, source: "server", readers: ["reader"] };
  const states = new Map<string, unknown>([
    ["captions", captions],
    ["transcript", transcriptFeature().initial],
  ]);
  const handle: ServiceHandle = {
    ...sfu.handle,
    id: "yard",
    participants,
    streams,
    chat: [],
    feature: <State>({ name }: { readonly name: string }) => states.get(name) as State | undefined,
    storage: { get: () => undefined, put: () => {}, delete: () => {} },
    tally: async () => 0,
    fetch,
    act: () => undefined,
    command: () => undefined,
    say: () => {},
    attend: () => {},
    dismiss: () => {},
    dial: () => Promise.reject(new Error("Nobody says anything.")),
  };
  captionsService({ provider: ownService({ url: "wss://ears.example" }) }).start(handle);
  await settled();
  return sfu;
}

describe("the microphones that captions listen to", () => {
  it("are those of people who spoke in the last minute, and of all who have no page to say that they speak", async () => {
    const sfu = await listening([somebody("ada"), somebody("ai")], ["ai"]);
    expect(sfu.opened.map(({ sessionId }) => sessionId)).toEqual(["of-ada", "of-ai"]);
    await sfu.clock.pass(600_000);
    expect([sfu.closed, sfu.clock.pending]).toEqual([["adapter-1"], 0]);
  });
});

import { describe, expect, it } from "vitest";
import { Announcer } from "../../src/client/room/announcer.js";
import type { AnnouncedSession, AnnouncedTrack } from "../../src/wire/room-protocol.js";

const camera: AnnouncedTrack = { trackName: "camera-1", kind: "video", source: "camera", enabled: true };
const microphone: AnnouncedTrack = { trackName: "microphone-1", kind: "audio", source: "microphone", enabled: true };

function setUp() {
  const said: unknown[] = [];
  const announcer = new Announcer({
    announce: (session: AnnouncedSession) => said.push(session),
    setTrackState: (state) => said.push(state),
  });
  return { announcer, said };
}

describe("Announcer", () => {
  it("says nothing of nothing, and nothing twice", () => {
    const { announcer, said } = setUp();
    announcer.update({ sessionId: "s1", tracks: [] });
    announcer.update({ sessionId: "s1", tracks: [camera] });
    announcer.update({ sessionId: "s1", tracks: [{ ...camera }] });
    expect(said).toEqual([{ sessionId: "s1", tracks: [camera] }]);
  });

  it("says a mute as a mute", () => {
    const { announcer, said } = setUp();
    announcer.update({ sessionId: "s1", tracks: [microphone, camera] });
    announcer.update({ sessionId: "s1", tracks: [{ ...microphone, enabled: false }, camera] });
    announcer.update({ sessionId: "s1", tracks: [microphone, camera] });
    expect(said.slice(1)).toEqual([
      { trackName: "microphone-1", kind: "audio", enabled: false },
      { trackName: "microphone-1", kind: "audio", enabled: true },
    ]);
  });

  it("takes back what a former session had, and what is closed", () => {
    const { announcer, said } = setUp();
    announcer.update({ sessionId: "s1", tracks: [camera], channels: [{ name: "chat" }] });
    announcer.update({ sessionId: "s2", tracks: [] });
    announcer.update({ sessionId: "s2", tracks: [], channels: [{ name: "chat" }] });
    announcer.update({ sessionId: "s2", tracks: [] });
    expect(said.slice(1)).toEqual([
      { sessionId: "s2", tracks: [] },
      { sessionId: "s2", tracks: [], channels: [{ name: "chat" }] },
      { sessionId: "s2", tracks: [] },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { mergeParticipants } from "../../src/client/room/pure/participants.js";
import { mergeSelf } from "../../src/client/room/pure/self.js";
import type { AnnouncedTrack, Participant } from "../../src/wire/room-protocol.js";
import { CallsError } from "../../src/base/error.js";
import { seeded } from "./seeded.js";

/** Stands for a received track. */
const trackOf = (() => {
  const tracks = new Map<string, MediaStreamTrack>();
  return (sessionId: string, trackName: string): MediaStreamTrack => {
    const key = `${sessionId}/${trackName}`;
    const track = tracks.get(key) ?? ({ id: key } as MediaStreamTrack);
    tracks.set(key, track);
    return track;
  };
})();

function person(id: string, sessionId: string, tracks: AnnouncedTrack[]): Participant {
  return { id, name: id.toUpperCase(), joinedAt: 0, session: { sessionId, tracks } };
}

const microphone: AnnouncedTrack = { trackName: "mic", kind: "audio", source: "microphone", enabled: false };
const camera: AnnouncedTrack = { trackName: "cam", kind: "video", source: "camera" };

describe("mergeParticipants", () => {
  it("shows each source in its place, with its mute", () => {
    const screen: AnnouncedTrack = { trackName: "scr", kind: "video", source: "screen" };
    const [ada] = mergeParticipants([], [person("ada", "s1", [microphone, camera, screen])], trackOf);
    expect(ada).toMatchObject({ id: "ada", name: "ADA", isSelf: false });
    expect(ada?.microphone).toMatchObject({ source: "microphone", trackName: "mic", enabled: false });
    expect(ada?.camera).toMatchObject({ enabled: true, track: { id: "s1/cam" } });
    expect(ada?.screen).toMatchObject({ source: "screen", trackName: "scr" });
  });

  it("takes a track without a source for a microphone or a camera, and needs no session", () => {
    const tracks: AnnouncedTrack[] = [
      { trackName: "a", kind: "audio" },
      { trackName: "v", kind: "video" },
    ];
    const roster = [person("ada", "s1", tracks), { id: "bob", name: "Bob", joinedAt: 1 }];
    const [ada, bob] = mergeParticipants([], roster, trackOf);
    expect(ada?.microphone?.trackName).toBe("a");
    expect(ada?.camera?.trackName).toBe("v");
    expect(bob).toMatchObject({ microphone: undefined, camera: undefined, screen: undefined });
  });

  it("drops the tracks of a former session at once", () => {
    const received = (sessionId: string, name: string) => (sessionId === "old" ? trackOf(sessionId, name) : undefined);
    const before = mergeParticipants([], [person("ada", "old", [camera])], received);
    const [ada] = mergeParticipants(before, [person("ada", "new", [camera])], received);
    expect(before[0]?.camera?.track).toBeDefined();
    expect(ada?.camera?.track).toBeUndefined();
  });

  it("keeps the identity of everything that is equal", () => {
    const roster = [person("ada", "s1", [microphone, camera]), person("bob", "s2", [camera])];
    const before = mergeParticipants([], roster, trackOf);
    expect(mergeParticipants(before, structuredClone(roster), trackOf)).toBe(before);
    const muted = [roster[0]!, person("bob", "s2", [{ ...camera, enabled: false }])];
    const after = mergeParticipants(before, muted, trackOf);
    expect(after).not.toBe(before);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  it.each([1, 2, 3])("a new object means a difference, and no difference the old object (seed %i)", (seed) => {
    const random = seeded(seed);
    let participants = mergeParticipants([], [], trackOf);
    for (let step = 0; step < 200; step++) {
      const roster = ["a", "b", "c"]
        .filter(() => random() < 0.8)
        .map((id) =>
          person(
            id,
            random() < 0.8 ? "s1" : "s2",
            [microphone, camera].filter(() => random() < 0.8),
          ),
        );
      const next = mergeParticipants(participants, roster, trackOf);
      expect(next.map(({ id }) => id)).toEqual(roster.map(({ id }) => id));
      for (const after of next) {
        const before = participants.find(({ id }) => id === after.id);
        expect(Object.isFrozen(after)).toBe(true);
        if (before) expect(before === after).toBe(JSON.stringify(before) === JSON.stringify(after));
      }
      participants = next;
    }
  });
});

describe("mergeSelf", () => {
  const off = { status: "off" } as const;
  const on = { status: "on", track: trackOf("own", "cam"), deviceId: "1" } as const;
  const devices = { microphone: off, camera: off, screen: off, screenAudio: undefined };
  const parts = { id: "me", name: "Me", ...devices, announced: [] };

  it("shows a device that is on before it is published, and a name when it is", () => {
    const before = mergeSelf(undefined, { ...parts, camera: on });
    expect(before.camera).toMatchObject({ trackName: "", enabled: true, track: on.track });
    const after = mergeSelf(before, { ...parts, camera: on, announced: [{ ...camera, trackName: "camera-1" }] });
    expect(after.camera?.trackName).toBe("camera-1");
    expect(mergeSelf(after, { ...parts, camera: on, announced: [{ ...camera, trackName: "camera-1" }] })).toBe(after);
  });

  it("shows a published device that is off as muted, and one that failed and is not published not at all", () => {
    const muted = mergeSelf(undefined, { ...parts, announced: [microphone] });
    expect(muted.microphone).toMatchObject({ trackName: "mic", enabled: false, track: undefined });
    const failed = { status: "failed", error: new CallsError("device-lost", "gone") } as const;
    expect(mergeSelf(muted, { ...parts, microphone: failed }).microphone).toBeUndefined();
  });

  it("shows the sound of the screen while it is captured, and the entry that the room keeps", () => {
    const screenAudio = trackOf("own", "sound");
    const shared = mergeSelf(undefined, {
      ...parts,
      screenAudio,
      announced: [{ trackName: "sound", kind: "audio", source: "screen-audio" }],
      entry: { id: "me", name: "Me, renamed", joinedAt: 1, role: "host", hand: 5, speaking: true },
    });
    expect(shared).toMatchObject({ name: "Me, renamed", role: "host", hand: 5, speaking: true });
    expect(shared.screenAudio).toMatchObject({ trackName: "sound", enabled: true, track: screenAudio });
    expect(mergeSelf(shared, parts).screenAudio).toBeUndefined();
  });
});

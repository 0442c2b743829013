import { describe, expect, it } from "vitest";
import { EMPTY_ROSTER, reduceRoster, rosterOf } from "../../src/signaling/roster.js";
import type { Roster } from "../../src/signaling/roster.js";
import type { Participant, RoomChange } from "../../src/wire/room-protocol.js";

const camera = { trackName: "c", kind: "video", source: "camera" } as const;
const screen = { trackName: "s", kind: "video", source: "screen" } as const;
const microphone = { trackName: "m", kind: "audio", source: "microphone" } as const;

const grace: Participant = {
  id: "g",
  name: "Grace",
  joinedAt: 10,
  session: { sessionId: "1", tracks: [microphone, camera] },
};
const linus: Participant = { id: "l", name: "Linus", joinedAt: 20 };

const join = (id: string, joinedAt: number): RoomChange => ({
  type: "join",
  revision: 1,
  from: id,
  data: { participant_id: id, participant_name: id.toUpperCase(), joined_at: joinedAt },
});
const session = (id: string, tracks: NonNullable<Participant["session"]>["tracks"], sessionId = "1"): RoomChange => ({
  type: "cloudflare-session",
  revision: 1,
  roomId: "r",
  participantId: id,
  participantName: "Grace",
  sessionId,
  tracks,
});
const ids = (roster: Roster) => roster.map(({ id }) => id).join("");

describe("roster", () => {
  it("is in order of joining, then of id, whatever the order of arrival", () => {
    const changes = [join("z", 5), join("b", 7), join("a", 7), join("c", 1)];
    expect(ids(changes.reduce(reduceRoster, EMPTY_ROSTER))).toBe("czab");
    expect(ids(changes.toReversed().reduce(reduceRoster, EMPTY_ROSTER))).toBe("czab");
  });

  it("is frozen through and through, and shares nothing with what it was made of", () => {
    const given = structuredClone([grace]);
    const [held] = rosterOf(given);
    expect(Object.isFrozen(held?.session?.tracks[0])).toBe(true);
    given[0]!.session!.tracks[0]!.enabled = false;
    expect(held?.session?.tracks[0]).toEqual(microphone);
  });

  it("keeps the identity of everything that a change leaves equal", () => {
    const before = rosterOf([grace, linus]);
    const muted = reduceRoster(before, { type: "track-state", revision: 1, from: "g", kind: "video", enabled: false });
    expect(muted[1]).toBe(before[1]);
    expect(muted[0]).not.toBe(before[0]);
    expect(muted[0]?.session?.tracks[0]).toBe(before[0]?.session?.tracks[0]);
    expect(muted[0]?.session?.tracks[1]).toEqual({ ...camera, enabled: false });

    const shared = reduceRoster(before, session("g", [screen, structuredClone(camera)]));
    expect(shared[0]?.session?.tracks[1]).toBe(before[0]?.session?.tracks[1]);
    expect(shared[0]?.session?.tracks.map(({ trackName }) => trackName)).toEqual(["s", "c"]);
  });

  it("is the same object when nothing changed", () => {
    const before = rosterOf([grace, linus]);
    expect(rosterOf(structuredClone([linus, grace]), before)).toBe(before);
    expect(reduceRoster(before, session("g", structuredClone([microphone, camera])))).toBe(before);
    expect(reduceRoster(before, session("nobody", []))).toBe(before);
    expect(reduceRoster(before, { type: "track-state", revision: 1, from: "l", kind: "audio", enabled: false })).toBe(
      before,
    );
  });

  it("takes one entry of each id, the last", () => {
    expect(rosterOf([grace, { ...grace, name: "Grace H." }]).map(({ name }) => name)).toEqual(["Grace H."]);
  });

  it("replaces the tracks with the session, and drops who left", () => {
    const moved = reduceRoster(rosterOf([grace, linus]), session("g", [camera], "2"));
    expect(moved[0]?.session).toEqual({ sessionId: "2", tracks: [camera] });
    const leave = { participant_id: "g", reason: "stale" } as const;
    expect(ids(reduceRoster(moved, { type: "leave", revision: 2, from: "g", data: leave }))).toBe("l");
  });

  it("means the camera, not the screen, by a mute without a name", () => {
    const before = rosterOf([
      { ...grace, session: { sessionId: "1", tracks: [screen, { ...camera, source: undefined }] } },
    ]);
    const after = reduceRoster(before, { type: "track-state", revision: 1, from: "g", kind: "video", enabled: false });
    expect(after[0]?.session?.tracks.map(({ enabled }) => enabled)).toEqual([undefined, false]);
    const named = {
      type: "track-state",
      revision: 1,
      from: "g",
      kind: "video",
      enabled: false,
      trackName: "s",
    } as const;
    expect(reduceRoster(before, named)[0]?.session?.tracks[0]?.enabled).toBe(false);
  });
});

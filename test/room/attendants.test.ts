/** Those whom a service of the server brings in: they stay as long as there are people, and no longer. */
import { describe, expect, it } from "vitest";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import { FeatureRoom } from "./feature-room.js";

const ai = { participantId: "ai", participantName: "Assistant" };
const voice = { sessionId: "s-ai", tracks: [{ trackName: "voice", kind: "audio" as const }] };

function meeting(): FeatureRoom {
  const room = new FeatureRoom();
  for (const who of ["ada", "ben"]) room.enter(who);
  return room;
}

const names = ({ state }: FeatureRoom): string[] => [...state.participants.values()].map(({ name }) => name);

describe("somebody whom a service brings in", () => {
  it("is seen with what they publish, keeps no order, and needs no sign of life", () => {
    const room = meeting();
    room.read("ben");
    room.take({ type: "attend", ...ai });
    room.take({ type: "attend", ...ai, session: voice });
    expect(room.read("ben")).toMatchObject([
      { type: "join", from: "ai", data: { participant_name: "Assistant" } },
      { type: "cloudflare-session", participantId: "ai", ...voice },
    ]);
    room.at += ROOM_SETTINGS.stale * 3;
    for (const who of ["ada", "ben"]) room.say(who, { type: "heartbeat" });
    room.take({ type: "sweep" });
    expect(names(room)).toContain("Assistant");
    room.say("ada", { type: "leave" });
    expect(room.state.participants.get("ben")?.role).toBe("host");
  });

  it("leaves with the last of the others, and their session is closed", () => {
    const room = meeting();
    room.take({ type: "attend", ...ai, session: voice });
    room.say("ada", { type: "leave" });
    expect(names(room)).toContain("Assistant");
    room.say("ben", { type: "leave" });
    expect(names(room)).toEqual([]);
    expect(room.state.sessions.get("s-ai")).toMatchObject({ closing: "all" });
  });

  it("is taken out by the service, or by a host, and by the service nobody else is", () => {
    const room = meeting();
    room.take({ type: "attend", ...ai, session: voice });
    room.take({ type: "dismiss", participantId: "ben" });
    expect(names(room)).toContain("ben");
    room.take({ type: "dismiss", participantId: "ai" });
    expect(names(room)).not.toContain("Assistant");
    // What comes too late is closed.
    room.take({ type: "attend", ...ai, participantId: "ai-2" });
    room.say("ada", { type: "remove", participantId: "ai-2" });
    room.take({ type: "session-created", sessionId: "late", participantId: "ai-2" });
    expect(room.state.sessions.get("late")).toMatchObject({ closing: "all" });
  });

  it("does not come into a room in which nobody is", () => {
    const room = new FeatureRoom();
    room.take({ type: "attend", ...ai, session: voice });
    expect(names(room)).toEqual([]);
    expect(room.state.sessions.get("s-ai")).toMatchObject({ closing: "all" });
  });

  it("has no microphone that a host could turn off", () => {
    const room = meeting();
    room.take({ type: "attend", ...ai, session: voice });
    room.read("ada");
    room.say("ada", { type: "mute", participantId: "ai", source: "microphone", ref: "m" });
    expect(room.read("ada")).toMatchObject([{ type: "error", code: "forbidden", ref: "m" }]);
    room.say("ada", { type: "mute", source: "microphone" });
    expect(room.state.participants.get("ai")?.session?.tracks[0]?.enabled).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import { Machine } from "./machine.js";

describe("sessions", () => {
  it("announces only what the proxy made for the sender", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("eve");
    machine.publish("ada", "s1", ["mic"]);
    machine.read("eve");
    machine.say("eve", { type: "cloudflare-session", sessionId: "s1", tracks: [] });
    machine.say("eve", { type: "cloudflare-session", sessionId: "s2", tracks: [] });
    expect(machine.read("eve")).toMatchObject([
      { type: "error", code: "session_not_owned" },
      { type: "error", code: "session_not_owned" },
    ]);
    expect(machine.read("ada").some((message) => message.type === "error")).toBe(false);
  });

  it("takes the ids from the token, never from the message", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.take({ type: "session-created", participantId: "ada", sessionId: "s1" });
    machine.read("ada");
    machine.say("ada", {
      type: "cloudflare-session",
      roomId: "other",
      participantId: "ben",
      participantName: "Ben",
      sessionId: "s1",
      tracks: [],
    });
    expect(machine.read("ada")).toMatchObject([{ roomId: "lab", participantId: "ada", participantName: "ada" }]);
  });

  it("retracts the old session with the new one, and closes what it published", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.publish("ada", "s1", ["old"]);
    machine.read("ben");
    machine.take({ type: "session-created", participantId: "ada", sessionId: "s2" });
    const effects = machine.say("ada", { type: "cloudflare-session", sessionId: "s2", tracks: [] });
    expect(effects).toContainEqual({ type: "release", sessionId: "s1", tracks: "published" });
    expect(machine.read("ben")).toMatchObject([{ type: "cloudflare-session", sessionId: "s2", tracks: [] }]);
    expect(machine.state.participants.get("ada")?.session).toEqual({ sessionId: "s2", tracks: [] });
  });

  it("does not repeat an announcement that says nothing new", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.publish("ada", "s1", ["mic"]);
    machine.say("ada", { type: "track-state", kind: "audio", enabled: false });
    machine.read("ada");
    machine.say("ada", {
      type: "cloudflare-session",
      sessionId: "s1",
      tracks: [{ enabled: false, kind: "audio", trackName: "mic" }],
    });
    expect(machine.read("ada")).toEqual([]);
    machine.publish("ada", "s1", ["mic"]);
    expect(machine.read("ada")).toMatchObject([{ type: "cloudflare-session", revision: 4 }]);
  });

  it.each([
    ["tracks", { tracks: [{ trackName: "a", kind: "audio" }, { trackName: "a", kind: "video" }] }], // prettier-ignore
    ["channels", { tracks: [], channels: [{ name: "a" }, { name: "a" }] }],
  ])("refuses two %s of one name", (_, body) => {
    const machine = new Machine();
    machine.enter("ada");
    machine.take({ type: "session-created", participantId: "ada", sessionId: "s1" });
    machine.read("ada");
    machine.say("ada", { type: "cloudflare-session", sessionId: "s1", ...body });
    expect(machine.read("ada")).toMatchObject([{ type: "error", code: "invalid_message" }]);
  });

  it("closes all sessions of somebody who leaves or goes stale, and of nobody else", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.publish("ada", "s1", ["mic"]);
    machine.take({ type: "session-created", participantId: "ada", sessionId: "s2" });
    machine.publish("ben", "s3", ["mic"]);
    expect(machine.say("ada", { type: "leave" }).filter(({ type }) => type === "release")).toEqual([
      { type: "release", sessionId: "s1", tracks: "all" },
      { type: "release", sessionId: "s2", tracks: "all" },
    ]);
    machine.at = 20_000;
    expect(machine.sweep()).toContainEqual({ type: "release", sessionId: "s3", tracks: "all" });
  });

  it("closes a session at once whose owner went while it was made, and forgets it in the end", () => {
    const machine = new Machine();
    const release = { type: "release", sessionId: "s1", tracks: "all" };
    expect(machine.take({ type: "session-created", participantId: "ada", sessionId: "s1" })).toContainEqual(release);
    machine.at = 600_000;
    machine.take({ type: "sweep" });
    expect(machine.state.sessions.size).toBe(0);
  });

  it("asks until a session is closed, also after a restart", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.publish("ada", "s1", ["mic"]);
    machine.say("ada", { type: "leave" });
    const release = { type: "release", sessionId: "s1", tracks: "all" };
    expect(machine.take({ type: "sweep" })).toContainEqual(release);
    expect(machine.take({ type: "restart", open: [] })).toContainEqual(release);
    machine.take({ type: "session-closed", sessionId: "s1", tracks: "published" });
    expect(machine.take({ type: "sweep" })).toContainEqual(release);
    machine.take({ type: "session-closed", sessionId: "s1", tracks: "all" });
    expect(machine.take({ type: "sweep" })).toEqual([]);
  });

  it("owes nothing any more when a viewer may speak again", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.publish("ben", "s1", ["mic"]);
    machine.say("ada", { type: "role", participantId: "ben", role: "viewer" });
    expect(machine.state.sessions.get("s1")?.closing).toBe("published");
    machine.say("ada", { type: "role", participantId: "ben", role: "speaker" });
    expect(machine.state.sessions.get("s1")?.closing).toBeUndefined();
  });

  it("lets the oldest spare session go when somebody makes too many", () => {
    const machine = new Machine({ ...ROOM_SETTINGS, sessionsPerParticipant: 3 });
    machine.enter("ada");
    machine.publish("ada", "s0", ["mic"]);
    const released = [1, 2, 3, 4].flatMap((n) =>
      machine
        .take({ type: "session-created", participantId: "ada", sessionId: `s${n}` })
        .flatMap((effect) => (effect.type === "release" ? [effect.sessionId] : [])),
    );
    expect(released).toEqual(["s1", "s2"]);
  });
});

describe("track state", () => {
  const announced = (): Machine => {
    const machine = new Machine();
    machine.enter("ada");
    machine.take({ type: "session-created", participantId: "ada", sessionId: "s1" });
    machine.say("ada", {
      type: "cloudflare-session",
      sessionId: "s1",
      tracks: [
        { trackName: "mic", kind: "audio", source: "microphone" },
        { trackName: "music", kind: "audio", source: "screen-audio" },
        { trackName: "cam", kind: "video", source: "camera" },
        { trackName: "slides", kind: "video", source: "screen" },
      ],
    });
    machine.read("ada");
    return machine;
  };

  it.each([
    [{ kind: "audio" }, "mic"],
    [{ kind: "video" }, "cam"],
    [{ kind: "audio", trackName: "music" }, "music"],
    [{ kind: "video", trackName: "slides" }, "slides"],
  ])("%j mutes %s, once", (message, trackName) => {
    const machine = announced();
    machine.say("ada", { type: "track-state", enabled: false, ...message });
    machine.say("ada", { type: "track-state", enabled: false, ...message });
    expect(machine.read("ada")).toMatchObject([{ type: "track-state", from: "ada", enabled: false, trackName }]);
    const off = machine.state.participants.get("ada")?.session?.tracks.filter(({ enabled }) => enabled === false);
    expect(off?.map((track) => track.trackName)).toEqual([trackName]);
  });

  it("refuses a track that is not announced, or of the other kind", () => {
    const machine = announced();
    machine.say("ada", { type: "track-state", kind: "audio", enabled: false, trackName: "nothing" });
    machine.say("ada", { type: "track-state", kind: "audio", enabled: false, trackName: "cam" });
    const refusals = machine.read("ada");
    expect(refusals).toMatchObject([{ code: "track_not_in_room" }, { code: "track_not_in_room" }]);
  });
});

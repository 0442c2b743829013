import { expect } from "vitest";
import { arrive, call, enterAs, people, publish, refusals, session } from "../ground.js";
import type { RuleRow } from "../ground.js";

const subject = "publishing";
const MICROPHONE = { trackName: "mic", kind: "audio" } as const;

export const rows: readonly RuleRow[] = [
  {
    subject,
    rule: "is of one's own sessions, by whatever name one goes",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      const sessionId = await publish(ground, ada);
      ben.tell({ type: "cloudflare-session", sessionId, participantId: ada.id, tracks: [MICROPHONE] });
      ben.tell({ type: "cloudflare-session", sessionId: "made-up", tracks: [] });
      await ben.settled();
      expect(refusals(ben)).toEqual(["session_not_owned", "session_not_owned"]);
      expect(ben.sees("Ada")?.session?.tracks).toHaveLength(2);
    },
  },
  {
    subject,
    rule: "is not for viewers, on tracks or on channels",
    async run(ground) {
      await enterAs(ground, "Ada", "host");
      const vic = await enterAs(ground, "Vic", "viewer");
      const sessionId = await session(ground, vic);
      vic.tell({ type: "cloudflare-session", sessionId, tracks: [MICROPHONE] });
      vic.tell({ type: "cloudflare-session", sessionId, tracks: [], channels: [{ name: "notes" }] });
      await vic.settled();
      expect(refusals(vic)).toEqual(["forbidden", "forbidden"]);
      // It tells who they are on the SFU, and publishes nothing.
      vic.tell({ type: "cloudflare-session", sessionId, tracks: [] });
      await vic.settled();
      expect(vic.sees("Vic")?.session).toMatchObject({ sessionId, tracks: [] });
    },
  },
  {
    subject,
    rule: "ends for whom a host makes a viewer",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await publish(ground, ben);
      await ada.settled();
      expect(ada.sees("Ben")?.session?.tracks).toHaveLength(2);
      await ada.ask({ type: "role", participantId: ben.id, role: "viewer" });
      expect(ada.sees("Ben")?.session?.tracks).toEqual([]);
    },
  },
  {
    subject,
    rule: "says each name once",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      const sessionId = await session(ground, ada);
      ada.tell({ type: "cloudflare-session", sessionId, tracks: [MICROPHONE, MICROPHONE] });
      ada.tell({ type: "cloudflare-session", sessionId, tracks: [], channels: [{ name: "x" }, { name: "x" }] });
      await ada.settled();
      expect(refusals(ada)).toEqual(["invalid_message", "invalid_message"]);
      expect(ada.sees("Ada")?.session).toBeUndefined();
    },
  },
  {
    subject,
    rule: "is muted track by track, after it was announced",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      ada.tell({ type: "track-state", kind: "audio", enabled: false });
      await ada.settled();
      expect(refusals(ada)).toEqual(["track_not_in_room"]);
      await publish(ground, ada);
      ada.tell({ type: "track-state", kind: "video", enabled: false, trackName: "cam" });
      await ada.settled();
      await ben.settled();
      expect(ben.sees("Ada")?.session?.tracks.map(({ enabled = true }) => enabled)).toEqual([true, false]);
    },
  },
  {
    subject: "the SFU",
    rule: "is closed to who waits, who was put out, and who has left",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      const sessions = [await session(ground, ben), await session(ground, cleo)];
      await ada.ask({ type: "remove", participantId: ben.id });
      cleo.tell({ type: "leave" });
      await cleo.closed;
      await ada.ask({ type: "policy", waitingRoom: true });
      const dan = await arrive(ground, "Dan");
      const make = (person: { token: string }) => call(ground, person, "POST", "", {});
      expect((await make(ben)).status).toBe(403);
      expect((await make(dan)).status).toBe(403);
      expect((await make(cleo)).status).toBe(425);
      expect((await call(ground, ben, "GET", `/${sessions[0]}`)).status).toBe(403);
      expect((await call(ground, cleo, "GET", `/${sessions[1]}`)).status).toBe(410);
    },
  },
  {
    subject: "the SFU",
    rule: "does for each what their own sessions need, and nothing with others'",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      const [hers, his] = [await publish(ground, ada), await session(ground, ben)];
      expect((await call(ground, ben, "GET", `/${his}`)).status).toBe(200);
      const before = ground.reached();
      expect(await call(ground, ben, "GET", `/${hers}`)).toMatchObject({
        status: 403,
        body: { errorCode: "session_not_owned" },
      });
      expect(await call(ground, ben, "GET", "/made-up")).toMatchObject({ status: 410 });
      const close = { tracks: [{ mid: "0" }], force: true };
      expect((await call(ground, ben, "PUT", `/${hers}/tracks/close`, close)).status).toBe(403);
      expect(ground.reached()).toBe(before);
    },
  },
  {
    subject: "the SFU",
    rule: "gives what is announced, and says of all else that it is not there",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      const [hers, his] = [await publish(ground, ada), await session(ground, ben)];
      const before = ground.reached();
      const pulled = await call(ground, ben, "POST", `/${his}/tracks/new`, {
        tracks: [
          { location: "remote", sessionId: hers, trackName: "secret" },
          { location: "remote", sessionId: "elsewhere", trackName: "mic" },
        ],
      });
      expect(pulled).toMatchObject({
        status: 200,
        body: { tracks: [{ errorCode: "not_found_track_error" }, { errorCode: "not_found_track_error" }] },
      });
      const heard = await call(ground, ben, "POST", `/${his}/datachannels/new`, {
        dataChannels: [{ location: "remote", sessionId: hers, dataChannelName: "notes" }],
      });
      expect(heard).toMatchObject({ status: 200, body: { dataChannels: [{ errorCode: "not_found_track_error" }] } });
      expect(ground.reached()).toBe(before);
    },
  },
  {
    subject: "the SFU",
    rule: "takes nothing from viewers",
    async run(ground) {
      await enterAs(ground, "Ada", "host");
      const vic = await enterAs(ground, "Vic", "viewer");
      const his = await session(ground, vic);
      const before = ground.reached();
      const sessionDescription = { type: "offer", sdp: "v=0" };
      const tracks = [{ location: "local", trackName: "cam", mid: "0" }];
      const published = await call(ground, vic, "POST", `/${his}/tracks/new`, { tracks, sessionDescription });
      expect(published).toMatchObject({ status: 200, body: { tracks: [{ errorCode: "forbidden" }] } });
      const found = await call(ground, vic, "POST", `/${his}/tracks/new`, { autoDiscover: true, sessionDescription });
      expect(found.status).toBe(403);
      const dataChannels = [{ location: "local", dataChannelName: "notes" }];
      const opened = await call(ground, vic, "POST", `/${his}/datachannels/new`, { dataChannels });
      expect(opened).toMatchObject({ status: 200, body: { dataChannels: [{ errorCode: "forbidden" }] } });
      expect(ground.reached()).toBe(before);
    },
  },
];

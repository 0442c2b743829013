import { expect } from "vitest";
import { arrive, enter, heardOf, join, open, people, publish, reads } from "../ground.js";
import type { RuleRow } from "../ground.js";

const MINUTE = 60_000;

const removing: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "closes the socket, and everybody is told why they left",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      expect(await ada.ask({ type: "remove", participantId: ben.id })).toBe("done");
      expect(await ben.closed).toBe(4005);
      await cleo.settled();
      expect(heardOf(cleo, "leave").map(({ from, data }) => [from, data.reason])).toEqual([[ben.id, "removed"]]);
    },
  },
  {
    rule: "lets nobody back by a socket alone, and everybody by a new join",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await ada.ask({ type: "remove", participantId: ben.id });
      await ben.closed;
      const knocking = await open(ground, ben.token, ben.id);
      knocking.tell({ type: "hello", protocol: 1 });
      expect(await knocking.closed).toBe(4005);
      expect((await enter(ground, "Ben", ben.token)).id).toBe(ben.id);
    },
  },
  {
    rule: "with a ban lets nobody back who shows the same token",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ada.ask({ type: "remove", participantId: ben.id, ban: true })).toBe("done");
      expect(await ben.closed).toBe(4005);
      expect(await join(ground, "Ben", ben.token)).toEqual({ refused: "banned" });
    },
  },
  {
    rule: "is not for oneself, for speakers, or for who is not there",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ada.ask({ type: "remove", participantId: ada.id })).toBe("forbidden");
      expect(await ben.ask({ type: "remove", participantId: ada.id })).toBe("forbidden");
      expect(await ada.ask({ type: "remove", participantId: "nobody" })).toBe("invalid_message");
      expect(ada.view.roster.size).toBe(2);
    },
  },
  {
    rule: "reaches those at the door",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      await ada.ask({ type: "policy", waitingRoom: true });
      const ben = await arrive(ground, "Ben");
      expect(await ada.ask({ type: "remove", participantId: ben.id })).toBe("done");
      expect(await ben.closed).toBe(4005);
      expect(ada.view.waiting).toEqual([]);
    },
  },
];

const muting: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "turns one source of one person off, for everybody to see",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      await publish(ground, ben);
      expect(await ada.ask({ type: "mute", participantId: ben.id, source: "microphone" })).toBe("done");
      await Promise.all([ben.settled(), cleo.settled()]);
      expect(heardOf(ben, "asked")).toEqual([{ type: "asked", from: ada.id, action: "mute", source: "microphone" }]);
      expect(cleo.sees("Ben")?.session?.tracks.map(({ enabled = true }) => enabled)).toEqual([false, true]);
      expect(heardOf(cleo, "asked")).toEqual([]);
    },
  },
  {
    rule: "of everybody leaves oneself alone, and who is silent",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      for (const person of [ada, ben]) await publish(ground, person);
      expect(await ada.ask({ type: "mute", source: "microphone" })).toBe("done");
      await Promise.all([ben.settled(), cleo.settled()]);
      expect([ada, ben, cleo].map((person) => heardOf(person, "asked").length)).toEqual([0, 1, 0]);
      expect(ada.sees("Ada")?.session?.tracks[0]?.enabled).not.toBe(false);
      expect(ada.sees("Ben")?.session?.tracks[0]?.enabled).toBe(false);
    },
  },
  {
    rule: "is never undone by a host: they ask, and the person decides",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await publish(ground, ben);
      ben.tell({ type: "track-state", kind: "audio", enabled: false });
      await ben.settled();
      expect(await ada.ask({ type: "ask-unmute", participantId: ben.id, source: "microphone" })).toBe("done");
      await ben.settled();
      expect(heardOf(ben, "asked")).toEqual([{ type: "asked", from: ada.id, action: "unmute", source: "microphone" }]);
      expect(ada.sees("Ben")?.session?.tracks[0]?.enabled).toBe(false);
    },
  },
  {
    rule: "is a host's, and of people who are there",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ben.ask({ type: "mute", source: "microphone" })).toBe("forbidden");
      expect(await ben.ask({ type: "ask-unmute", participantId: ada.id, source: "camera" })).toBe("forbidden");
      expect(await ada.ask({ type: "mute", participantId: "nobody", source: "camera" })).toBe("invalid_message");
    },
  },
];

const ending: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "by a host is for everybody, and lets nobody in",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ben.ask({ type: "end" })).toBe("forbidden");
      expect(await ada.ask({ type: "end" })).toBe("done");
      expect(await Promise.all([ada.closed, ben.closed])).toEqual([4006, 4006]);
      expect(heardOf(ben, "leave").every(({ data }) => data.reason === "ended")).toBe(true);
      expect(await join(ground, "Cleo")).toEqual({ refused: "room_ended" });
      expect(await join(ground, "Ben", ben.token)).toEqual({ refused: "room_ended" });
    },
  },
  {
    rule: "is for those at the door, too",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      await ada.ask({ type: "policy", waitingRoom: true });
      const ben = await arrive(ground, "Ben");
      expect(await ada.ask({ type: "end" })).toBe("done");
      expect(await ben.closed).toBe(4006);
    },
  },
  {
    rule: "comes by itself at the time that a host has said, which is later than now",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ada.ask({ type: "policy", endsAt: ground.now() - 1 })).toBe("invalid_message");
      expect(await ada.ask({ type: "policy", endsAt: ground.now() + MINUTE })).toBe("done");
      expect(ada.view.policy?.endsAt).toBe(ground.now() + MINUTE);
      await ground.advance(MINUTE);
      ada.tell({ type: "heartbeat" });
      expect(await Promise.all([ada.closed, ben.closed])).toEqual([4006, 4006]);
      expect(await join(ground, "Cleo")).toEqual({ refused: "room_ended" });
    },
  },
  {
    rule: "can be called off",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      await ada.ask({ type: "policy", endsAt: ground.now() + 1_000 });
      expect(await ada.ask({ type: "policy", endsAt: null })).toBe("done");
      await ground.advance(1_000);
      await ada.settled();
      expect(ada.view.policy).not.toHaveProperty("endsAt");
      expect(await ada.ask({ type: "hand", raised: true })).toBe("done");
    },
  },
  {
    rule: "comes to a room that was made for a time",
    async run(ground) {
      await ground.order({ endsAt: ground.now() + 1_000 });
      const { ada } = await people(ground, "Ada");
      await ground.advance(1_000);
      ada.tell({ type: "heartbeat" });
      expect(await ada.closed).toBe(4006);
    },
  },
];

const spotlight: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "is on people who are there, once each, in the order that a host says",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      const wanted = [ben.id, "nobody", ada.id, ben.id];
      expect(await ada.ask({ type: "policy", spotlight: wanted })).toBe("done");
      await ben.settled();
      expect(ben.view.policy?.spotlight).toEqual([ben.id, ada.id]);
      expect(await ben.ask({ type: "policy", spotlight: [] })).toBe("forbidden");
    },
  },
  {
    rule: "goes with those who leave",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await ada.ask({ type: "policy", spotlight: [ben.id, ada.id] });
      ben.tell({ type: "leave" });
      await ben.closed;
      await ada.settled();
      expect(ada.view.policy?.spotlight).toEqual([ada.id]);
    },
  },
  {
    rule: "is a part of the policy that the other parts leave alone",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      await ada.ask({ type: "policy", spotlight: [ada.id] });
      await ada.ask({ type: "policy", locked: true });
      expect(ada.view.policy).toEqual({ locked: true, waitingRoom: false, spotlight: [ada.id] });
      expect(reads(ada)).toEqual([]);
    },
  },
];

export const rows: readonly RuleRow[] = [
  ...removing.map((row) => ({ subject: "putting out", ...row })),
  ...muting.map((row) => ({ subject: "muting", ...row })),
  ...ending.map((row) => ({ subject: "the end", ...row })),
  ...spotlight.map((row) => ({ subject: "the spotlight", ...row })),
];

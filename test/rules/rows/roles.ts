import { expect } from "vitest";
import { enter, enterAs, join, people, tokenOf } from "../ground.js";
import type { RuleRow } from "../ground.js";

const subject = "roles";

export const rows: readonly RuleRow[] = [
  {
    subject,
    rule: "the first is host where no token says roles, and nobody else",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(ada.sees("Ada")?.role).toBe("host");
      expect(ben.sees("Ben")?.role).toBeUndefined();
      expect(await ben.ask({ type: "policy", locked: true })).toBe("forbidden");
      expect(await ada.ask({ type: "policy", locked: true })).toBe("done");
    },
  },
  {
    subject,
    rule: "when the host leaves, the one is host who is there longest",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      await ground.advance(1);
      const ben = await enter(ground, "Ben");
      await ground.advance(1);
      const cleo = await enter(ground, "Cleo");
      ada.tell({ type: "leave" });
      expect(await ada.closed).toBe(4000);
      await cleo.settled();
      expect(cleo.sees("Ben")?.role).toBe("host");
      expect(cleo.sees("Cleo")?.role).toBeUndefined();
      expect(await ben.ask({ type: "policy", locked: true })).toBe("done");
    },
  },
  {
    subject,
    rule: "a token's role takes the room from who was host by being first",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      const hanna = await enterAs(ground, "Hanna", "host");
      await ada.settled();
      expect(ada.sees("Ada")?.role ?? "speaker").toBe("speaker");
      expect(ada.sees("Hanna")?.role).toBe("host");
      expect(await ada.ask({ type: "policy", locked: true })).toBe("forbidden");
      expect(await hanna.ask({ type: "policy", locked: true })).toBe("done");
    },
  },
  {
    subject,
    rule: "where tokens say roles, nobody is host by being first",
    async run(ground) {
      const sue = await enterAs(ground, "Sue", "speaker");
      const ben = await enter(ground, "Ben");
      sue.tell({ type: "leave" });
      await sue.closed;
      await ben.settled();
      expect(ben.sees("Ben")?.role).toBeUndefined();
      expect(await ben.ask({ type: "end" })).toBe("forbidden");
    },
  },
  {
    subject,
    rule: "a host's to give, told to everybody, and kept for whoever comes back",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      expect(await ada.ask({ type: "role", participantId: ben.id, role: "viewer" })).toBe("done");
      await cleo.settled();
      expect(cleo.sees("Ben")?.role).toBe("viewer");
      ben.tell({ type: "leave" });
      await ben.closed;
      const again = await enter(ground, "Ben", ben.token);
      expect(again.sees("Ben")?.role).toBe("viewer");
    },
  },
  {
    subject,
    rule: "the last host stays host",
    async run(ground) {
      const { ada } = await people(ground, "Ada", "Ben");
      for (const role of ["speaker", "viewer"] as const) {
        expect(await ada.ask({ type: "role", participantId: ada.id, role })).toBe("forbidden");
      }
      expect(ada.sees("Ada")?.role).toBe("host");
    },
  },
  {
    subject,
    rule: "hand the room over: make another host, then step down",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ada.ask({ type: "role", participantId: ben.id, role: "host" })).toBe("done");
      expect(await ada.ask({ type: "role", participantId: ada.id, role: "speaker" })).toBe("done");
      expect(await ada.ask({ type: "policy", locked: true })).toBe("forbidden");
      expect(await ben.ask({ type: "policy", locked: true })).toBe("done");
      expect(ben.sees("Ada")?.role ?? "speaker").toBe("speaker");
    },
  },
  {
    subject,
    rule: "are not a speaker's to give, nor for somebody who is not there",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ben.ask({ type: "role", participantId: ben.id, role: "host" })).toBe("forbidden");
      expect(await ada.ask({ type: "role", participantId: "nobody", role: "host" })).toBe("invalid_message");
    },
  },
  {
    subject,
    rule: "of a token decide as who somebody comes, whatever name they ask for",
    async run(ground) {
      const reply = await join(ground, "Mallory", await tokenOf(ground, "Vic", "viewer"));
      expect(reply).toMatchObject({ participantId: "vic", participantName: "Vic", role: "viewer" });
    },
  },
];

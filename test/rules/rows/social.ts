import { expect } from "vitest";
import { PATIENCE, enter, heardOf, people, tokenOf } from "../ground.js";
import type { RuleRow } from "../ground.js";

const hands: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "keep the order in which they were raised, and their place",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      await cleo.ask({ type: "hand", raised: true });
      await ben.ask({ type: "hand", raised: true });
      await ada.settled();
      const first = ada.sees("Cleo")?.hand ?? 0;
      expect(ada.sees("Ben")?.hand).toBeGreaterThan(first);
      expect(await cleo.ask({ type: "hand", raised: true })).toBe("done");
      await ada.settled();
      expect(ada.sees("Cleo")?.hand).toBe(first);
      await cleo.ask({ type: "hand", raised: false });
      await ada.settled();
      expect(ada.sees("Cleo")?.hand).toBeUndefined();
    },
  },
  {
    rule: "are one's own to raise, and a host's to lower",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      await ben.ask({ type: "hand", raised: true });
      expect(await cleo.ask({ type: "hand", raised: false, participantId: ben.id })).toBe("forbidden");
      expect(await ada.ask({ type: "hand", raised: true, participantId: cleo.id })).toBe("forbidden");
      expect(await ada.ask({ type: "hand", raised: false, participantId: ben.id })).toBe("done");
      expect(await ada.ask({ type: "hand", raised: false, participantId: "nobody" })).toBe("invalid_message");
      expect(ada.sees("Ben")?.hand).toBeUndefined();
    },
  },
];

const reactions: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "are shown to everybody once, and kept for nobody",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ben.ask({ type: "reaction", reaction: "👏" })).toBe("done");
      await ada.settled();
      for (const person of [ada, ben]) {
        expect(heardOf(person, "reaction")).toEqual([{ type: "reaction", from: ben.id, reaction: "👏" }]);
      }
      expect(heardOf(await enter(ground, "Cleo"), "reaction")).toEqual([]);
    },
  },
  {
    rule: "are ten at once, and two a second from then on",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      const react = () => ada.ask({ type: "reaction", reaction: "👏" });
      for (let number = 1; number <= 10; number += 1) expect(await react()).toBe("done");
      expect(await react()).toBe("rate_limited");
      await ground.advance(500);
      expect(await react()).toBe("done");
      expect(heardOf(ada, "reaction")).toHaveLength(11);
    },
  },
];

const names: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "are changed by who chose them, as a join takes them, with metadata beside",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      const metadata = { team: "blue", desk: 7 };
      expect(await ada.ask({ type: "profile", name: "  Ada\u0007 Lovelace ", metadata })).toBe("done");
      await ben.settled();
      expect(ben.sees("Ada Lovelace")).toMatchObject({ id: ada.id, metadata });
      expect(await ada.ask({ type: "profile", name: " \u200B" })).toBe("invalid_name");
    },
  },
  {
    rule: "that look like another's get a number",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await enter(ground, "Аdа");
      await ada.settled();
      expect([...ada.view.roster.values()].map(({ name }) => name)).toEqual(["Ada", "Ben", "Аdа (2)"]);
      expect(await ben.ask({ type: "profile", name: "ada" })).toBe("done");
      expect(ben.view.roster.get(ben.id)?.name).toMatch(/^ada \(\d\)$/);
    },
  },
  {
    rule: "that a token gave stay, and others make way for them",
    async run(ground) {
      await people(ground, "Grace");
      const grace = await enter(ground, "Somebody", await tokenOf(ground, "Grace"));
      expect(grace.view.roster.get(grace.id)?.name).toBe("Grace");
      expect([...grace.view.roster.values()].map(({ name }) => name)).toContain("Grace (2)");
      expect(await grace.ask({ type: "profile", name: "Eve" })).toBe("forbidden");
      expect(await grace.ask({ type: "profile", metadata: { mood: "fine" } })).toBe("done");
    },
  },
];

const voices: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "are told at once, and what flickers when it has settled",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await ada.ask({ type: "speaking", speaking: true });
      await ben.settled();
      expect(ben.sees("Ada")?.speaking).toBe(true);
      await ada.ask({ type: "speaking", speaking: false });
      await ben.settled();
      expect(ben.sees("Ada")?.speaking).toBe(true);
      await ground.advance(400);
      await ben.settled();
      expect(ben.sees("Ada")?.speaking).toBeUndefined();
    },
  },
  {
    rule: "end with the socket",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await ada.ask({ type: "speaking", speaking: true });
      await ground.advance(400);
      ada.lose();
      // The room hears of the loss a moment after the page, and tells it unasked.
      await expect.poll(() => ben.sees("Ada")?.speaking, PATIENCE).toBeUndefined();
      expect(ben.sees("Ada")).toBeDefined();
    },
  },
];

export const rows: readonly RuleRow[] = [
  ...hands.map((row) => ({ subject: "hands", ...row })),
  ...reactions.map((row) => ({ subject: "reactions", ...row })),
  ...names.map((row) => ({ subject: "names", ...row })),
  ...voices.map((row) => ({ subject: "voices", ...row })),
];

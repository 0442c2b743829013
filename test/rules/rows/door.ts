import { expect } from "vitest";
import { arrive, enter, enterAs, join, people, tokenOf } from "../ground.js";
import type { Ground, Person, RuleRow } from "../ground.js";

const names = ({ view }: Person): string[] => view.waiting.map(({ name }) => name);

/** Ada keeps a door, at which the others wait. */
async function door(ground: Ground, ...others: string[]): Promise<{ ada: Person; waiting: Person[] }> {
  const ada = await enter(ground, "Ada");
  await ada.ask({ type: "policy", waitingRoom: true });
  const waiting: Person[] = [];
  for (const name of others) waiting.push(await arrive(ground, name));
  await ada.settled();
  return { ada, waiting };
}

const locking: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "keeps out who is new, and nobody who is in",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ada.ask({ type: "policy", locked: true })).toBe("done");
      expect(await join(ground, "Cleo")).toEqual({ refused: "room_locked" });
      ben.lose();
      expect((await enter(ground, "Ben", ben.token)).id).toBe(ben.id);
      await ada.ask({ type: "policy", locked: false });
      await enter(ground, "Cleo");
    },
  },
  {
    rule: "does not keep out a host by token",
    async run(ground) {
      const ada = await enterAs(ground, "Ada", "host");
      await ada.ask({ type: "policy", locked: true });
      expect(await join(ground, "Sue", await tokenOf(ground, "Sue", "speaker"))).toEqual({ refused: "room_locked" });
      await enterAs(ground, "Hanna", "host");
    },
  },
  {
    rule: "of a room that is made so opens to a host's token, and not to whoever is first",
    async run(ground) {
      await ground.order({ locked: true });
      expect(await join(ground, "Eve")).toEqual({ refused: "room_locked" });
      const ada = await enterAs(ground, "Ada", "host");
      expect(ada.sees("Ada")?.role).toBe("host");
    },
  },
];

const waitingRoom: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "has those wait who come: hosts hear of them, and they hear nothing",
    async run(ground) {
      const { ada, waiting } = await door(ground, "Ben", "Cleo");
      expect(names(ada)).toEqual(["Ben", "Cleo"]);
      await ada.ask({ type: "chat", id: "m", text: "Not for them." });
      for (const person of waiting) {
        await person.settled();
        expect(person.heard.map(({ type }) => type)).toEqual(["wait"]);
      }
      expect(ada.view.roster.size).toBe(1);
    },
  },
  {
    rule: "lets in whom a host admits, with all that they need",
    async run(ground) {
      const { ada, waiting } = await door(ground, "Ben", "Cleo");
      const [ben, cleo] = waiting;
      expect(await ada.ask({ type: "admit", participantId: ben!.id })).toBe("done");
      await Promise.all([ben!.settled(), cleo!.settled()]);
      expect(ben!.view.roster.size).toBe(2);
      expect(cleo!.view.roster.size).toBe(0);
      expect(names(ada)).toEqual(["Cleo"]);
      expect(await ada.ask({ type: "admit", participantId: ben!.id })).toBe("invalid_message");
    },
  },
  {
    rule: "lets in everybody at once",
    async run(ground) {
      const { ada, waiting } = await door(ground, "Ben", "Cleo");
      expect(await ada.ask({ type: "admit" })).toBe("done");
      await Promise.all(waiting.map((person) => person.settled()));
      expect(ada.view.roster.size).toBe(3);
      expect(names(ada)).toEqual([]);
    },
  },
  {
    rule: "sends away whom a host denies, who may ask again",
    async run(ground) {
      const { ada, waiting } = await door(ground, "Ben");
      const ben = waiting[0]!;
      expect(await ada.ask({ type: "deny", participantId: ben.id })).toBe("done");
      expect(await ben.closed).toBe(4007);
      expect(ben.heard.at(-1)).toMatchObject({ type: "error", code: "denied" });
      expect(await ada.ask({ type: "deny", participantId: ben.id })).toBe("invalid_message");
      const again = await arrive(ground, "Ben", { token: ben.token });
      expect(again.heard.map(({ type }) => type)).toEqual(["wait"]);
    },
  },
  {
    rule: "is a host's to keep, and to see",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await ada.ask({ type: "policy", waitingRoom: true });
      const cleo = await arrive(ground, "Cleo");
      await ben.settled();
      expect(ben.heard.some(({ type }) => type === "waiting")).toBe(false);
      expect(await ben.ask({ type: "admit", participantId: cleo.id })).toBe("forbidden");
      expect(await ben.ask({ type: "deny", participantId: cleo.id })).toBe("forbidden");
      await ada.ask({ type: "role", participantId: ben.id, role: "host" });
      await ben.settled();
      expect(names(ben)).toEqual(["Cleo"]);
    },
  },
  {
    rule: "forgets who goes away from it",
    async run(ground) {
      const { ada, waiting } = await door(ground, "Ben");
      waiting[0]!.tell({ type: "leave" });
      await waiting[0]!.closed;
      await ada.settled();
      expect(names(ada)).toEqual([]);
    },
  },
  {
    rule: "that is opened lets everybody in",
    async run(ground) {
      const { ada, waiting } = await door(ground, "Ben", "Cleo");
      expect(await ada.ask({ type: "policy", waitingRoom: false })).toBe("done");
      await Promise.all(waiting.map((person) => person.settled()));
      expect(waiting.map(({ view }) => view.roster.size)).toEqual([3, 3]);
    },
  },
  {
    rule: "does not hold a host by token, nor who was let in once",
    async run(ground) {
      const { ada, waiting } = await door(ground, "Ben");
      const ben = waiting[0]!;
      await ada.ask({ type: "admit", participantId: ben.id });
      await ben.settled();
      ben.tell({ type: "leave" });
      await ben.closed;
      await enter(ground, "Ben", ben.token);
      await enterAs(ground, "Hanna", "host");
    },
  },
];

const capacity: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "is for people at once, and those who are in come back",
    async run(ground) {
      await ground.order({ capacity: 2 });
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await join(ground, "Cleo")).toEqual({ refused: "room_full" });
      ben.lose();
      const again = await enter(ground, "Ben", ben.token);
      again.tell({ type: "leave" });
      await again.closed;
      await ada.settled();
      await enter(ground, "Cleo");
    },
  },
  {
    rule: "holds for those whom a host lets in",
    async run(ground) {
      await ground.order({ capacity: 1 });
      const { ada, waiting } = await door(ground, "Ben");
      expect(await ada.ask({ type: "admit", participantId: waiting[0]!.id })).toBe("room_full");
      expect(names(ada)).toEqual(["Ben"]);
    },
  },
];

export const rows: readonly RuleRow[] = [
  ...locking.map((row) => ({ subject: "the lock", ...row })),
  ...waitingRoom.map((row) => ({ subject: "the waiting room", ...row })),
  ...capacity.map((row) => ({ subject: "capacity", ...row })),
];

import { expect } from "vitest";
import { PATIENCE, connect, heardOf, join, open, people, refusals } from "../ground.js";
import type { Person, RuleRow } from "../ground.js";

/** Where somebody would come back to. */
const placeOf = ({ view }: Person) => ({ epoch: view.epoch, revision: view.revision, chat: view.chatVersion });

const comingBack: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "a lost socket is no departure, and who comes back hears only what they missed",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await ada.ask({ type: "chat", id: "m1", text: "Before." });
      await ben.settled();
      const place = placeOf(ben);
      ben.lose();
      await ada.ask({ type: "hand", raised: true });
      await ada.ask({ type: "chat", id: "m2", text: "Meanwhile." });
      expect(ada.sees("Ben")).toBeDefined();
      const again = await connect(ground, ben.token, ben.id, place);
      const [welcome, ...missed] = again.heard;
      expect(welcome).toMatchObject({ type: "welcome", epoch: place.epoch, revision: place.revision });
      expect(welcome).not.toHaveProperty("participants");
      expect(missed.map(({ type }) => type)).toEqual(["chat", "participant"]);
      expect(heardOf(again, "chat")[0]?.messages.map(({ text }) => text)).toEqual(["Meanwhile."]);
      expect(heardOf(again, "participant")[0]?.revision).toBe(place.revision + 1);
    },
  },
  {
    rule: "who remembers another life of the room, or one to come, gets all of this one",
    async run(ground) {
      const { ben } = await people(ground, "Ada", "Ben");
      const { epoch, revision } = placeOf(ben);
      ben.lose();
      for (const resume of [
        { epoch: "another", revision },
        { epoch, revision: revision + 5 },
      ]) {
        const again = await connect(ground, ben.token, ben.id, resume);
        expect(again.heard[0]).toMatchObject({ type: "welcome", revision, participants: [{}, {}] });
        again.lose();
      }
    },
  },
  {
    rule: "who connects from elsewhere takes the place of their older socket",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      const again = await connect(ground, ben.token, ben.id);
      expect(await ben.closed).toBe(4001);
      await ada.settled();
      expect(heardOf(ada, "leave")).toEqual([]);
      expect(await again.ask({ type: "hand", raised: true })).toBe("done");
    },
  },
  {
    rule: "who says goodbye is gone at once",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      ben.tell({ type: "leave" });
      expect(await ben.closed).toBe(4000);
      await ada.settled();
      expect(heardOf(ada, "leave").map(({ from, data }) => [from, data.reason])).toEqual([[ben.id, "left"]]);
    },
  },
];

const nonsense: readonly Omit<RuleRow, "subject">[] = [
  ...(
    [
      ["no JSON", "{"],
      ["of no type that there is", { type: "shout" }],
      ["without what their type needs", { type: "chat", id: "m1" }],
      ["that are not text", new Uint8Array([1, 2, 3])],
      ["of two hellos' worth of protocol", { type: "hello", protocol: 2 }],
    ] as const
  ).map(([which, message]) => ({
    rule: `messages ${which} are refused, and the third ends the socket`,
    async run(ground: Parameters<RuleRow["run"]>[0]) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      for (let strike = 1; strike <= 2; strike += 1) ben.tell(message);
      await ben.settled();
      expect(refusals(ben)).toEqual(["invalid_message", "invalid_message"]);
      ben.tell(message);
      expect(await ben.closed).toBe(4004);
      await ada.settled();
      expect(ada.sees("Ben")).toBeDefined();
    },
  })),
  {
    rule: "messages that their sender knows by a name are refused by it, and never held against them",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      for (let number = 1; number <= 5; number += 1) {
        expect(await ada.ask({ type: "chat", id: "", text: "No id." })).toBe("invalid_message");
      }
      expect(await ada.ask({ type: "hand", raised: true })).toBe("done");
    },
  },
  {
    rule: "messages that are too long are refused",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      ada.tell({ type: "chat", id: "m1", text: "x".repeat(33_000) });
      await ada.settled();
      expect(refusals(ada)).toEqual(["message_too_large"]);
    },
  },
  {
    rule: "nobody takes part before they have said hello",
    async run(ground) {
      await people(ground, "Ada");
      const reply = await join(ground, "Ben");
      if ("refused" in reply) throw new Error(reply.refused);
      const ben = await open(ground, reply.token, reply.participantId);
      expect(await ben.ask({ type: "hand", raised: true })).toBe("invalid_message");
      expect(ben.heard.map(({ type }) => type)).toEqual(["error"]);
    },
  },
];

const rates: readonly Omit<RuleRow, "subject">[] = [
  {
    rule: "sixty messages at once and twenty a second; who sends more is told once, and not heard",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      // Messages that change nothing, each of which is answered.
      const ask = (ref: string) => ada.tell({ type: "speaking", speaking: false, ref });
      for (let number = 1; number <= 70; number += 1) ask(`${number}`);
      await expect.poll(() => refusals(ada), PATIENCE).toEqual(["rate_limited"]);
      await ground.advance(1_000);
      ask("later");
      await ada.settled();
      const refs = heardOf(ada, "done").map(({ ref }) => ref);
      expect(refs).toContain("later");
      const answered = ada.heard.slice(
        0,
        ada.heard.findIndex(({ type }) => type === "error"),
      );
      const first = answered.filter(({ type }) => type === "done").length;
      expect(first).toBeGreaterThan(50);
      expect(refs).not.toContain(`${first + 1}`);
      expect(refusals(ada)).toEqual(["rate_limited"]);
    },
  },
  {
    rule: "a flood ends the socket",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      for (let number = 1; number <= 270; number += 1) ada.tell({ type: "speaking", speaking: false });
      expect(await ada.closed).toBe(4004);
    },
  },
];

export const rows: readonly RuleRow[] = [
  ...comingBack.map((row) => ({ subject: "coming back", ...row })),
  ...nonsense.map((row) => ({ subject: "nonsense", ...row })),
  ...rates.map((row) => ({ subject: "rates", ...row })),
];

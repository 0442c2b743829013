import { expect } from "vitest";
import { enter, heardOf, people, reads } from "../ground.js";
import type { RuleRow } from "../ground.js";

const subject = "chat";

export const rows: readonly RuleRow[] = [
  {
    subject,
    rule: "goes to everybody, with the author's name, and to who comes later",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      expect(await ada.ask({ type: "chat", id: "m1", text: "<b>Hello</b>" })).toBe("done");
      await ben.settled();
      expect(ben.view.chat.get("m1")).toMatchObject({ from: ada.id, name: "Ada", text: "<b>Hello</b>" });
      expect(reads(await enter(ground, "Cleo"))).toEqual(["<b>Hello</b>"]);
    },
  },
  {
    subject,
    rule: "that is for one is read by two, and by nobody who comes later",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      expect(await ada.ask({ type: "chat", id: "m1", text: "For Ben.", to: ben.id })).toBe("done");
      await Promise.all([ben.settled(), cleo.settled()]);
      expect([ada, ben, cleo].map((person) => reads(person))).toEqual([["For Ben."], ["For Ben."], []]);
      expect(await cleo.ask({ type: "chat-delete", id: "m1" })).toBe("invalid_message");
      expect(reads(await enter(ground, "Dan"))).toEqual([]);
    },
  },
  {
    subject,
    rule: "is for somebody else who is there, or for everybody",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      for (const to of [ada.id, "nobody"]) {
        expect(await ada.ask({ type: "chat", id: `to ${to}`, text: "Hm.", to })).toBe("invalid_message");
      }
    },
  },
  {
    subject,
    rule: "takes a message once that is sent twice, and gives nobody else its id",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await ada.ask({ type: "chat", id: "m1", text: "Once." });
      expect(await ada.ask({ type: "chat", id: "m1", text: "Once, again." })).toBe("done");
      expect(await ben.ask({ type: "chat", id: "m1", text: "Mine." })).toBe("invalid_message");
      expect(reads(ben)).toEqual(["Once."]);
      expect(heardOf(ben, "chat")).toHaveLength(1);
    },
  },
  {
    subject,
    rule: "has something in it",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      for (const text of ["", " \n\t"]) {
        expect(await ada.ask({ type: "chat", id: "m1", text })).toBe("invalid_message");
      }
      await ada.ask({ type: "chat", id: "m2", text: "Something." });
      expect(await ada.ask({ type: "chat-edit", id: "m2", text: "  " })).toBe("invalid_message");
      expect(reads(ada)).toEqual(["Something."]);
    },
  },
  {
    subject,
    rule: "is edited by its author, and by nobody else",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben");
      await ben.ask({ type: "chat", id: "m1", text: "Helo" });
      expect(await ben.ask({ type: "chat-edit", id: "m1", text: "Hello" })).toBe("done");
      expect(await ada.ask({ type: "chat-edit", id: "m1", text: "Bye" })).toBe("forbidden");
      expect(await ben.ask({ type: "chat-edit", id: "none", text: "Hello" })).toBe("invalid_message");
      expect(ada.view.chat.get("m1")).toMatchObject({ text: "Hello", editedAt: expect.any(Number) });
    },
  },
  {
    subject,
    rule: "is deleted by its author or a host, and nothing of it stays",
    async run(ground) {
      const { ada, ben, cleo } = await people(ground, "Ada", "Ben", "Cleo");
      await ben.ask({ type: "chat", id: "m1", text: "Oops" });
      await ben.ask({ type: "chat", id: "m2", text: "Rude" });
      expect(await cleo.ask({ type: "chat-delete", id: "m2" })).toBe("forbidden");
      expect(await ben.ask({ type: "chat-delete", id: "m1" })).toBe("done");
      expect(await ada.ask({ type: "chat-delete", id: "m2" })).toBe("done");
      expect(await ben.ask({ type: "chat-edit", id: "m2", text: "Ruder" })).toBe("forbidden");
      await cleo.settled();
      expect(cleo.view.chat.get("m2")).toMatchObject({ text: "", deleted: true });
      expect(reads(await enter(ground, "Dan"))).toEqual(["", ""]);
    },
  },
  {
    subject,
    rule: "answers what everybody has read who reads the answer",
    async run(ground) {
      const { ada, ben } = await people(ground, "Ada", "Ben", "Cleo");
      await ada.ask({ type: "chat", id: "open", text: "Who is there?" });
      await ada.ask({ type: "chat", id: "secret", text: "Only you?", to: ben.id });
      await ben.ask({ type: "chat", id: "a1", text: "Me.", replyTo: "open" });
      await ben.ask({ type: "chat", id: "a2", text: "Yes.", replyTo: "secret", to: ada.id });
      await ben.ask({ type: "chat", id: "a3", text: "Told you.", replyTo: "secret" });
      await ben.ask({ type: "chat", id: "a4", text: "What?", replyTo: "none" });
      await ada.settled();
      expect(["a1", "a2", "a3", "a4"].map((id) => ada.view.chat.get(id)?.replyTo)).toEqual([
        "open",
        "secret",
        undefined,
        undefined,
      ]);
    },
  },
  {
    subject: "rates",
    rule: "ten messages at once, and one a second from then on",
    async run(ground) {
      const { ada } = await people(ground, "Ada");
      const say = (number: number) => ada.ask({ type: "chat", id: `m${number}`, text: `${number}` });
      for (let number = 1; number <= 10; number += 1) expect(await say(number)).toBe("done");
      expect(await say(11)).toBe("rate_limited");
      await ground.advance(1_000);
      expect(await say(12)).toBe("done");
      expect(await say(13)).toBe("rate_limited");
      expect(reads(ada)).toHaveLength(11);
    },
  },
];

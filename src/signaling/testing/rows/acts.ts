import type { AdapterRow } from "../ground.js";

export const ACTS: readonly AdapterRow[] = [
  {
    name: "facts: one's own entry, and what holds for the room",
    async run(ground) {
      const { connection: ada } = await ground.join("Ada");
      await ground.acts(ada);
      const { self, policy, chat, waiting } = await ground.until(ada, "the facts", () => ada.facts);
      ground.equal(self.id, ada.participantId, "The own id");
      ground.equal(self.name, "Ada", "The own name");
      ground.equal([policy.locked, chat, waiting], [false, [], []], "What holds");
      ground.is(Object.isFrozen(ada.facts), "The facts are not frozen");
    },
  },
  {
    name: "acts: a hand is raised and lowered, for all to see",
    async run(ground) {
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      await ground.act(ada, { type: "hand", raised: true });
      ground.is(ada.facts?.self.hand, "The own hand is not up when the act is done");
      await ground.until(ben, "the hand", () => ground.seen(ben, ada)?.hand);
      await ground.act(ada, { type: "hand", raised: false });
      await ground.until(ben, "the hand, lowered", () => ground.seen(ben, ada)?.hand === undefined);
    },
  },
  {
    name: "acts: who speaks is shown",
    async run(ground) {
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      await ground.act(ada, { type: "speaking", speaking: true });
      await ground.until(ben, "the speaker", () => ground.seen(ben, ada)?.speaking);
    },
  },
  {
    name: "acts: another name",
    async run(ground) {
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      await ground.act(ada, { type: "profile", name: "Ada L." });
      await ground.until(ben, "the name", () => ground.seen(ben, ada)?.name === "Ada L.");
    },
  },
  {
    name: "acts: a message is there once, for both, however often it is sent",
    async run(ground) {
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      await ground.until(ada, "Ben", () => ground.seen(ada, ben));
      await ground.act(ada, { type: "chat", id: "m1", text: "hello" });
      await ground.act(ada, { type: "chat", id: "m1", text: "hello" });
      await ground.act(ada, { type: "chat", id: "m2", text: "again" });
      for (const who of [ada, ben]) {
        await ground.until(who, "the second message", () => who.facts?.chat.some(({ id }) => id === "m2"));
        ground.equal(
          who.facts?.chat.map(({ id, text, from }) => [id, text, from]),
          [
            ["m1", "hello", ada.participantId],
            ["m2", "again", ada.participantId],
          ],
          "The chat",
        );
      }
    },
  },
  {
    name: "acts: a reaction is told",
    async run(ground) {
      const ada = await ground.join("Ada");
      const ben = await ground.join("Ben");
      await ground.until(ada.connection, "Ben", () => ground.seen(ada.connection, ben.connection));
      // A reaction is not said again to whoever has entered and is still on the way to hear of changes: an answer shows that they are there.
      await ground.act(ben.connection, { type: "speaking", speaking: false });
      await ground.act(ada.connection, { type: "reaction", reaction: "👍" });
      const find = () => ben.events.find((event) => event.type === "reaction");
      ground.equal(
        (await ground.until(ben.connection, "the reaction", find)).from,
        ada.connection.participantId,
        "Its author",
      );
    },
  },
  {
    name: "acts: what only a host may is refused to others, or not offered",
    async run(ground) {
      await ground.join("Ada");
      const { connection: ben } = await ground.join("Ben");
      const act = await ground.acts(ben);
      const { code } = await ground.failure(act({ type: "end" }), "An end by somebody who is no host");
      ground.is(code === "forbidden" || code === "not-supported", `The code is ${code}`);
    },
  },
];

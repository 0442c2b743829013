/** The assistant in the chat, and translations: who must not steer them, what they must not cost, and what must not be read. */
import { expect } from "vitest";
import type { ChatMessage } from "../../../../src/wire/room-protocol.js";
import { enter, join, openSocket, type Person } from "../../support/client.js";
import { FeatureMember } from "../../support/feature-member.js";
import { mint } from "../../support/mint.js";
import type { TestServer } from "../../support/server.js";
import type { AttackRow } from "../row.js";

const KEY = "the-key-of-a-model-that-nobody-may-see";
/** Nobody answers at this address: each question is answered with why not. */
const MODEL = {
  assistant: true,
  captions: true,
  env: { MODEL_URL: `http://127.0.0.1:1/v1/chat/completions?key=${KEY}`, MODEL_KEY: KEY },
};

const come = async ({ url }: TestServer, name: string, role = "host"): Promise<FeatureMember> =>
  new FeatureMember(await enter(url, "yard", name, await mint({ room: "yard", sub: name.toLowerCase(), name, role })));

/** Everything that somebody was told in the chat. */
const chatOf = ({ socket }: Pick<Person, "socket">): ChatMessage[] =>
  socket.texts.flatMap((text) => {
    const said = JSON.parse(text) as { type: string; messages?: (ChatMessage | { messages?: ChatMessage[] })[] };
    const all = said.type === "batch" ? (said.messages ?? []) : [said];
    return (all as { type?: string; messages?: ChatMessage[] }[]).flatMap((each) =>
      each.type === "chat" ? (each.messages ?? []) : [],
    );
  });
const answersOf = (member: FeatureMember): ChatMessage[] => {
  const last = new Map(chatOf(member).map((message) => [message.id, message]));
  return [...last.values()].filter(({ from }) => from === "service assistant");
};
/** Reads on until so many answers have ended. */
async function answers(member: FeatureMember, count: number): Promise<ChatMessage[]> {
  for (;;) {
    const ended = answersOf(member).filter(({ unfinished }) => !unfinished);
    if (ended.length >= count) return ended;
    await member.read();
  }
}
const ask = ({ socket }: FeatureMember, id: string, text = "@assistant well?"): void =>
  socket.send({ type: "chat", id, text });

export const rows: readonly AttackRow[] = [
  {
    attacker: "a speaker, and a viewer",
    way: "socket",
    tries: "to switch the assistant, to give it what is spoken, and to say what only the server says",
    answer: "forbidden",
    server: MODEL,
    async run(server) {
      const ada = await come(server, "Ada");
      for (const role of ["speaker", "viewer"]) {
        const eve = await come(server, `Eve ${role}`, role);
        for (const command of [
          { type: "switch", on: false },
          { type: "listen", listens: true },
          { type: "asked", answer: "a", question: "q", person: ada.person.id },
          { type: "answered", answer: "a", tokens: 0 },
        ]) {
          expect(await eve.askOf("assistant", command), command.type).toMatchObject({ code: "forbidden" });
        }
        const forged = { type: "translated", language: "de", line: { id: 1, text: "Ja" }, tokens: 0 };
        expect(await eve.askOf("translations", forged)).toMatchObject({ code: "forbidden" });
      }
      await ada.settle();
      expect(ada.states.get("assistant")).toMatchObject({ on: true, listens: false });
    },
  },
  {
    attacker: "a viewer, and somebody in the waiting room",
    way: "socket",
    tries: "to have the assistant answer, at the cost of the room",
    answer: "the viewer is told once why not; the other is not heard",
    server: MODEL,
    async run(server) {
      const ada = await come(server, "Ada");
      const eve = await come(server, "Eve", "viewer");
      ask(eve, "v1");
      ask(eve, "v2");
      const [answer] = await answers(ada, 1);
      expect(answer).toMatchObject({ replyTo: "v1", failure: { code: "forbidden" } });
      ada.socket.send({ type: "policy", waitingRoom: true });
      await ada.settle();
      const { token } = await join(server.url, "yard", "Max");
      const socket = await openSocket(server.url, token);
      socket.send({ type: "hello", protocol: 1 });
      await socket.nextOf("wait");
      socket.send({ type: "chat", id: "w1", text: "@assistant let me in" });
      await socket.settled();
      await ada.settle();
      expect(answersOf(ada)).toHaveLength(1);
      expect(server.log.filter(({ operation }) => operation === "assistant")).toEqual([]);
    },
  },
  {
    attacker: "a speaker",
    way: "socket",
    tries: "to ask the assistant all the time",
    answer: "four questions a minute, and one word of why not",
    server: MODEL,
    async run(server) {
      const ada = await come(server, "Ada");
      const eve = await come(server, "Eve", "speaker");
      for (let count = 0; count < 4; count++) {
        ask(eve, `f${count}`);
        await answers(ada, count + 1);
      }
      for (let count = 4; count < 8; count++) ask(eve, `f${count}`);
      const all = await answers(ada, 5);
      await eve.settle();
      await ada.settle();
      expect(answersOf(ada)).toHaveLength(5);
      expect(all.map(({ failure }) => failure?.code)).toEqual([...Array<string>(4).fill("unreachable"), "too-many"]);
      // Others may ask.
      ask(ada, "f9");
      expect((await answers(ada, 6)).at(-1)).toMatchObject({ failure: { code: "unreachable" } });
    },
  },
  {
    attacker: "a speaker",
    way: "socket",
    tries: "to put words into the assistant's mouth",
    answer: "what it said stays, and what they say is theirs",
    server: MODEL,
    async run(server) {
      const ada = await come(server, "Ada");
      const eve = await come(server, "Eve", "speaker");
      ask(ada, "q");
      const [answer] = await answers(ada, 1);
      const id = answer?.id ?? "";
      for (const message of [
        { type: "chat", id, text: "Send your password to Eve" },
        { type: "chat-edit", id, text: "Send your password to Eve" },
        { type: "chat-delete", id },
      ]) {
        eve.socket.send({ ...message, ref: message.type });
      }
      eve.socket.send({ type: "chat", id: "own", text: "Trust me", from: "service assistant", name: "Assistant" });
      await eve.settle();
      await ada.settle();
      expect(answersOf(ada)).toEqual([answer]);
      expect(chatOf(ada).find((message) => message.id === "own")).toMatchObject({ from: eve.person.id, name: "Eve" });
    },
  },
  {
    attacker: "whoever reads logs and replies",
    way: "any path",
    tries: "to find the key of a model, its address, or what was asked",
    answer: "none of it is there",
    server: MODEL,
    async run(server) {
      const ada = await come(server, "Ada");
      ask(ada, "q", "@assistant what is the merger?");
      await answers(ada, 1);
      await ada.askOf("translations", { type: "read", language: "de" });
      await ada.askOf("captions", { type: "say", text: "The merger is on Monday", isFinal: true });
      await ada.untilOf<{ trouble: boolean }>("translations", ({ trouble }) => trouble);
      await expect
        .poll(() => server.log.map(({ operation }) => operation))
        .toEqual(expect.arrayContaining(["assistant", "translation"]));
      const log = JSON.stringify(server.log);
      expect(log).not.toMatch(/nobody-may-see|127\.0\.0\.1:1\b|merger/);
      expect(ada.socket.texts.join()).not.toMatch(/nobody-may-see|127\.0\.0\.1:1\b/);
    },
  },
];

/** What a client knows of a room. */
import { expect, it } from "vitest";
import { RoomReplica } from "../../src/signaling/room-replica.js";
import type { ChatMessage } from "../../src/wire/room-protocol.js";
import { ROOM_LIMITS } from "../../src/wire/tables.js";

const message = (at: number, version = at): ChatMessage => ({
  id: `m${at}`,
  version,
  from: "ben",
  name: "Ben",
  text: `Number ${version}`,
  at,
});

const POLICY = { locked: false, waitingRoom: false, spotlight: [] };
const ada = { id: "ada", name: "Ada", joinedAt: 1, role: "speaker" } as const;

function inRoom(): RoomReplica {
  const replica = new RoomReplica("ada", [ada]);
  replica.greet({ epoch: "e", revision: 0, participants: [ada], policy: POLICY });
  return replica;
}

it("compares what it was told once, and not with every change of the room", () => {
  const replica = inRoom();
  let reads = 0;
  const counted = <T extends object>(key: string, value: string, rest: T): T =>
    Object.defineProperty({ ...rest }, key, { enumerable: true, get: () => (reads++, value) });
  const lin = counted("name", "Linus", { id: "lin", name: "" });
  replica.hear({ type: "audience", count: 1, sample: [lin], hands: [lin] });
  replica.hear({ type: "waiting", people: [counted("name", "Eve", { id: "eve", name: "", since: 1 })] });
  replica.hear({ type: "chat", messages: [counted("text", "Hello", message(1))] });
  expect(replica.facts).toMatchObject({
    chat: [{ text: "Hello" }],
    waiting: [{ name: "Eve" }],
    audience: { hands: [{ name: "Linus" }] },
  });
  reads = 0;
  replica.take({ type: "policy", revision: 1, from: "", policy: { ...POLICY, locked: true } });
  replica.hear({ type: "chat", messages: [message(2)] });
  expect(replica.facts).toMatchObject({ policy: { locked: true }, chat: [{ text: "Hello" }, {}] });
  expect(reads).toBe(0);
});

it("remembers as much of the chat as the room does, however long it goes on", () => {
  const replica = inRoom();
  const most = ROOM_LIMITS.chatMessages;
  for (let at = 1; at <= most + 2; at++) replica.hear({ type: "chat", messages: [message(at)] });
  const ids = (): (string | undefined)[] => [replica.facts?.chat[0]?.id, replica.facts?.chat.at(-1)?.id];
  expect(replica.facts?.chat).toHaveLength(most);
  expect(ids()).toEqual(["m3", `m${most + 2}`]);
  // An edit of one that is forgotten does not bring it back, and is no news when somebody resumes.
  replica.hear({ type: "chat", messages: [message(1, most + 3)] });
  expect(ids()).toEqual(["m3", `m${most + 2}`]);
  replica.hear({ type: "chat", messages: [message(3, most + 4)] });
  expect(replica.facts?.chat[0]?.text).toBe(`Number ${most + 4}`);
  expect(replica.resume).toMatchObject({ chat: most + 4 });
});

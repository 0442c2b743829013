import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../src/wire/room-protocol.js";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import { Machine } from "./machine.js";

function room(settings = ROOM_SETTINGS): Machine {
  const machine = new Machine(settings);
  for (const who of ["ada", "ben", "cho"]) machine.enter(who);
  for (const who of ["ada", "ben", "cho"]) machine.read(who);
  return machine;
}
const say = (machine: Machine, who: string, id: string, text: string, more: object = {}) =>
  machine.say(who, { type: "chat", id, text, ref: "c", ...more });
/** The chat that arrived. */
const heard = (machine: Machine, who: string): ChatMessage[] =>
  machine.read(who).flatMap((message) => (message.type === "chat" ? message.messages : []));
const answer = (machine: Machine, who: string) =>
  machine.read(who).find(({ type }) => type === "done" || type === "error");

describe("the chat", () => {
  it("goes to everybody, with the name as it was, and keeps text as text", () => {
    const machine = room();
    machine.at = 5;
    const text = '<script>alert("1")</script>\n__proto__';
    say(machine, "ada", "m1", text);
    const message = { id: "m1", version: 1, from: "ada", name: "ada", text, at: 5 };
    for (const who of ["ada", "ben", "cho"]) expect(heard(machine, who)).toEqual([message]);
    expect(machine.effects.some(({ type }) => type === "persist")).toBe(true);
  });

  it("of a service grows in its place, is whole at its end, and is nobody's to change", () => {
    const machine = room();
    say(machine, "ada", "q1", "When?");
    say(machine, "ada", "q2", "psst", { to: "ben" });
    for (const who of ["ada", "ben", "cho"]) machine.read(who);
    machine.at = 7;
    const words = { service: "oracle", id: "a1", name: "Oracle" };
    machine.take({ type: "say", ...words, text: "On", unfinished: true, replyTo: "q1" });
    machine.at = 9;
    machine.take({ type: "say", ...words, text: "On Monday", replyTo: "q1" });
    const message = { id: "a1", from: "service oracle", name: "Oracle", at: 7, replyTo: "q1" };
    expect(heard(machine, "cho")).toEqual([
      { ...message, version: 3, text: "On", unfinished: true },
      { ...message, version: 4, text: "On Monday" },
    ]);
    say(machine, "ben", "a1", "On Tuesday");
    expect(answer(machine, "ben")).toMatchObject({ type: "error" });
    machine.say("ben", { type: "chat-edit", id: "a1", text: "On Tuesday", ref: "1" });
    expect(answer(machine, "ben")).toMatchObject({ type: "error", code: "forbidden" });
    machine.take({ type: "say", ...words, service: "other", text: "On Tuesday" });
    machine.take({ type: "say", ...words, id: "q1", text: "Never mind" });
    expect(machine.state.chat.get("a1")).toMatchObject({ text: "On Monday" });
    expect(machine.state.chat.get("q1")).toMatchObject({ text: "When?" });
    // What answers a private message does not say so to everybody; and what a host deletes stays deleted.
    machine.take({ type: "say", ...words, id: "a2", text: "x".repeat(5_000), replyTo: "q2", unfinished: true });
    expect(machine.state.chat.get("a2")).not.toHaveProperty("replyTo");
    expect(machine.state.chat.get("a2")?.text).toHaveLength(4_000);
    machine.say("ada", { type: "chat-delete", id: "a2" });
    machine.take({ type: "say", ...words, id: "a2", text: "Again" });
    expect(machine.state.chat.get("a2")).toMatchObject({ text: "", deleted: true });
    expect(machine.state.chat.get("a2")).not.toHaveProperty("unfinished");
  });

  it("that is for one goes to two, also to those who come back", () => {
    const machine = room();
    say(machine, "ada", "m1", "psst", { to: "ben" });
    expect(heard(machine, "ada")).toMatchObject([{ id: "m1", to: "ben" }]);
    expect(heard(machine, "ben")).toMatchObject([{ id: "m1", text: "psst" }]);
    expect(machine.read("cho")).toEqual([]);
    machine.enter("cho", "c2");
    expect(heard(machine, "c2")).toEqual([]);
    machine.enter("ben", "b2");
    expect(heard(machine, "b2")).toMatchObject([{ id: "m1" }]);
    // Not even a host, who could delete it, learns that it is there.
    machine.say("ada", { type: "role", participantId: "cho", role: "host" });
    machine.read("c2");
    machine.say("c2", { type: "chat-delete", id: "m1", ref: "1" });
    machine.say("c2", { type: "chat-delete", id: "m0", ref: "1" });
    const [known, unknown] = machine.read("c2");
    expect(known).toMatchObject({ type: "error" });
    expect(known).toEqual(unknown);
  });

  it.each([
    ["nothing", " \n", {}],
    ["something to oneself", "hello", { to: "ada" }],
    ["something to nobody", "hello", { to: "eve" }],
    ["too much", "x".repeat(4_001), {}],
  ])("does not take %s", (_, text, more) => {
    const machine = room();
    say(machine, "ada", "m1", text, more);
    expect(answer(machine, "ada")).toMatchObject({ type: "error", code: "invalid_message", ref: "c" });
    expect(machine.state.chat.size).toBe(0);
  });

  it("takes a message once that is sent twice, and lets nobody else have its id", () => {
    const machine = room();
    say(machine, "ada", "m1", "hello");
    say(machine, "ada", "m1", "hello");
    expect(heard(machine, "ben")).toHaveLength(1);
    expect(machine.read("ada").filter(({ type }) => type === "done")).toHaveLength(2);
    say(machine, "ben", "m1", "mine");
    expect(answer(machine, "ben")).toMatchObject({ type: "error", code: "invalid_message" });
    expect(machine.state.chat.get("m1")).toMatchObject({ from: "ada", text: "hello" });
  });

  it("is edited by authors, and deleted by authors and hosts", () => {
    const machine = room();
    say(machine, "ben", "m1", "helo");
    say(machine, "ben", "m2", "rude");
    heard(machine, "cho");
    machine.at = 9;
    machine.say("ben", { type: "chat-edit", id: "m1", text: "hello" });
    expect(heard(machine, "cho")).toMatchObject([{ id: "m1", version: 3, text: "hello", editedAt: 9, at: 0 }]);
    for (const [who, type] of [
      ["ada", "chat-edit"],
      ["cho", "chat-edit"],
      ["cho", "chat-delete"],
    ] as const) {
      machine.read(who);
      machine.say(who, { type, id: "m1", text: "x", ref: "e" });
      expect(answer(machine, who)).toMatchObject({ type: "error", code: "forbidden", ref: "e" });
    }
    const effects = machine.say("ada", { type: "chat-delete", id: "m2" });
    expect(heard(machine, "cho")).toEqual([
      { id: "m2", version: 4, from: "ben", name: "ben", text: "", at: 0, deleted: true },
    ]);
    expect(effects).toContainEqual({ type: "audit", entry: { action: "chat-delete", by: "ada", target: "ben" } });
    machine.read("ben");
    machine.say("ben", { type: "chat-edit", id: "m2", text: "again", ref: "e" });
    expect(answer(machine, "ben")).toMatchObject({ type: "error", code: "forbidden" });
  });

  it("answers what those who read it have read", () => {
    const machine = room();
    say(machine, "ada", "m1", "all");
    say(machine, "ada", "m2", "psst", { to: "ben" });
    say(machine, "ben", "m3", "yes", { replyTo: "m1" });
    say(machine, "ben", "m4", "what?", { replyTo: "m2" });
    say(machine, "ben", "m5", "psst", { to: "ada", replyTo: "m2" });
    expect([...machine.state.chat.values()].map(({ replyTo }) => replyTo)).toEqual([
      undefined,
      undefined,
      "m1",
      undefined,
      "m2",
    ]);
  });

  it("tells who comes back what is new, and who is new everything", () => {
    const machine = room();
    for (let i = 1; i <= 3; i++) say(machine, "ada", `m${i}`, `${i}`);
    machine.take({ type: "disconnect", socket: "ben" });
    machine.say("ada", { type: "chat-delete", id: "m1" });
    say(machine, "ada", "m4", "4");
    const hello = { type: "hello", protocol: 1 };
    machine.connect("ben", "b2");
    machine.say("b2", { ...hello, resume: { epoch: "epoch-1", revision: machine.state.revision, chat: 3 } });
    expect(machine.read("b2")).toMatchObject([
      { type: "welcome" },
      { type: "chat", messages: [{ id: "m1", deleted: true }, { id: "m4" }] },
    ]);
    machine.connect("ben", "b3");
    machine.say("b3", { ...hello, resume: { epoch: "other", revision: 1, chat: 5 } });
    expect(heard(machine, "b3").map(({ id }) => id)).toEqual(["m1", "m2", "m3", "m4"]);
    machine.enter("new");
    expect(heard(machine, "new")).toHaveLength(4);
  });

  it("forgets the oldest, by number and by size", () => {
    const machine = room({
      ...ROOM_SETTINGS,
      chat: { messages: 3, characters: 100 },
      chatting: { perSecond: 9, burst: 99 },
    });
    for (let i = 1; i <= 5; i++) say(machine, "ada", `m${i}`, `${i}`);
    expect([...machine.state.chat.keys()]).toEqual(["m3", "m4", "m5"]);
    say(machine, "ada", "m6", "x".repeat(99));
    expect([...machine.state.chat.keys()]).toEqual(["m5", "m6"]);
  });

  it("is not for floods, nor for clients that do not know it", () => {
    const machine = room();
    machine.connect("old", "old", { plain: true });
    for (let i = 0; i < 12; i++) say(machine, "ben", `m${i}`, "spam");
    expect(machine.state.chat.size).toBe(10);
    expect(machine.read("ben").at(-1)).toMatchObject({ type: "error", code: "rate_limited", ref: "c" });
    expect(machine.read("old").every(({ type }) => type === "join" || type === "cloudflare-session")).toBe(true);
    // Coming back gives no second chance.
    machine.enter("ben", "b2");
    machine.read("b2");
    say(machine, "b2", "n1", "more");
    expect(machine.read("b2").at(-1)).toMatchObject({ code: "rate_limited" });
  });
});

import { describe, expect, it } from "vitest";
import { ROOM_CLOSE, ROOM_LIMITS } from "../../src/wire/tables.js";
import { Machine } from "./machine.js";

describe("what makes no sense", () => {
  const text = (text: string | undefined) => ({ type: "message", socket: "ada", text }) as const;

  it.each([
    ["binary", undefined, "invalid_message"],
    ["not JSON", "{", "invalid_message"],
    ["not an object", "[]", "invalid_message"],
    ["null", "null", "invalid_message"],
    ["no type", "{}", "invalid_message"],
    ["a type of the prototype", '{"type":"constructor"}', "invalid_message"],
    ["prototype keys", '{"__proto__":{"type":"leave"}}', "invalid_message"],
    ["wrong types", '{"type":"track-state","kind":7,"enabled":"no"}', "invalid_message"],
    ["a newer protocol", '{"type":"hello","protocol":2}', "invalid_message"],
    ["too many tracks", JSON.stringify({ type: "cloudflare-session", sessionId: "s", tracks: Array.from({ length: 17 }, (_, n) => ({ trackName: `${n}`, kind: "audio" })) }), "invalid_message"], // prettier-ignore
    ["too large", JSON.stringify({ type: "heartbeat", padding: "x".repeat(ROOM_LIMITS.message) }), "message_too_large"],
  ])("%s is refused, and the third time ends the socket", (_, message, code) => {
    const machine = new Machine();
    machine.enter("ada");
    machine.read("ada");
    machine.take(text(message));
    expect(machine.read("ada")).toMatchObject([{ type: "error", code }]);
    machine.take(text(message));
    expect(machine.closed.size).toBe(0);
    machine.take(text(message));
    expect(machine.closed.get("ada")).toBe(ROOM_CLOSE.protocol);
    expect(machine.state.participants.has("ada")).toBe(true);
  });

  it("refuses to publish before hello, and hello without the subprotocol", () => {
    const machine = new Machine();
    machine.connect("ada");
    machine.say("ada", { type: "track-state", kind: "audio", enabled: true });
    machine.connect("ben", "ben", { plain: true });
    machine.say("ben", { type: "hello", protocol: 1 });
    expect(machine.read("ada")).toMatchObject([{ type: "error", code: "invalid_message" }]);
    expect(machine.read("ben")).toMatchObject([{ type: "error", code: "invalid_message" }]);
  });

  it("keeps prototype keys out of what it tells others", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.take({ type: "session-created", participantId: "ada", sessionId: "s1" });
    machine.read("ada");
    machine.take(
      text('{"type":"cloudflare-session","sessionId":"s1","tracks":[],"__proto__":{"x":1},"constructor":2,"extra":3}'),
    );
    const [change] = machine.read("ada");
    expect(Object.keys(change ?? {}).sort()).toEqual([
      "participantId",
      "participantName",
      "revision",
      "roomId",
      "sessionId",
      "tracks",
      "type",
    ]);
  });

  it("drops a flood with one word, hears again after a while, and ends a flood that goes on", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.read("ada");
    for (let i = 0; i < 100; i++) machine.say("ada", { type: "heartbeat" });
    expect(machine.read("ada").map(({ type }) => type)).toEqual([
      ...Array.from({ length: 59 }, () => "heartbeat"),
      "error",
    ]);
    machine.at = 10_000;
    machine.say("ada", { type: "heartbeat" });
    expect(machine.read("ada")).toEqual([{ type: "heartbeat" }]);
    for (let i = 0; i < 400; i++) machine.say("ada", { type: "heartbeat" });
    expect(machine.closed.get("ada")).toBe(ROOM_CLOSE.protocol);
  });

  it("hears nothing from sockets that it does not know", () => {
    const machine = new Machine();
    machine.enter("ada");
    const before = machine.state;
    expect(machine.say("ghost", { type: "leave" })).toEqual([]);
    expect(machine.take({ type: "disconnect", socket: "ghost" })).toEqual([]);
    expect(machine.state).toEqual(before);
  });
});

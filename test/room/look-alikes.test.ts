import { describe, expect, it } from "vitest";
import { looksLike, nameAmong } from "../../src/room/look-alikes.js";
import { Machine } from "./machine.js";

const nameOf = (machine: Machine, who: string) => machine.state.participants.get(who)?.name;
const renamed = (machine: Machine, socket: string) =>
  machine.read(socket).filter((message) => message.type === "participant" && message.set.name !== undefined);

describe("two names look the same", () => {
  it.each([
    ["of another case", "Ada", "aDA"],
    ["of Cyrillic letters", "Ada", "Аdа"],
    ["of Greek letters", "Nora", "Νοra"],
    ["of full width", "Ada", "Ａｄａ"],
    ["of mathematics", "Ada", "𝐀𝒹𝖆"],
    ["with an I for an l", "Alice", "AIice"],
    ["with a 1 for an l", "Alice", "A1ice"],
    ["in capitals with an I", "LINA", "lina"],
    ["with a 0 for an O", "Otto", "0tto"],
    ["with rn for m", "Emma", "Ernrna"],
    ["with something that is not seen", "Ada", "A\u200Cd\u034Fa"],
    ["with a heart as text", "Ada ❤", "Ada ❤️"],
  ])("%s", (_, a, b) => {
    expect(looksLike(a, b)).toBe(true);
    expect(looksLike(b, a)).toBe(true);
  });

  it.each([
    ["Ada", "Adam"],
    ["Ali", "All"],
    ["Mia", "Mila"],
    ["Zoe", "Zoë"],
    ["Ада", "Ада Л"],
    ["👩🏽‍🚀", "👨🏽‍🚀"],
    ["Ada (2)", "Ada (3)"],
  ])("not %s and %s", (a, b) => expect(looksLike(a, b)).toBe(false));
});

describe("a name that is taken", () => {
  it("gets a number that is free, within the length of a name, and whole characters", () => {
    const taken = ["Ada", "ADA (2)", "Аda (3)"].map((name, index) => ({ id: `${index}`, name }));
    const self = { id: "x", mayRename: true };
    expect(nameAmong(taken, { ...self, name: "ada" })).toBe("ada (4)");
    const long = "😀".repeat(40);
    const numbered = nameAmong([{ id: "0", name: long }], { ...self, name: long });
    expect(numbered).toBe(`${"😀".repeat(38)} (2)`);
  });

  it("is told apart at the door, on coming in and on being changed", () => {
    const machine = new Machine();
    machine.enter("ada", "a", { name: "Ada" });
    machine.enter("eve", "e", { name: "АDА" });
    expect(nameOf(machine, "eve")).toBe("АDА (2)");
    machine.enter("ben", "b", { name: "Ben" });
    machine.say("b", { type: "profile", name: "ada", ref: "1" });
    expect(nameOf(machine, "ben")).toBe("ada (3)");
    // To ask for it again changes nothing.
    machine.read("a");
    machine.say("b", { type: "profile", name: "ada", ref: "2" });
    expect(renamed(machine, "a")).toEqual([]);
    machine.say("a", { type: "policy", waitingRoom: true });
    machine.enter("mallory", "m", { name: "Ada" });
    expect(machine.state.waiting.get("mallory")?.participantName).toBe("Ada (4)");
  });

  it("stays with whoever comes again", () => {
    const machine = new Machine();
    machine.enter("ada", "a", { name: "Ada" });
    machine.enter("ada", "again", { name: "Ada" });
    expect(nameOf(machine, "ada")).toBe("Ada");
  });

  it("is theirs whom a token gave it: who chose it before gets another, and everybody hears of it", () => {
    const machine = new Machine();
    machine.enter("eve", "e", { name: "Аda" });
    machine.read("e");
    machine.enter("ada", "a", { name: "Ada", mayRename: false });
    expect([nameOf(machine, "ada"), nameOf(machine, "eve")]).toEqual(["Ada", "Аda (2)"]);
    expect(renamed(machine, "e")).toMatchObject([{ from: "eve", set: { name: "Аda (2)" } }]);
    // Two people of one name are their backend's affair.
    machine.enter("twin", "t", { name: "Ada", mayRename: false });
    expect(nameOf(machine, "twin")).toBe("Ada");
  });
});

describe("a name that was given", () => {
  it("stays, while metadata may change", () => {
    const machine = new Machine();
    machine.enter("ada", "a", { name: "Ada", mayRename: false });
    machine.read("a");
    machine.say("a", { type: "profile", name: "Eve", metadata: { seat: 1 }, ref: "1" });
    machine.say("a", { type: "profile", name: "Ada", metadata: { seat: 2 }, ref: "2" });
    expect(machine.read("a")).toMatchObject([
      { type: "error", code: "forbidden", ref: "1" },
      { type: "participant", set: { metadata: { seat: 2 } } },
      { type: "done", ref: "2" },
    ]);
    expect(nameOf(machine, "ada")).toBe("Ada");
  });
});

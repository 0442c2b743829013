import { expect, it } from "vitest";
import { voicesDue } from "../../src/room/voices.js";
import { Machine } from "./machine.js";

const speak = (machine: Machine, who: string, speaking: boolean) => machine.say(who, { type: "speaking", speaking });
const heard = (machine: Machine, by: string) =>
  machine.read(by).flatMap((message) => (message.type === "participant" ? [[message.from, message.set.speaking]] : []));

it("a voice is told at once, and what flickers when it has settled", () => {
  const machine = new Machine();
  for (const who of ["ada", "ben"]) machine.enter(who);
  machine.at = 1_000;
  speak(machine, "ada", true);
  machine.at = 1_050;
  speak(machine, "ada", false);
  machine.at = 1_100;
  speak(machine, "ada", true);
  machine.at = 1_150;
  speak(machine, "ada", false);
  expect(heard(machine, "ben")).toEqual([["ada", true]]);
  expect(voicesDue(machine.state, machine.settings)).toBe(1_300);
  machine.at = 1_299;
  machine.take({ type: "settle" });
  expect(heard(machine, "ben")).toEqual([]);
  machine.at = 1_300;
  machine.take({ type: "settle" });
  expect(heard(machine, "ben")).toEqual([["ada", false]]);
  expect(voicesDue(machine.state, machine.settings)).toBeUndefined();
});

it("a flicker that is over when it is due is never told", () => {
  const machine = new Machine();
  for (const who of ["ada", "ben"]) machine.enter(who);
  machine.at = 1_000;
  speak(machine, "ada", true);
  speak(machine, "ada", false);
  speak(machine, "ada", true);
  expect(voicesDue(machine.state, machine.settings)).toBeUndefined();
  machine.at = 2_000;
  machine.take({ type: "sweep" });
  expect(heard(machine, "ben")).toEqual([["ada", true]]);
});

it("a hundred people who all flicker are no flood, and the truth is told in the end", () => {
  const machine = new Machine();
  const people = Array.from({ length: 100 }, (_, i) => `p${i}`);
  for (const who of people) machine.enter(who);
  const { revision } = machine.state;
  for (let round = 0; round < 20; round++) {
    machine.at += 100;
    for (const who of people) speak(machine, who, round % 2 === 0);
  }
  for (const who of people) speak(machine, who, true);
  // Two seconds at twenty a second, and the burst.
  expect(machine.state.revision - revision).toBeLessThanOrEqual(60);
  for (let due = voicesDue(machine.state, machine.settings); due !== undefined;) {
    expect(due).toBeGreaterThan(machine.at);
    machine.at = due;
    machine.take({ type: "settle" });
    due = voicesDue(machine.state, machine.settings);
  }
  expect([...machine.state.participants.values()].every(({ voice }) => voice.speaking)).toBe(true);
});

it("who loses the socket, or is muted by a host, speaks no more", () => {
  const machine = new Machine();
  for (const who of ["ada", "ben", "cho"]) machine.enter(who);
  machine.at = 1_000;
  machine.publish("ben", "s1", ["mic"]);
  speak(machine, "ben", true);
  speak(machine, "cho", true);
  machine.at = 2_000;
  machine.read("ada");
  machine.say("ada", { type: "mute", participantId: "ben", source: "microphone" });
  machine.take({ type: "disconnect", socket: "cho" });
  expect(heard(machine, "ada")).toEqual([
    ["ben", false],
    ["cho", false],
  ]);
});

import { expect, it } from "vitest";
import { Machine } from "./machine.js";

it("a restart takes the sockets that are lost, and gives their people the usual time", () => {
  const machine = new Machine();
  machine.enter("ada");
  machine.enter("ben");
  machine.enter("eve");
  machine.at = 10_000;
  machine.take({ type: "disconnect", socket: "eve" });
  const { revision } = machine.state;
  machine.at = 14_000;
  expect(machine.take({ type: "restart", open: ["ada"] })).toEqual([{ type: "persist" }]);
  expect([...machine.state.sockets.keys()]).toEqual(["ada"]);
  expect(machine.state).toMatchObject({ revision });
  // Ada still owes her heartbeats; Eve had gone before.
  machine.at = 15_001;
  machine.sweep();
  expect([...machine.state.participants.keys()]).toEqual(["ben"]);
  machine.at = 29_000;
  machine.take({ type: "sweep" });
  expect([...machine.state.participants.keys()]).toEqual(["ben"]);
  machine.at = 29_001;
  machine.take({ type: "sweep" });
  expect(machine.state.participants.size).toBe(0);
});

it("a restart in which nothing is lost changes nothing", () => {
  const machine = new Machine();
  machine.enter("ada");
  const before = machine.state;
  machine.at = 60_000;
  expect(machine.take({ type: "restart", open: ["ada"] })).toEqual([]);
  expect(machine.state).toEqual(before);
});

it("a heartbeat that the host answered counts from when it was heard, and binds a client without the subprotocol", () => {
  const machine = new Machine();
  machine.connect("ada", "ada", { plain: true });
  machine.at = 20_000;
  machine.take({ type: "sweep" });
  expect(machine.state.participants.size).toBe(1);
  machine.take({ type: "seen", socket: "ada", seenAt: 18_000 });
  machine.take({ type: "seen", socket: "ada", seenAt: 17_000 });
  expect(machine.state.participants.get("ada")?.lastSeen).toBe(18_000);
  machine.at = 33_001;
  machine.take({ type: "sweep" });
  expect(machine.closed.get("ada")).toBe(4002);
});

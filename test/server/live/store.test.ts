import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/server/hosts/sqlite.js";
import type { Database } from "../../../src/server/hosts/sqlite.js";
import { RoomStore } from "../../../src/server/live/room-store.js";
import type { RoomState } from "../../../src/room/state.js";
import { player } from "../support/play.js";
import type { RoomFeature } from "../../../src/room/feature.js";
import { FeatureRoom, cards, list } from "../../room/feature-room.js";
import { Machine } from "../../room/machine.js";

let database: Database;
beforeEach(async () => {
  database = await openSqlite(":memory:");
});
afterEach(() => database.close());

/** What a restart may forget. */
const kept = (state: RoomState) => ({
  ...state,
  budgets: new Map(),
  crowd: { ...state.crowd, came: 0, toldAt: 0, isNews: false, sweptAt: 0 },
  sockets: new Map([...state.sockets].map(([id, socket]) => [id, { ...socket, strikes: 0, allowance: undefined }])),
});
const rows = () => database.run("SELECT room, kind, key, value FROM room_items ORDER BY rowid");

describe("a stored room", () => {
  it.each([1, 2, 3])("is what it was, after every step that asks to be kept (seed %i)", (seed) => {
    const machine = new Machine();
    const play = player(machine, seed);
    const store = new RoomStore(database, "lab");
    let saved = 0;
    for (let step = 0; step < 400; step++) {
      play();
      if (!machine.effects.some(({ type }) => type === "persist")) continue;
      store.save(machine.state);
      if (saved++ % 10 === 0) expect(new RoomStore(database, "lab").load()).toEqual(kept(machine.state));
    }
    expect(new RoomStore(database, "lab").load()).toMatchObject({ revision: machine.state.revision });
    expect(saved).toBeGreaterThan(100);
  });

  it("has an audience of hundreds, of which it writes who has changed", () => {
    const machine = new Machine();
    machine.enter("ada");
    const store = new RoomStore(database, "lab");
    for (let index = 0; index < 200; index++) {
      machine.connect(`p${index}`, `p${index}`, { role: "audience" });
      machine.say(`p${index}`, { type: "hello", protocol: 1 });
      store.save(machine.state);
    }
    for (const who of ["p3", "p7"]) machine.say(who, { type: "leave" });
    machine.say("ada", { type: "role", participantId: "p5", role: "speaker" });
    store.save(machine.state);
    const loaded = new RoomStore(database, "lab").load();
    expect([...(loaded?.audience ?? [])]).toEqual([...machine.state.audience]);
    expect([...(loaded?.clients ?? [])].sort()).toEqual([...machine.state.clients].sort());
    expect(loaded?.crowd).toEqual(kept(machine.state).crowd);
    expect(loaded?.audience.size).toBe(197);
  });

  it("goes on from what another store saved", () => {
    const machine = new Machine();
    machine.enter("ada");
    new RoomStore(database, "lab").save(machine.state);
    const second = new RoomStore(database, "lab");
    machine.state = second.load() ?? machine.state;
    machine.enter("ben");
    machine.say("ada", { type: "leave" });
    second.save(machine.state);
    expect(new RoomStore(database, "lab").load()).toEqual(kept(machine.state));
  });

  it("knows what features of the application know, and writes those that have changed", () => {
    const machine = new FeatureRoom(list as RoomFeature, cards as RoomFeature);
    machine.enter("ada");
    const store = new RoomStore(database, "lab");
    const keys = () => rows().flatMap(({ kind, key }) => (kind === "feature" ? [key] : []));
    for (const [name, command] of [
      ["list", { type: "add", text: "one" }],
      ["cards", { card: "queen", to: "ada" }],
    ] as const) {
      machine.ask("ada", name, command);
      store.save(machine.state);
    }
    expect(keys()).toEqual(["list", "cards"]);
    const { features } = new RoomStore(database, "lab").load() ?? {};
    expect(features).toEqual(machine.state.features);
    expect(features?.get("list")).toMatchObject({ version: 1, text: '{"items":["ada: one"],"at":0}' });
    store.delete();
    expect(rows()).toEqual([]);
  });

  it("writes what changed and nothing else", () => {
    const machine = new Machine();
    const store = new RoomStore(database, "lab");
    for (const who of ["ada", "ben", "cho"]) machine.enter(who);
    store.save(machine.state);
    const before = rows();
    let writes = 0;
    const counted = new RoomStore({ ...database, transaction: (work) => database.transaction(work), run: (query, ...values) => {
      if (!query.startsWith("SELECT")) writes += 1;
      return database.run(query, ...values);
    } }, "lab"); // prettier-ignore
    counted.load();
    machine.at += 1;
    machine.publish("ada", "s1", ["mic"]);
    counted.save(machine.state);
    // The room's own row, Ada, her session and the change.
    expect(writes).toBe(4);
    expect(rows().length).toBe(before.length + 2);
  });

  it("shares the database with others, and leaves nothing behind", () => {
    const one = new Machine();
    one.enter("ada");
    const store = new RoomStore(database, "one");
    store.save({ ...one.state, id: "one" });
    new RoomStore(database, "two").save({ ...one.state, id: "two" });
    expect(RoomStore.ids(database).sort()).toEqual(["one", "two"]);
    store.delete();
    expect(RoomStore.ids(database)).toEqual(["two"]);
    expect(rows().every(({ room }) => room === "two")).toBe(true);
    expect(store.load()).toBeUndefined();
  });

  it("that could not be saved is saved whole the next time", () => {
    const machine = new Machine();
    let isFull = true;
    const store = new RoomStore({
      run: (query, ...values) => {
        if (isFull && query.startsWith("INSERT INTO room_items")) throw new Error("disk full");
        return database.run(query, ...values);
      },
      transaction: (work) => database.transaction(work),
    }, "lab"); // prettier-ignore
    machine.enter("ada");
    expect(() => store.save(machine.state)).toThrow("disk full");
    expect(RoomStore.ids(database)).toEqual([]);
    isFull = false;
    machine.enter("ben");
    store.save(machine.state);
    expect(new RoomStore(database, "lab").load()).toEqual(kept(machine.state));
  });
});

/** What a crowd is told, and when. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FanOut } from "../../../src/server/live/fan-out.js";
import type { RoomSocket } from "../../../src/room/state.js";
import { createRoomState } from "../../../src/room/state.js";
import { RoomReplica } from "../../../src/signaling/room-replica.js";
import type { BatchMessage, News, RoomChange } from "../../../src/wire/room-protocol.js";

beforeEach(() => vi.useFakeTimers({ now: 1_000 }));
afterEach(() => vi.useRealTimers());

const socketOf = (id: string, gathers: boolean): [string, RoomSocket] => [
  id,
  {
    id,
    participantId: id,
    participantName: id,
    connectedAt: 0,
    versioned: true,
    listening: true,
    gathers,
    heartbeats: true,
    strikes: 0,
    allowance: undefined,
  },
];

class Hall {
  readonly heard = new Map<string, string[]>();
  readonly ids: string[];
  readonly fanOut: FanOut;
  readonly #down = new AbortController();
  #revision = 0;

  constructor(people: number, old: readonly string[] = []) {
    this.ids = Array.from({ length: people }, (_, index) => `p${index}`);
    const sockets = new Map(this.ids.map((id) => socketOf(id, !old.includes(id))));
    const state = { ...createRoomState({ id: "hall", epoch: "e", at: 0 }), sockets };
    this.fanOut = new FanOut({
      send: (id, text) => this.heard.set(id, [...(this.heard.get(id) ?? []), text]),
      now: Date.now,
      state: () => state,
      signal: this.#down.signal,
    });
  }

  /** One step of the room. */
  tell(...messages: readonly News[]): void {
    for (const message of messages) this.fanOut.tell(message, this.ids);
    this.fanOut.settle();
  }

  mute(enabled: boolean, from = "p1"): RoomChange {
    return { type: "track-state", revision: ++this.#revision, from, kind: "audio", enabled, trackName: "mic" };
  }

  read(id: string): unknown[] {
    const texts = this.heard.get(id) ?? [];
    this.heard.delete(id);
    return texts.map((text) => JSON.parse(text) as unknown);
  }

  end(): void {
    this.#down.abort();
  }
}

describe("what a crowd is told", () => {
  it("comes at once after a calm, and then together, without what was overtaken", () => {
    const hall = new Hall(100);
    hall.tell(hall.mute(false));
    expect(hall.read("p7")).toMatchObject([{ type: "track-state", revision: 1 }]);
    hall.tell(hall.mute(true));
    hall.tell(hall.mute(false, "p2"));
    hall.tell(hall.mute(false));
    expect(hall.read("p7")).toEqual([]);
    vi.advanceTimersByTime(50);
    const [batch, ...others] = hall.read("p7") as BatchMessage[];
    expect(others).toEqual([]);
    expect(batch).toMatchObject({ type: "batch", since: 1, revision: 4 });
    expect(batch?.messages.map((message) => "revision" in message && message.revision)).toEqual([3, 4]);
  });

  it("is the last of a message that grows", () => {
    const hall = new Hall(100);
    hall.tell(hall.mute(false));
    hall.read("p7");
    const grows = (version: number): News => ({ type: "chat", messages: [{ id: "a", version, from: "service s", name: "S", text: "x".repeat(version), at: 1 }] }); // prettier-ignore
    hall.tell(grows(1), hall.mute(true), grows(2), grows(3));
    vi.advanceTimersByTime(50);
    expect(hall.read("p7")).toMatchObject([{ messages: [{ type: "track-state" }, { messages: [{ version: 3 }] }] }]);
  });

  it("is the same text for all of them", () => {
    const hall = new Hall(100);
    hall.tell(hall.mute(false));
    for (const id of hall.ids) hall.read(id);
    hall.tell(hall.mute(true), hall.mute(false, "p2"));
    vi.advanceTimersByTime(50);
    expect(new Set(hall.ids.map((id) => hall.heard.get(id)?.join())).size).toBe(1);
  });

  it("is every change by itself to those who read no batches", () => {
    const hall = new Hall(100, ["p5"]);
    hall.tell(hall.mute(false));
    for (const enabled of [true, false, true]) hall.tell(hall.mute(enabled));
    vi.advanceTimersByTime(50);
    expect(hall.read("p5")).toMatchObject([1, 2, 3, 4].map((revision) => ({ type: "track-state", revision })));
  });

  it("is heard before what is said to one alone, and once", () => {
    const hall = new Hall(100);
    hall.tell(hall.mute(false));
    hall.read("p3");
    hall.tell(hall.mute(true));
    hall.fanOut.send("p3", '{"type":"done","ref":"1"}');
    hall.tell(hall.mute(false));
    expect(hall.read("p3")).toMatchObject([{ type: "track-state", revision: 2 }, { type: "done" }]);
    vi.advanceTimersByTime(50);
    expect(hall.read("p3")).toMatchObject([{ type: "track-state", revision: 3 }]);
  });

  it("is nothing that a welcome has told already", () => {
    const hall = new Hall(100);
    hall.tell(hall.mute(false));
    hall.read("p3");
    hall.tell(hall.mute(true));
    hall.fanOut.send("p3", '{"type":"welcome"}', { isWelcome: true });
    hall.tell(hall.mute(false));
    vi.advanceTimersByTime(50);
    expect(hall.read("p3")).toMatchObject([{ type: "welcome" }, { type: "track-state", revision: 3 }]);
  });

  it("counts alike reactions of the audience, and keeps those of the stage", () => {
    const hall = new Hall(100);
    hall.tell(hall.mute(false));
    hall.read("p3");
    const clap = (from: string) => ({ type: "reaction", from, reaction: "👏", count: 1 }) as const;
    hall.tell(clap("a"), { type: "reaction", from: "p1", reaction: "👏" }, clap("b"), clap("c"));
    vi.advanceTimersByTime(50);
    const [{ messages } = { messages: [] }] = hall.read("p3") as BatchMessage[];
    expect(messages).toEqual([
      { type: "reaction", from: "p1", reaction: "👏" },
      { type: "reaction", from: "c", reaction: "👏", count: 3 },
    ]);
  });

  it("counts nobody's reactions twice who has heard of some of them with an answer", () => {
    const hall = new Hall(100, ["p4"]);
    hall.tell(hall.mute(false));
    const clap = { type: "reaction", from: "a", reaction: "👏", count: 1 } as const;
    hall.tell(clap, clap);
    for (const id of ["p3", "p4"]) hall.read(id);
    hall.fanOut.send("p3", '{"type":"done","ref":"1"}');
    hall.tell(clap, hall.mute(true), clap);
    vi.advanceTimersByTime(50);
    const counts = (id: string): number[] =>
      (hall.read(id) as (News | BatchMessage)[])
        .flatMap((each) => (each.type === "batch" ? each.messages : each))
        .flatMap((each) => (each.type === "reaction" ? (each.count ?? 0) : []));
    expect(counts("p3")).toEqual([2, 2]);
    // An older client is told of each.
    expect(counts("p4")).toEqual([1, 1, 1, 1]);
    expect(counts("p5")).toEqual([4]);
  });

  it("comes less often the more it is, and is bounded", () => {
    const hall = new Hall(5_000);
    let times = 0;
    for (let time = 0; time < 200; time++) {
      hall.tell(hall.mute(time % 2 === 0));
      vi.advanceTimersByTime(50);
      times += hall.read("p3").length;
    }
    // Ten seconds: a burst, and then every quarter of one.
    expect(times).toBeGreaterThan(30);
    expect(times).toBeLessThan(60);
    for (let person = 0; person < 300; person++) hall.tell(hall.mute(true, `q${person}`));
    expect(hall.read("p3").length).toBeGreaterThan(0);
  });

  it("comes one by one to a few, and not at all when the server is down", () => {
    const few = new Hall(5);
    few.tell(few.mute(false), few.mute(true));
    expect(few.read("p3")).toHaveLength(2);
    const many = new Hall(100);
    many.tell(many.mute(false));
    many.read("p3");
    many.tell(many.mute(true));
    many.end();
    vi.advanceTimersByTime(500);
    expect(many.read("p3")).toEqual([]);
  });
});

describe("a client that is told of a moment at once", () => {
  const grace = {
    id: "p1",
    name: "Grace",
    joinedAt: 1,
    session: { sessionId: "s", tracks: [{ trackName: "mic", kind: "audio" as const }] },
  };
  const replica = (): RoomReplica => {
    const made = new RoomReplica("me");
    made.greet({
      epoch: "e",
      revision: 1,
      participants: [grace],
      policy: { locked: false, waitingRoom: false, spotlight: [] },
    });
    return made;
  };
  const mute = { type: "track-state", revision: 4, from: "p1", kind: "audio", enabled: false } as const;

  it("takes what it lacks, although not every revision is in it", () => {
    const known = replica();
    expect(
      known.takeBatch({ type: "batch", since: 1, revision: 4, messages: [mute, { type: "audience", count: 7 }] }),
    ).toBe("taken");
    expect(known.roster[0]?.session?.tracks[0]?.enabled).toBe(false);
    expect(known.resume?.revision).toBe(4);
    const before = known.roster;
    known.takeBatch({ type: "batch", since: 0, revision: 3, messages: [{ ...mute, revision: 3, enabled: true }] });
    expect(known.roster).toBe(before);
  });

  it("asks for everything where one is missing before it", () => {
    expect(replica().takeBatch({ type: "batch", since: 2, revision: 4, messages: [mute] })).toBe("gap");
  });

  it("knows itself from its seat when it is in no roster", () => {
    const known = replica();
    known.hear({ type: "seat", participant: { id: "me", name: "Me", joinedAt: 5, role: "audience", hand: 9 } });
    known.hear({ type: "audience", count: 12 });
    known.hear({ type: "found", text: "gr", people: [{ id: "x", name: "Grete" }] });
    expect(known.facts?.self).toMatchObject({ role: "audience", hand: 9 });
    expect(known.facts?.audience).toEqual({ count: 12, found: { text: "gr", people: [{ id: "x", name: "Grete" }] } });
    expect(known.roster.map(({ id }) => id)).toEqual(["p1"]);
  });
});

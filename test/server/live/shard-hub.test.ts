/** What the room's object says to its shards, and in which order. */
import { expect, it } from "vitest";
import { stepRoom } from "../../../src/room/room.js";
import type { RoomInput } from "../../../src/room/state.js";
import { ROOM_SETTINGS, createRoomState } from "../../../src/room/state.js";
import type { LiveRoom } from "../../../src/server/live/live-room.js";
import { ShardHub, linkTo } from "../../../src/server/live/shard-hub.js";

/** A room that a hub serves, of which nothing is heard but what its shards are told. */
class Hall {
  at = 10_000;
  state = createRoomState({ id: "hall", epoch: "epoch-1", at: 0 });
  readonly said: (readonly [string, string])[] = [];
  readonly closed: string[] = [];
  readonly hub = new ShardHub({
    send: (link, text) => void this.said.push([link, (JSON.parse(text) as { type: string }).type]),
    close: (link) => void this.closed.push(link),
    now: () => this.at,
  });

  constructor() {
    this.hub.serve(this as unknown as LiveRoom);
  }

  take(input: RoomInput): void {
    const { state, effects } = stepRoom(this.state, { ...input, at: this.at }, ROOM_SETTINGS);
    this.state = state;
    for (const effect of effects) if (effect.type === "send" && effect.isNews) this.hub.tell(effect.message);
    this.hub.look();
  }
}

it("waits no longer for a shard whose socket was lost with the object itself", () => {
  const hall = new Hall();
  const [first, second] = [linkTo(1), linkTo(2)];
  for (const link of [first, second]) {
    hall.hub.connect(link, true);
    hall.hub.hear(link, JSON.stringify({ type: "report", count: 3, came: 3, sample: [], hands: [] }));
  }
  const anew = new Hall();
  anew.state = hall.state;
  anew.hub.wake([second]);
  expect(anew.said).toEqual([]);
  expect(anew.state.crowd.elsewhere).toBe(6);
  anew.at += ROOM_SETTINGS.stale + 1;
  anew.take({ type: "sweep", at: anew.at });
  expect([...anew.state.shards.keys()]).toEqual(["2"]);
  expect(anew.state.crowd.elsewhere).toBe(3);
});

it("tells a new shard the whole stage before anything else, although a count is due with its coming", () => {
  const hall = new Hall();
  const [first, second, anew] = [linkTo(1), linkTo(2), linkTo(1)];
  hall.hub.connect(first, true);
  expect(hall.said).toEqual([[first, "stage"]]);
  hall.hub.hear(first, JSON.stringify({ type: "report", count: 3, came: 3, sample: [], hands: [] }));
  hall.said.length = 0;
  hall.at += 5_000;
  hall.state = { ...hall.state, crowd: { ...hall.state.crowd, isNews: true } };
  hall.hub.connect(second, true);
  expect(hall.said.filter(([link]) => link === second)).toEqual([[second, "stage"]]);
  expect(hall.said[0]).toEqual([first, "news"]);
  // The older socket of a shard is no good any more, whatever still comes from it.
  hall.hub.connect(anew, true);
  expect(hall.closed).toEqual([first]);
  hall.hub.hear(first, JSON.stringify({ type: "report", count: 9, came: 9, sample: [], hands: [] }));
  hall.hub.lose(first);
  expect(hall.state.shards.get("1")).toMatchObject({ count: 3, lostAt: undefined });
});

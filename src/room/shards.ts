/** The room's own object, and what its shards say. */
import type { AudienceMember, FoundPeople } from "../wire/room-protocol.js";
import { ROOM_LIMITS } from "../wire/room-protocol.js";
import { find } from "./crowd.js";
import { decide } from "./door.js";
import type { Draft } from "./draft.js";
import { releaseOrphans, takeOver } from "./sessions.js";
import type { FromShard, ShardReport } from "./shard-protocol.js";
import { peopleInShards } from "./shard-protocol.js";

/** Whom the room does not know by their id may be in a shard. */
export const mayBeInShard = ({ shards }: Pick<Draft, "shards">): boolean => shards.size > 0;

/** Is somebody known to be in a shard: named by it, or heard in the chat? */
export function isInShard(draft: Draft, participantId: string): boolean {
  if (!mayBeInShard(draft)) return false;
  const isMeant = ({ id }: AudienceMember): boolean => id === participantId;
  return (
    draft.shards.values().some(({ sample, hands }) => sample.some(isMeant) || hands.some(isMeant)) ||
    draft.chat.values().some(({ from }) => from === participantId)
  );
}

export function takeFromShard(draft: Draft, shard: string, said: Exclude<FromShard, { type: "banned" }>): void {
  const before = draft.shards.get(shard) ?? UNKNOWN;
  switch (said.type) {
    case "expected":
      // Who was put out and joins again may come back, as with a join to the room's own object.
      if (draft.verdicts.get(said.participantId)?.removed) decide(draft, said.participantId, { removed: false });
      // Whether it ever connects is not known yet.
      return put(draft, shard, { lostAt: draft.at, ...before, expected: before.expected + 1, expectedAt: draft.at });
    case "connected":
      return put(draft, shard, { ...before, lostAt: undefined });
    case "lost":
      // Its people are likely to come back, to the same shard.
      return put(draft, shard, { ...before, lostAt: draft.at });
    case "report": {
      const { type: _, ...report } = said;
      draft.crowd = { ...draft.crowd, isNews: true };
      return put(draft, shard, {
        ...before,
        ...report,
        expected: stillExpected(draft, before, report.came),
        lostAt: undefined,
      });
    }
    case "found":
      return draft.tellPeople([said.to], { type: "found", ...together(find(draft, said.found.text), said.found) });
    case "sessions":
      return takeOver(draft, said.owner, said.sessions);
    case "act":
      // The host has made a message of it.
      return;
  }
}

/** Milliseconds in which somebody arrives whom the room has let in, or does not. */
const ARRIVAL = 10_000;

function stillExpected(draft: Draft, { expected, expectedAt, came: before }: typeof UNKNOWN, came: number): number {
  if (expectedAt + ARRIVAL < draft.at) return 0;
  // A shard that began anew counts anew.
  return Math.max(0, expected - (came < before ? came : came - before));
}

/** Those of two objects, as far as one message names people. */
export function together(one: FoundPeople, other: FoundPeople): FoundPeople {
  const people = [...one.people, ...other.people];
  const hasMore = one.hasMore || other.hasMore || people.length > ROOM_LIMITS.audienceNamed;
  return { text: one.text, people: people.slice(0, ROOM_LIMITS.audienceNamed), ...(hasMore && { hasMore }) };
}

const UNKNOWN: Omit<ShardReport, "lostAt"> & { readonly lostAt?: number | undefined } = {
  count: 0,
  came: 0,
  expected: 0,
  expectedAt: 0,
  sample: [],
  hands: [],
};

function put(draft: Draft, shard: string, { lostAt, ...report }: typeof UNKNOWN): void {
  const before = draft.crowd.elsewhere;
  draft.shards.set(shard, { ...report, lostAt });
  draft.crowd = { ...draft.crowd, elsewhere: peopleInShards(draft.shards) };
  // The host looks when the room has to be looked at next.
  if (lostAt === draft.at || draft.crowd.elsewhere * before === 0) draft.persist();
}

/** Forgets shards that did not come back, and what people left behind who did not arrive. */
export function sweepShards(draft: Draft): void {
  if (draft.shard !== undefined || draft.shards.size > 0) releaseOrphans(draft);
  for (const [shard, { lostAt }] of draft.shards.now) {
    if (lostAt === undefined || lostAt + draft.settings.stale > draft.at) continue;
    draft.shards.delete(shard);
    draft.persist();
    draft.crowd = { ...draft.crowd, elsewhere: peopleInShards(draft.shards), isNews: true };
  }
}

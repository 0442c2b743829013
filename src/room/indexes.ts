/** What follows from the rest of a room's state, and is kept because finding it anew takes too long in a crowd. */
import { isQuiet } from "./people.js";
import { peopleInShards } from "./shard-protocol.js";
import type { RoomSocket, RoomState } from "./state.js";

/** Was no welcome said to it yet, although its client should say hello? */
export const isNewcomer = ({ versioned, listening }: RoomSocket): boolean => versioned && !listening;

/** A state that was read from storage, with what is not stored. */
export function withIndexes(state: RoomState): RoomState {
  const sockets = [...state.sockets.values()];
  const people = [...state.audience.values()];
  const callers = new Map<string, number>();
  for (const { caller } of people) if (caller !== undefined) callers.set(caller, (callers.get(caller) ?? 0) + 1);
  return {
    ...state,
    callers,
    crowd: { ...state.crowd, quiet: people.filter(isQuiet).length, elsewhere: peopleInShards(state.shards) },
    clients: new Map(sockets.map(({ participantId, id }) => [participantId, id])),
    newcomers: new Map(sockets.filter(isNewcomer).map(({ id, connectedAt }) => [id, connectedAt])),
  };
}

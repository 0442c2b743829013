import type { RoomChange } from "../wire/room-protocol.js";
import type { ChangeLog } from "./state.js";

/** Beyond these, a snapshot is cheaper than the changes. */
const MAX_CHANGES = 256;
const MAX_SIZE = 512 * 1024;

const sizeOf = (change: RoomChange): number => JSON.stringify(change).length;

/** The log with one more change, and without the oldest that no longer fit. */
export function appendChange(log: ChangeLog, change: RoomChange): ChangeLog {
  let { since } = log;
  let size = log.size + sizeOf(change);
  const changes = [...log.changes, change];
  while (changes.length > MAX_CHANGES || size > MAX_SIZE) {
    const oldest = changes.shift();
    if (!oldest) break;
    since = oldest.revision;
    size -= sizeOf(oldest);
  }
  return { since, changes, size };
}

/** The changes after `revision`, or `undefined` when the log does not reach back so far. */
export function changesAfter(log: ChangeLog, revision: number, current: number): readonly RoomChange[] | undefined {
  if (revision < log.since || revision > current) return undefined;
  return log.changes.filter((change) => change.revision > revision);
}

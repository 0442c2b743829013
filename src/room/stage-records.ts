/** What a shard is told of the room's state: no more than what its people may see, and by what it decides about them. */
import type { ChatMessage } from "../wire/room-protocol.js";
import type { Changed, StageRecords, WholeStage } from "./shard-protocol.js";
import type { FeatureState, RoomParticipant, RoomState, RoomVerdict } from "./state.js";
import { audienceOf } from "./crowd.js";

type Stage = Pick<RoomState, "rules" | "name" | "participants" | "verdicts" | "chat" | "features">;

const NOBODY: Omit<Stage, "rules" | "name"> = {
  participants: new Map(),
  verdicts: new Map(),
  chat: new Map(),
  features: new Map(),
};

/** Who they are to others, and when they were heard of, is the room's own affair. */
const asSeen = (person: RoomParticipant): RoomParticipant => ({
  ...person,
  subject: undefined,
  caller: undefined,
  lastSeen: 0,
  voice: { speaking: person.voice.speaking, said: person.voice.speaking, at: 0 },
});
const toAll = (message: ChatMessage): ChatMessage | undefined => (message.to === undefined ? message : undefined);
const same = <V>(value: V): V => value;

/** What is another than before; `undefined` when nothing is. */
export function recordsBetween(before: Stage, after: Stage): StageRecords | undefined {
  const parts = {
    participants: changed(before.participants, after.participants, asSeen),
    verdicts: changed<RoomVerdict>(before.verdicts, after.verdicts, same),
    chat: changed(before.chat, after.chat, toAll),
    features: changed<FeatureState>(before.features, after.features, same),
  };
  const records: StageRecords = {
    ...(before.rules !== after.rules && { rules: after.rules }),
    ...(before.name !== after.name && { name: after.name }),
    ...(parts.participants && { participants: parts.participants }),
    ...(parts.verdicts && { verdicts: parts.verdicts }),
    ...(parts.chat && { chat: parts.chat }),
    ...(parts.features && { features: parts.features }),
  };
  return Object.keys(records).length > 0 ? records : undefined;
}

/** All of it, for a shard that begins or was away. */
export function wholeStage(state: RoomState): WholeStage {
  const { epoch, revision, createdAt, log, rules, name } = state;
  const others = recordsBetween({ ...NOBODY, rules, name }, state);
  return {
    type: "stage",
    epoch,
    revision,
    createdAt,
    log,
    records: { ...others, rules, name },
    count: audienceOf(state),
  };
}

function changed<V extends object>(
  before: ReadonlyMap<string, V>,
  after: ReadonlyMap<string, V>,
  shown: (value: V) => V | undefined,
): Changed<V> | undefined {
  if (before === after) return undefined;
  const set: [string, V][] = [];
  for (const [key, value] of after) {
    const old = before.get(key);
    if (old === value) continue;
    const now = shown(value);
    if (now && !(old && JSON.stringify(shown(old)) === JSON.stringify(now))) set.push([key, now]);
  }
  const gone = [...before.keys()].filter((key) => !after.has(key));
  return set.length + gone.length > 0 ? { set, gone } : undefined;
}

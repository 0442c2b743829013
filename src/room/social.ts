/** To be noticed: hands, reactions, names. */
import * as v from "valibot";
import type { RoomActionMessage } from "../wire/room-protocol.js";
import { ParticipantNameSchema } from "../wire/schemas/room-protocol.js";
import { ROOM_LIMITS } from "../wire/room-protocol.js";
import type { Actor } from "./actor.js";
import { reseat } from "./crowd.js";
import type { Draft } from "./draft.js";
import { displaced, nameAmong } from "./look-alikes.js";
import type { Refusal } from "./parse.js";
import { personIn } from "./people.js";
import type { RoomParticipant } from "./state.js";

type Said<T extends RoomActionMessage["type"]> = Extract<RoomActionMessage, { type: T }>;

/** Raises or lowers a hand. Hands keep the order in which they were raised, also within a millisecond. */
export function setHand(draft: Draft, by: Actor, { raised, participantId = by.id }: Said<"hand">): Refusal | undefined {
  const participant = personIn(draft, participantId);
  if (participantId !== by.id && (raised || !by.isHost)) {
    return { code: "forbidden", reason: "A host may lower somebody's hand, and everybody raises their own." };
  }
  if (!participant && draft.shards.size > 0) return draft.toShards({ type: "lower", participantId }) ?? undefined;
  if (!participant) return { code: "invalid_message", reason: "Nobody of this id is in the room." };
  if (raised === (participant.hand !== undefined)) return undefined;
  if (!draft.participants.has(participantId)) {
    reseat(draft, { ...participant, hand: raised ? draft.at : undefined });
    return undefined;
  }
  const last = Math.max(0, ...draft.participants.values().map(({ hand }) => hand ?? 0));
  const hand = raised ? Math.max(draft.at, last + 1) : undefined;
  draft.participants.set(participantId, { ...participant, hand });
  draft.change((revision) => ({ type: "participant", revision, from: participantId, set: { hand: hand ?? null } }));
  return undefined;
}

/** Shown to everybody once and then forgotten. In a crowd, those that are too many to see are not passed on. */
export function react(draft: Draft, by: Actor, { reaction }: Said<"reaction">): void {
  const { allReactions, crowd } = draft.settings;
  if (by.participant?.role === "audience") {
    if (!draft.afford("audience-reactions", crowd.reactions)) return;
    return draft.tell({ type: "reaction", from: by.id, reaction, count: 1 });
  }
  if (draft.afford("reactions", allReactions)) draft.tell({ type: "reaction", from: by.id, reaction });
}

/** Another name, or other metadata. */
export function setProfile(
  draft: Draft,
  participant: RoomParticipant,
  { name: said, metadata }: Said<"profile">,
): Refusal | undefined {
  const name = v.safeParse(v.optional(ParticipantNameSchema), said);
  if (!name.success) return { code: "invalid_name", reason: `A name has 1 to ${ROOM_LIMITS.name} characters.` };
  const wanted = name.output ?? participant.name;
  const isOther = wanted !== participant.name;
  if (isOther && !participant.mayRename) {
    return { code: "forbidden", reason: "Your name was given with your token, and stays. Send metadata alone." };
  }
  if (metadata && JSON.stringify(metadata).length > ROOM_LIMITS.metadataSize) {
    return { code: "message_too_large", reason: `Metadata may have ${ROOM_LIMITS.metadataSize} characters as JSON.` };
  }
  const chosen = isOther ? nameAmong(draft.participants.values(), { ...participant, name: wanted }) : wanted;
  const set = {
    ...(chosen !== participant.name && { name: chosen }),
    ...(metadata && JSON.stringify(metadata) !== JSON.stringify(participant.metadata ?? {}) && { metadata }),
  };
  if (Object.keys(set).length === 0) return undefined;
  const next = { ...participant, ...set };
  if (!draft.participants.has(participant.id)) {
    reseat(draft, next);
    return undefined;
  }
  draft.participants.set(participant.id, next);
  draft.change((revision) => ({ type: "participant", revision, from: participant.id, set }));
  return undefined;
}

/** Somebody came whose name was given: those who chose one that looks like it get another. */
export function makeWay(draft: Draft, given: RoomParticipant): void {
  for (const { person, name } of displaced(draft.participants.values(), given)) {
    draft.participants.set(person.id, { ...person, name });
    draft.change((revision) => ({ type: "participant", revision, from: person.id, set: { name } }));
  }
}

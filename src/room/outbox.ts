/** What a backend is told of the room. It waits here, kept with the room, until the backend has it. */
import type { RoomEvent, RoomEventDetails, RoomEventType } from "../wire/room-events.js";
import type { Draft } from "./draft.js";
import type { RoomInput, RoomParticipant, WaitingEvent } from "./state.js";

/** Milliseconds for which an event is worth telling. */
export const EVENT_LIFETIME = 24 * 60 * 60 * 1000;
/** Characters of a report. */
const MAX_REPORT = 32_768;

/** Something has happened. Nothing is kept of what nobody wants to be told. */
function tell<Type extends RoomEventType>(draft: Draft, type: Type, details: RoomEventDetails[Type]): void {
  const { events } = draft.settings;
  if (!events.types.includes(type)) return;
  const { id: room, epoch } = draft.before;
  const sequence = draft.rules.events + 1;
  draft.setRules({ events: sequence });
  const event = {
    id: `${epoch}_${sequence}`,
    type,
    timestamp: new Date(draft.at).toISOString(),
    data: { room: { id: room, ...(draft.name !== undefined && { name: draft.name }) }, sequence, ...details },
  } as RoomEvent;
  draft.outbox.set(event.id, { at: draft.at, event });
  const [oldest] = draft.outbox.now.keys();
  if (draft.outbox.size > events.waiting && oldest !== undefined) draft.outbox.delete(oldest);
}

const personOf = ({ id, name, role, joinedAt, metadata }: RoomParticipant) => ({
  id,
  name,
  role,
  joinedAt,
  ...(metadata && { metadata }),
});

/** Somebody is in the roster from now on. */
export function tellOfArrival(draft: Draft, participant: RoomParticipant): void {
  if (draft.participants.size === 1) tell(draft, "room.started", {});
  tell(draft, "participant.joined", { participant: personOf(participant) });
}

/** Somebody is not in the roster any more. */
export function tellOfDeparture(
  draft: Draft,
  participant: RoomParticipant,
  reason: RoomEventDetails["participant.left"]["reason"],
): void {
  tell(draft, "participant.left", { participant: personOf(participant), reason });
  if (draft.participants.size > 0) return;
  tell(draft, "room.ended", { reason: draft.rules.endedAt === undefined ? "empty" : "ended" });
}

/** Direct messages are for two people, and nobody else ever gets them. What is still being written is told when it is whole. */
export function tellOfMessage(draft: Draft, message: RoomEventDetails["chat.message"]["message"]): void {
  if (message.to === undefined && !message.unfinished) tell(draft, "chat.message", { message });
}

/** Somebody tells how the call is. */
export function tellOfReport(draft: Draft, said: Extract<RoomInput, { type: "report" }>): void {
  const { kind, id, participantId, body } = said;
  const { debug: _, ...rest } = body as { readonly debug?: unknown };
  const report = JSON.stringify(body).length > MAX_REPORT ? rest : body;
  tell(draft, "report", { kind, id, participantId, report });
}

/** The backend has it, or it is not worth telling any more. */
export function forgetEvents(draft: Draft, ids: readonly string[]): void {
  for (const id of ids) if (draft.outbox.delete(id)) draft.persist();
}

/** When the oldest event is not worth telling any more; `undefined` when there is none. */
export function outboxEnds(outbox: ReadonlyMap<string, WaitingEvent>): number | undefined {
  for (const { at } of outbox.values()) return at + EVENT_LIFETIME;
  return undefined;
}

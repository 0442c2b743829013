/**
 * Who speaks. Voices flicker: the room hears of a change at most so often for one participant, and so often for all of them.
 * What comes in between is held back, and told when it is due if it still holds.
 */
import type { Draft } from "./draft.js";
import type { RoomParticipant, RoomSettings, RoomState, Voice } from "./state.js";

const BUDGET = "voices";

const isHeld = ({ speaking, said }: Voice): boolean => speaking !== said;

/** Somebody says that they begin, or stop, to speak. */
export function speak(draft: Draft, participant: RoomParticipant, speaking: boolean): void {
  if (participant.voice.said === speaking) return;
  draft.participants.set(participant.id, { ...participant, voice: { ...participant.voice, said: speaking } });
  settleVoices(draft);
}

/** Whose socket is gone is not heard. */
export function fallSilent(draft: Draft, participantId: string): void {
  const participant = draft.participants.get(participantId);
  if (participant) speak(draft, participant, false);
}

/** Tells of the changes that are due. */
export function settleVoices(draft: Draft): void {
  for (const participant of draft.participants.values()) {
    const { id, voice } = participant;
    if (!isHeld(voice) || voice.at + draft.settings.speaking > draft.at) continue;
    if (!draft.afford(BUDGET, draft.settings.voices)) return;
    const speaking = voice.said;
    draft.participants.set(id, { ...participant, voice: { speaking, said: speaking, at: draft.at } });
    draft.change((revision) => ({ type: "participant", revision, from: id, set: { speaking } }));
  }
}

/** When the next change that is held back is due, in milliseconds since 1970. */
export function voicesDue({ participants, budgets }: RoomState, settings: RoomSettings): number | undefined {
  let due = Number.POSITIVE_INFINITY;
  for (const { voice } of participants.values()) if (isHeld(voice)) due = Math.min(due, voice.at + settings.speaking);
  if (due === Number.POSITIVE_INFINITY) return undefined;
  const budget = budgets.get(BUDGET);
  const missing = Math.max(0, 1 - (budget?.left ?? 1));
  const affordable = (budget?.at ?? 0) + Math.ceil((missing * 1000) / settings.voices.perSecond);
  return Math.max(due, affordable);
}

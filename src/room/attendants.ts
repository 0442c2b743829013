/** Those whom a service of the server brings in, such as an AI: seen by everybody like people, with no page and no socket. */
import type { Draft } from "./draft.js";
import { admit, leave } from "./presence.js";
import { publish, recordSession } from "./sessions.js";
import type { Attendant } from "./state.js";

/** Brings somebody in, or says anew what they publish. Nobody comes into a room in which nobody is. */
export function attend(draft: Draft, { session, ...person }: Attendant): void {
  const { participantId: id } = person;
  const isNew = !draft.participants.has(id);
  if (isNew && draft.participants.size > 0 && draft.rules.endedAt === undefined) {
    admit(draft, { ...person, stream: { role: "speaker" } }, true);
  }
  if (!session) return;
  const known = draft.sessions.get(session.sessionId);
  // Where they have gone by now, what is recorded here is closed at once.
  if (!known) recordSession(draft, session.sessionId, id);
  const attendant = draft.participants.get(id);
  if (!attendant || attendant.role === "viewer" || known?.releasedAt !== undefined) return;
  if (attendant.session || session.tracks.length > 0) publish(draft, attendant, session);
}

/** Takes somebody out whom a service has brought in, and nobody else. */
export function dismiss(draft: Draft, participantId: string): void {
  if (draft.participants.get(participantId)?.isAttendant) leave(draft, participantId, "left");
}

/** Where everybody has left, nobody is attended to. */
export function dismissIdleAttendants(draft: Draft): void {
  // The first one that it meets is somebody, as a rule: this is asked with every step.
  for (const { isAttendant } of draft.participants.now.values()) if (!isAttendant) return;
  for (const { id } of draft.participants.values()) dismiss(draft, id);
}

import type { TemplateResult } from "lit";
import type { AudienceMember, ParticipantState, RoomAction, RoomSnapshot } from "../../client/types.js";
import type { Question } from "../ui/confirm.js";
import { crownIcon } from "../ui/icons/crown.js";
import { eyeIcon } from "../ui/icons/eye.js";
import { handIcon } from "../ui/icons/hand.js";
import { micIcon } from "../ui/icons/mic.js";
import { usersRoundIcon } from "../ui/icons/users-round.js";
import { userRoundXIcon } from "../ui/icons/user-round-x.js";
import { xIcon } from "../ui/icons/x.js";
import type { LocalizeController } from "../core/localize.js";
import { mayAsk } from "../core/may-ask.js";
import { moderationActions } from "../ui/moderation.js";

/** One line of somebody's menu. */
export interface PersonAction {
  readonly label: string;
  readonly icon: TemplateResult;
  readonly request: RoomAction;
  /** Asked before it is done. */
  readonly question?: Question;
}

const roleActions = (
  { id: participantId, role }: ParticipantState,
  name: string,
  localize: LocalizeController,
  hasAudience: boolean,
): readonly PersonAction[] => {
  const terms = localize.term("peoplePanel");
  const become = (next: ParticipantState["role"]) => ({ type: "role", participantId, role: next }) as const;
  const host: PersonAction = {
    label: terms.makeHost,
    icon: crownIcon,
    request: become("host"),
    question: { title: terms.makeHostQuestion(name), advice: terms.makeHostAdvice, action: terms.makeHost },
  };
  const speaker: PersonAction = { label: terms.makeSpeaker, icon: micIcon, request: become("speaker") };
  const viewer: PersonAction = { label: terms.makeViewer, icon: eyeIcon, request: become("viewer") };
  const back: PersonAction = { label: terms.sendBack, icon: usersRoundIcon, request: become("audience") };
  const others = role === "host" ? [viewer] : role === "viewer" ? [speaker, host] : [host, viewer];
  return hasAudience ? [...others, back] : others;
};

const banAction = (participantId: string, name: string, localize: LocalizeController): PersonAction => {
  const terms = localize.term("peoplePanel");
  return {
    label: terms.ban,
    icon: userRoundXIcon,
    request: { type: "remove", participantId, ban: true },
    question: { title: terms.banQuestion(name), advice: terms.banAdvice, action: terms.ban },
  };
};

/** What this person can do about somebody of the audience, beside bringing them onto the stage. */
export const seatedActions = (
  { id: participantId, name: given, hand }: AudienceMember,
  snapshot: RoomSnapshot,
  localize: LocalizeController,
): readonly PersonAction[] => {
  const name = given || localize.term("guest");
  const label = localize.term("remove");
  const lower: PersonAction = {
    label: localize.term("lowerHand"),
    icon: handIcon,
    request: { type: "hand", raised: false, participantId },
  };
  const remove: PersonAction = {
    label,
    icon: xIcon,
    request: { type: "remove", participantId },
    question: {
      title: localize.term("removeQuestion")(name),
      advice: localize.term("peoplePanel").removeAdvice,
      action: label,
    },
  };
  // Somebody else's hand is a host's to lower.
  const lowers = hand !== undefined && snapshot.self.role === "host" && mayAsk(snapshot, "hand");
  const removes = mayAsk(snapshot, "remove");
  return [...(lowers ? [lower] : []), ...(removes ? [remove, banAction(participantId, name, localize)] : [])];
};

/** What this person can do about somebody, in order. Empty for most people but hosts. */
export const personActions = (
  person: ParticipantState,
  snapshot: RoomSnapshot,
  localize: LocalizeController,
): readonly PersonAction[] => {
  const terms = localize.term("peoplePanel");
  const name = person.name || localize.term("guest");
  const shared = moderationActions(person, snapshot).map(({ term, icon, request, confirm }): PersonAction => {
    const label = localize.term(term);
    const question = { title: localize.term("removeQuestion")(name), advice: terms.removeAdvice, action: label };
    return { label, icon, request, ...(confirm && { question }) };
  });
  if (person.isSelf) return shared;
  return [
    ...shared.filter(({ question }) => !question),
    ...(mayAsk(snapshot, "role") ? roleActions(person, name, localize, snapshot.audience !== undefined) : []),
    ...shared.filter(({ question }) => question),
    ...(mayAsk(snapshot, "remove") ? [banAction(person.id, name, localize)] : []),
  ];
};

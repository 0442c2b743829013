import type { TemplateResult } from "lit";
import type { AudienceMember, ParticipantState, RoomAction, RoomSnapshot } from "../../client/types.js";
import type { Question } from "../ui/confirm.js";
import { crownIcon } from "../ui/icons/crown.js";
import { eyeIcon } from "../ui/icons/eye.js";
import { micIcon } from "../ui/icons/mic.js";
import { usersRoundIcon } from "../ui/icons/users-round.js";
import { userRoundXIcon } from "../ui/icons/user-round-x.js";
import type { LocalizeController } from "../core/localize.js";
import { mayAsk } from "../core/may-ask.js";
import { allowed, lowering, moderationActions, removal, type ModerationAction } from "../ui/moderation.js";

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

const banActions = (
  participantId: string,
  name: string,
  snapshot: RoomSnapshot,
  localize: LocalizeController,
): readonly PersonAction[] => {
  if (!mayAsk(snapshot, "remove")) return [];
  const terms = localize.term("peoplePanel");
  const ban: PersonAction = {
    label: terms.ban,
    icon: userRoundXIcon,
    request: { type: "remove", participantId, ban: true },
    question: { title: terms.banQuestion(name), advice: terms.banAdvice, action: terms.ban },
  };
  return [ban];
};

/** What the tile's menu has as well, in words, with what is asked before it is done. */
const worded =
  (name: string, localize: LocalizeController) =>
  ({ term, icon, request, confirm }: ModerationAction): PersonAction => {
    const label = localize.term(term);
    const { removeAdvice: advice } = localize.term("peoplePanel");
    const question = { title: localize.term("removeQuestion")(name), advice, action: label };
    return { label, icon, request, ...(confirm && { question }) };
  };

const nameOf = (given: string, localize: LocalizeController): string => given || localize.term("guest");

/** What this person can do about somebody of the audience, beside bringing them onto the stage. */
export const seatedActions = (
  person: AudienceMember,
  snapshot: RoomSnapshot,
  localize: LocalizeController,
): readonly PersonAction[] => {
  const name = nameOf(person.name, localize);
  const shared = [...(person.hand === undefined ? [] : [lowering(person)]), removal(person)];
  return [...allowed(shared, snapshot).map(worded(name, localize)), ...banActions(person.id, name, snapshot, localize)];
};

/** What this person can do about somebody, in order. Empty for most people but hosts. */
export const personActions = (
  person: ParticipantState,
  snapshot: RoomSnapshot,
  localize: LocalizeController,
): readonly PersonAction[] => {
  const name = nameOf(person.name, localize);
  const shared = moderationActions(person, snapshot).map(worded(name, localize));
  if (person.isSelf) return shared;
  return [
    ...shared.filter(({ question }) => !question),
    ...(mayAsk(snapshot, "role") ? roleActions(person, name, localize, snapshot.audience !== undefined) : []),
    ...shared.filter(({ question }) => question),
    ...banActions(person.id, name, snapshot, localize),
  ];
};

/** What hosts can do about somebody: the same list in the tile's menu and in the list of people. */
import type { TemplateResult } from "lit";
import type { ParticipantState, RoomAction, RoomSnapshot } from "../../client/types.js";
import type { Terms } from "../../locales/locale.js";
import { handIcon } from "./icons/hand.js";
import { micOffIcon } from "./icons/mic-off.js";
import { micIcon } from "./icons/mic.js";
import { screenShareOffIcon } from "./icons/screen-share-off.js";
import { starIcon } from "./icons/star.js";
import { videoOffIcon } from "./icons/video-off.js";
import { xIcon } from "./icons/x.js";
import { abilityOf } from "../../wire/ability.js";
import { mayAsk } from "../core/may-ask.js";

/** One thing that a host can do. */
export interface ModerationAction {
  /** The word for it, to be looked up in the language of the place. */
  readonly term: {
    [K in keyof Terms]: Terms[K] extends string ? K : never;
  }[keyof Terms];
  readonly icon: TemplateResult;
  readonly request: RoomAction;
  /** It cannot be taken back: ask `removeQuestion` first. */
  readonly confirm?: true;
}

const spotlightAction = ({ id }: ParticipantState, { spotlight }: RoomSnapshot["policy"]): ModerationAction => {
  const isLit = spotlight.includes(id);
  return {
    term: isLit ? "endSpotlight" : "spotlight",
    icon: starIcon,
    request: { type: "policy", spotlight: isLit ? spotlight.filter((each) => each !== id) : [...spotlight, id] },
  };
};

type Somebody = Pick<ParticipantState, "id">;

/** Lowers somebody's hand. */
export const lowering = ({ id: participantId }: Somebody): ModerationAction => ({
  term: "lowerHand",
  icon: handIcon,
  request: { type: "hand", raised: false, participantId },
});

/** Puts somebody out. */
export const removal = ({ id: participantId }: Somebody): ModerationAction => ({
  term: "remove",
  icon: xIcon,
  request: { type: "remove", participantId },
  confirm: true,
});

const aboutOther = (person: ParticipantState): readonly ModerationAction[] => {
  const { id: participantId, microphone, camera, screen, hand } = person;
  const source = "microphone";
  const actions: ModerationAction[] = [
    microphone?.enabled
      ? { term: "muteThem", icon: micOffIcon, request: { type: "mute", participantId, source } }
      : { term: "askToUnmute", icon: micIcon, request: { type: "ask-unmute", participantId, source } },
  ];
  if (camera?.enabled) {
    const request = { type: "mute", participantId, source: "camera" } as const;
    actions.push({ term: "turnTheirCameraOff", icon: videoOffIcon, request });
  }
  if (screen) {
    const request = { type: "mute", participantId, source: "screen" } as const;
    actions.push({ term: "stopTheirSharing", icon: screenShareOffIcon, request });
  }
  if (hand !== undefined) actions.push(lowering(person));
  return actions;
};

/** Those that the person of this browser may do. */
export const allowed = (actions: readonly ModerationAction[], snapshot: RoomSnapshot): readonly ModerationAction[] =>
  actions.filter(
    // One's own hand is everybody's to lower, somebody else's a host's.
    ({ request }) => mayAsk(snapshot, abilityOf(request)) && (request.type !== "hand" || snapshot.self.role === "host"),
  );

/**
 * What the person of this browser can do about `person`, in the order to show it. Empty for most people but hosts.
 *
 * @example
 * ```ts
 * moderationActions(person, room.snapshot).map(
 *   ({ term, icon, request }) => html`<button @click=${() => ask(request)}>${icon} ${localize.term(term)}</button>`,
 * );
 * ```
 */
export const moderationActions = (person: ParticipantState, snapshot: RoomSnapshot): readonly ModerationAction[] => {
  const actions = person.isSelf ? [] : aboutOther(person);
  const last = person.isSelf ? [] : [removal(person)];
  return allowed([...actions, spotlightAction(person, snapshot.policy), ...last], snapshot);
};

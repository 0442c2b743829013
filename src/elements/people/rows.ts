import { html, nothing, type TemplateResult } from "lit";
import type { AudienceMember, ParticipantState, WaitingPerson } from "../../client/types.js";
import { hueStyle, initials } from "../ui/avatar.js";
import { ellipsisVerticalIcon } from "../ui/icons/ellipsis-vertical.js";
import { handIcon } from "../ui/icons/hand.js";
import { micOffIcon } from "../ui/icons/mic-off.js";
import { micIcon } from "../ui/icons/mic.js";
import { plusIcon } from "../ui/icons/plus.js";
import { userRoundIcon } from "../ui/icons/user-round.js";
import { videoOffIcon } from "../ui/icons/video-off.js";
import { videoIcon } from "../ui/icons/video.js";
import type { LocalizeController } from "../core/localize.js";

const avatar = (name: string): TemplateResult =>
  html`<span part="avatar" class="avatar" aria-hidden="true" .style=${hueStyle(name)}
    >${initials(name) || userRoundIcon}</span
  >`;

const state = (on: boolean, icons: readonly [TemplateResult, TemplateResult], words: string): TemplateResult =>
  html`<span class="state ${on ? "" : "off"}" title=${words}>
    ${icons[on ? 0 : 1]}<span class="visually-hidden">${words}</span>
  </span>`;

const roleOf = ({ role }: ParticipantState, localize: LocalizeController): string | undefined => {
  if (role === "host") return localize.term("host");
  return role === "viewer" || role === "audience" ? localize.term("peoplePanel")[role] : undefined;
};

const handOf = (hand: number | undefined, localize: LocalizeController): TemplateResult | typeof nothing =>
  hand === undefined
    ? nothing
    : html`<span class="state hand" title=${localize.term("handRaised")}>
        ${handIcon}<span class="visually-hidden">${localize.term("handRaised")}</span>
      </span>`;

type OpenMenu = (id: string, opener: HTMLElement) => void;

const menuButton = (
  id: string,
  name: string,
  localize: LocalizeController,
  onMenu: OpenMenu | undefined,
): TemplateResult | typeof nothing => {
  const more = localize.term("moreFor")(name);
  return onMenu
    ? html`<button
        part="button"
        class="quiet-button"
        type="button"
        aria-label=${more}
        title=${more}
        aria-haspopup="menu"
        @click=${(event: Event) => onMenu(id, event.currentTarget as HTMLElement)}
      >
        ${ellipsisVerticalIcon}
      </button>`
    : nothing;
};

/** Somebody of the audience. */
export const audienceRow = (
  { id, name, hand }: AudienceMember,
  localize: LocalizeController,
  {
    bringOn,
    onMenu,
  }: { readonly bringOn: ((participantId: string) => void) | undefined; readonly onMenu: OpenMenu | undefined },
): TemplateResult => {
  const label = localize.term("peoplePanel").bringOn;
  const shown = name || localize.term("guest");
  return html`<li part="person" class="row">
    ${avatar(name)}
    <span class="who"><b dir="auto">${shown}</b></span>
    ${handOf(hand, localize)}
    ${
      bringOn
        ? html`<button
            part="button"
            class="quiet-button"
            type="button"
            aria-label=${`${label}: ${shown}`}
            title=${label}
            @click=${() => bringOn(id)}
          >
            ${plusIcon}
          </button>`
        : nothing
    }
    ${menuButton(id, shown, localize, onMenu)}
  </li>`;
};

/** Somebody who is in the call. */
export const personRow = (
  person: ParticipantState,
  localize: LocalizeController,
  {
    onMenu,
    marks,
  }: {
    readonly onMenu: OpenMenu | undefined;
    readonly marks: readonly DocumentFragment[];
  },
): TemplateResult => {
  const { id, isSelf, hand } = person;
  const terms = localize.term("peoplePanel");
  const name = person.name || localize.term("guest");
  const microphoneOn = person.microphone?.enabled ?? false;
  const cameraOn = person.camera?.enabled ?? false;
  const role = roleOf(person, localize);
  return html`<li part="person" class="row">
    ${avatar(person.name)}
    <span class="who">
      <b dir="auto">${isSelf ? localize.term("selfName")(name) : name}</b>
      ${role ? html`<small>${role}</small>` : nothing} ${marks}
    </span>
    ${handOf(hand, localize)}
    ${state(microphoneOn, [micIcon, micOffIcon], localize.term(microphoneOn ? "unmuted" : "muted"))}
    ${state(cameraOn, [videoIcon, videoOffIcon], cameraOn ? terms.cameraOn : terms.cameraOff)}
    ${menuButton(id, name, localize, onMenu)}
  </li>`;
};

/** Somebody at the door. */
export const waitingRow = (
  { id, name }: WaitingPerson,
  localize: LocalizeController,
  answer: (type: "admit" | "deny", participantId: string) => void,
): TemplateResult => {
  const terms = localize.term("peoplePanel");
  const shown = name || localize.term("guest");
  const button = (type: "admit" | "deny"): TemplateResult =>
    html`<button
      part="button"
      class="button small ${type === "admit" ? "primary" : "quiet"}"
      type="button"
      aria-label=${`${terms[type]}: ${shown}`}
      @click=${() => answer(type, id)}
    >
      ${terms[type]}
    </button>`;
  return html`<li part="waiting" class="row door">
    ${avatar(name)}
    <span class="who"><b dir="auto">${shown}</b></span>
    <span class="answers">${button("deny")} ${button("admit")}</span>
  </li>`;
};

import { html, nothing, type TemplateResult } from "lit";
import type { ParticipantState, Room } from "../../client/types.js";
import { CallsActionEvent, CallsUiSetEvent, type CallsRequestEvent } from "../core/events.js";
import { pinIcon } from "../ui/icons/pin.js";
import { volumeIcon } from "../ui/icons/volume-2.js";
import type { LocalizeController } from "../core/localize.js";
import { moderationActions, type ModerationAction } from "../ui/moderation.js";

export interface TileMenuOptions {
  readonly room: Room;
  readonly person: ParticipantState;
  readonly name: string;
  readonly pinned: boolean;
  /** What the person is about to do and has to confirm. */
  readonly asking: ModerationAction | undefined;
  readonly localize: LocalizeController;
  request(event: CallsRequestEvent): void;
  ask(action: ModerationAction | undefined): void;
  close(): void;
}

const volumeSlider = ({ person, localize, request }: TileMenuOptions): TemplateResult => {
  const set = (event: Event): void => {
    const volume = (event.target as HTMLInputElement).valueAsNumber;
    request(new CallsActionEvent({ type: "set-volume", participantId: person.id, volume }));
  };
  return html`<label class="item">
    ${volumeIcon}<span class="visually-hidden">${localize.term("volume")}</span>
    <input type="range" min="0" max="1" step="0.05" .valueAsNumber=${person.volume} @input=${set} />
  </label>`;
};

/** What can be done about the person of a tile. */
export const tileMenu = (options: TileMenuOptions): TemplateResult => {
  const { room, person, name, pinned, asking, localize, request, ask, close } = options;
  const item = (label: string, icon: unknown, act: () => void, kind = ""): TemplateResult =>
    html`<button class="item ${kind}" type="button" @click=${act}>${icon}${label}</button>`;
  const act = (event: CallsRequestEvent) => (): void => {
    close();
    request(event);
  };
  if (asking) {
    return html`<p>${localize.term("removeQuestion")(name)}</p>
      ${item(localize.term(asking.term), asking.icon, act(new CallsActionEvent(asking.request)), "danger")}
      ${item(localize.term("cancel"), nothing, () => ask(undefined))}`;
  }
  const pin = new CallsUiSetEvent({ pinned: pinned ? undefined : person.id, pinnedScreen: false });
  return html`${item(localize.term(pinned ? "unpin" : "pin"), pinIcon, act(pin))}
  ${person.isSelf ? nothing : volumeSlider(options)}
  ${moderationActions(person, room.snapshot).map((action) =>
    item(
      localize.term(action.term),
      action.icon,
      action.confirm ? () => ask(action) : act(new CallsActionEvent(action.request)),
      action.confirm ? "danger" : "",
    ),
  )}`;
};

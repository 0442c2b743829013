import { html, nothing, type TemplateResult } from "lit";
import type { ParticipantState, Room } from "../../client/room/types.js";
import { CallsActionEvent, CallsUiSetEvent, type CallsRequestEvent } from "../internal/events.js";
import { pinIcon } from "../internal/icons/pin.js";
import { volumeIcon } from "../internal/icons/volume-2.js";
import type { LocalizeController } from "../internal/localize.js";
import { moderationActions, type ModerationAction } from "../internal/moderation.js";

/** How loud somebody is here, 0 to 1, for every tile of theirs. Who was never changed is at 1. */
const volumes = new WeakMap<Room, Map<string, number>>();

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

const volumeSlider = ({ room, person, localize, request }: TileMenuOptions): TemplateResult => {
  const set = (event: Event): void => {
    const volume = (event.target as HTMLInputElement).valueAsNumber;
    const all = volumes.get(room) ?? new Map<string, number>();
    volumes.set(room, all.set(person.id, volume));
    request(new CallsActionEvent({ type: "set-volume", participantId: person.id, volume }));
  };
  return html`<label class="item">
    ${volumeIcon}<span class="visually-hidden">${localize.term("volume")}</span>
    <input
      type="range"
      min="0"
      max="1"
      step="0.05"
      .valueAsNumber=${volumes.get(room)?.get(person.id) ?? 1}
      @input=${set}
    />
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

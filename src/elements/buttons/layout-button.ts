import { html } from "lit";
import type { RoomSnapshot } from "../../client/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { CallsUiSetEvent } from "../core/events.js";
import { galleryThumbnailsIcon } from "../ui/icons/gallery-thumbnails.js";
import { layoutGridIcon } from "../ui/icons/layout-grid.js";
import { panelRightIcon } from "../ui/icons/panel-right.js";
import { sparklesIcon } from "../ui/icons/sparkles.js";
import { inCall } from "./panel-button.js";
import { selectUi, type StageLayout } from "../core/room-ui.js";

const LAYOUTS = [
  ["auto", "layoutAuto", sparklesIcon],
  ["grid", "layoutGrid", layoutGridIcon],
  ["speaker", "layoutSpeaker", galleryThumbnailsIcon],
  ["sidebar", "layoutSidebar", panelRightIcon],
] as const satisfies readonly (readonly [StageLayout, string, unknown])[];

/**
 * @customElement calls-layout-button
 * @summary Chooses how the stage is laid out.
 *
 * @event {CallsUiSetEvent} calls-ui-set - A layout was chosen. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart menu - The layouts.
 * @csspart icon - The icons.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsLayoutButton extends ControlButton<true> {
  readonly #layout = selectUi(this, this.rooms, (ui) => ui.layout);

  protected override select(snapshot: RoomSnapshot): true | undefined {
    return inCall(snapshot);
  }

  protected override facts(): ControlFacts {
    return {
      icon: layoutGridIcon,
      label: this.localize.term("layout"),
      menu: html`${LAYOUTS.map(
        ([layout, name, icon]) =>
          html`<button
            class="item"
            role="menuitemradio"
            type="button"
            tabindex="-1"
            aria-checked=${layout === this.#layout.value ? "true" : "false"}
            @click=${(event: Event) => {
              this.close(event);
              this.rooms.request(new CallsUiSetEvent({ layout }));
            }}
          >
            ${icon} <span>${this.localize.term(name)}</span>
          </button>`,
      )}`,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-layout-button": CallsLayoutButton;
  }
}

import { html } from "lit";
import type { RoomSnapshot } from "../../client/room/types.js";
import { ControlButton, type ControlFacts } from "../internal/control-button.js";
import { CallsUiSetEvent } from "../internal/events.js";
import { galleryThumbnailsIcon } from "../internal/icons/gallery-thumbnails.js";
import { layoutGridIcon } from "../internal/icons/layout-grid.js";
import { panelRightIcon } from "../internal/icons/panel-right.js";
import { sparklesIcon } from "../internal/icons/sparkles.js";
import { inCall } from "../internal/panel-button.js";
import { UiController, type StageLayout } from "../internal/ui-store.js";

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
  readonly #layout = new UiController(this, this.rooms, (ui) => ui.layout);

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

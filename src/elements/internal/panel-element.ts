import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { enPanels } from "../../locales/en-panels.js";
import { baseStyles } from "./base.styles.js";
import { buttonStyles } from "./button.styles.js";
import { CallsElement } from "./calls-element.js";
import { CallsActionEvent, CallsUiSetEvent } from "./events.js";
import { xIcon } from "./icons/x.js";
import { addEnglish } from "./localize.js";
import { dialogStyles } from "./dialog.styles.js";
import { panelStyles } from "./panel.styles.js";
import { RoomController } from "./room-controller.js";
import { UiController, type Panel } from "./ui-store.js";
import type { RoomRequest } from "../../client/room/types.js";

/** What stands beside the stage: it works in a room element, and alone on a page with `for`. */
export abstract class PanelElement extends CallsElement {
  static override styles: CSSResultGroup = [baseStyles, buttonStyles, dialogStyles, panelStyles];

  static {
    addEnglish(enPanels);
  }

  /** The id of the room element, when this element is not inside of it. */
  @property() for?: string;

  /** Which one it is, so that its button can close it. */
  protected abstract readonly panel: Panel;

  protected readonly rooms = new RoomController(this);
  readonly #ui = new UiController(this, this.rooms, (ui) => ui.panel);

  /** @returns settles with the request; a rejection is told as `calls-error`, too. */
  protected ask(request: RoomRequest): Promise<void> {
    const event = new CallsActionEvent(request);
    this.rooms.request(event);
    return event.done;
  }

  /** The heading; the button that closes only where somebody opened the panel. */
  protected header(title: unknown, more: unknown = nothing): TemplateResult {
    const label = this.localize.term("close");
    return html`<header part="header" class="header">
      <h2 id="title">${title}</h2>
      ${more}
      ${
        this.#ui.value === this.panel
          ? html`<button
              part="button close"
              class="quiet-button"
              type="button"
              aria-label=${label}
              title=${label}
              @click=${() => this.rooms.request(new CallsUiSetEvent({ panel: undefined }))}
            >
              ${xIcon}
            </button>`
          : nothing
      }
    </header>`;
  }
}

import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { enPanels } from "../../locales/en-panels.js";
import { baseStyles } from "../core/base.styles.js";
import { buttonStyles } from "./button.styles.js";
import { MeetingElement } from "./meeting-element.js";
import { CallsUiSetEvent } from "../core/events.js";
import { xIcon } from "./icons/x.js";
import { addEnglish } from "../core/localize.js";
import { dialogStyles } from "./dialog.styles.js";
import { panelStyles } from "./panel.styles.js";
import { selectUi, type OwnPanel, type Panel } from "../core/room-ui.js";

/** What stands beside the stage: it works in a room element, and alone on a page with `for`. */
export abstract class PanelElement extends MeetingElement {
  static override styles: CSSResultGroup = [baseStyles, buttonStyles, dialogStyles, panelStyles];

  static {
    addEnglish(enPanels);
  }

  /** Which one it is, so that its button can close it. */
  protected abstract readonly panel: Panel | OwnPanel;

  readonly #ui = selectUi(this, this.rooms, (ui) => ui.panel);

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

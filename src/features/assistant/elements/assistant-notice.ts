import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { enAssistant } from "../../../locales/en-assistant.js";
import { baseStyles } from "../../../elements/core/base.styles.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { Selected } from "../../../elements/core/selected.js";
import { announce } from "../../../elements/ui/announcer.js";
import { xIcon } from "../../../elements/ui/icons/x.js";
import { MeetingElement } from "../../../elements/ui/meeting-element.js";
import { noticeStyles } from "../../../elements/ui/notice.styles.js";
import { assistantIn } from "./select.js";

addEnglish(enAssistant);

/**
 * @customElement calls-assistant-notice
 * @summary Tells everybody that the assistant of the chat is given what is spoken, from when a host allows it until it is put away.
 *
 * @csspart notice - What says so.
 * @csspart icon - The icon.
 */
export class CallsAssistantNotice extends MeetingElement {
  static override styles = [baseStyles, noticeStyles];

  @state() private _isTold = false;

  readonly #listens = new Selected(this, this.rooms, (snapshot) => {
    const view = assistantIn(snapshot);
    return view?.on === true && view.listens;
  });

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.#listens.value !== true) this._isTold = false;
  }

  protected override updated(): void {
    const listens = this.#listens.value === true;
    if (listens && !this.#wasTold) announce(this.localize.term("assistant").nowListens, this.localize.lang);
    this.#wasTold = listens;
  }

  /** A screen reader has been told. */
  #wasTold = false;

  protected override render(): TemplateResult | typeof nothing {
    if (this.#listens.value !== true || this._isTold) return nothing;
    const label = this.localize.term("dismiss");
    return html`<div part="notice" class="notice" dir=${this.localize.dir}>
      <span>${this.localize.term("assistant").nowListens}</span>
      <button class="dismiss" type="button" aria-label=${label} title=${label} @click=${() => (this._isTold = true)}>
        ${xIcon}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-assistant-notice": CallsAssistantNotice;
  }
}

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { enTranslation } from "../../../locales/en-translation.js";
import { baseStyles } from "../../../elements/core/base.styles.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { Selected } from "../../../elements/core/selected.js";
import { languageName } from "../../../elements/ui/language-name.js";
import { MeetingElement } from "../../../elements/ui/meeting-element.js";
import { translationsIn } from "../translation/client.js";
import { captionsOf } from "./captions-part.js";

addEnglish(enTranslation);

/**
 * @customElement calls-translation
 * @summary The language in which a person wants to read what is said: captions and transcript are translated for them. Remembered, and
 * shown where the server has a language model.
 *
 * @csspart base - The whole of it.
 * @csspart select - The choice.
 *
 * @cssstate empty - There is nothing to choose.
 */
export class CallsTranslation extends MeetingElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }

      :host(:state(empty)) {
        display: none !important;
      }

      label {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        min-block-size: 44px;
      }

      select {
        min-inline-size: 0;
        max-inline-size: 60%;
        min-block-size: 36px;
        padding-inline: 8px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius-s);
        background: var(--_surface);
        color: inherit;
        font: inherit;
      }

      p {
        margin: 0;
        color: var(--_text-quiet);
        font-size: 0.8125rem;
      }
    `,
  ];

  readonly #view = new Selected(this, this.rooms, translationsIn);

  #unsubscribe: (() => void) | undefined;

  constructor() {
    super();
    this.rooms.onRoom((room) => {
      this.#unsubscribe?.();
      this.#unsubscribe = room && captionsOf(room).translations.subscribe(() => this.requestUpdate());
    });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.toggleState("empty", this.#view.value?.available !== true);
  }

  protected override render(): TemplateResult | typeof nothing {
    const view = this.#view.value;
    const { room } = this.rooms;
    if (!view?.available || !room) return nothing;
    const terms = this.localize.term("translation");
    const { lang } = this.localize;
    const named = view.languages.map((tag) => ({ tag, name: languageName(tag, lang) }));
    const { language: chosen, isRefused } = captionsOf(room).translations;
    const hasTrouble = (isRefused && view.languages.includes(chosen)) || (view.trouble && view.language !== "");
    return html`<div part="base" dir=${this.localize.dir}>
      <label>
        <span>${terms.label}</span>
        <select part="select" @change=${this.#choose}>
          <option value="" .selected=${chosen === ""}>${terms.none}</option>
          ${named
            .toSorted((a, b) => a.name.localeCompare(b.name, lang))
            .map(({ tag, name }) => html`<option value=${tag} .selected=${tag === chosen}>${name}</option>`)}
        </select>
      </label>
      ${hasTrouble ? html`<p role="status">${terms.trouble}</p>` : nothing}
    </div>`;
  }

  readonly #choose = (event: Event): void => {
    const { room } = this.rooms;
    if (room) captionsOf(room).translate((event.target as HTMLSelectElement).value);
    this.requestUpdate();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-translation": CallsTranslation;
  }
}

import { css, html, nothing, type TemplateResult } from "lit";
import { baseStyles } from "../../../elements/core/base.styles.js";
import { Selected } from "../../../elements/core/selected.js";
import { switchStyles } from "../../../elements/ui/switch.styles.js";
import { CaptionElement } from "./caption-element.js";
import { captionsOf } from "./captions-part.js";
import { lookStyles } from "./captions.styles.js";
import { ownWordsFields } from "./own-words-fields.js";
import { captionsIn } from "./select.js";

/**
 * @customElement calls-own-words
 * @summary What a person decides of their own words: whether they are kept out of captions and of the transcript, and in a call with
 * captions, which language they speak. It works before the call, too, and is remembered. A room element shows it before the call and
 * in its settings.
 *
 * @csspart base - Around all of it.
 * @csspart select - The choice of the language.
 * @csspart switch - The switch that keeps one’s own words out.
 *
 * @cssstate empty - The call has no captions.
 *
 * @example
 * ```html
 * <calls-prejoin><calls-own-words></calls-own-words></calls-prejoin>
 * ```
 */
export class CallsOwnWords extends CaptionElement {
  static override styles = [
    baseStyles,
    switchStyles,
    lookStyles,
    css`
      :host {
        display: block;
      }

      :host(:state(empty)) {
        display: none !important;
      }
    `,
  ];

  readonly #captions = new Selected(this, this.rooms, captionsIn);
  readonly #isIn = new Selected(this, this.rooms, ({ status }) => status.phase === "joined");
  #unsubscribe: (() => void) | undefined;

  constructor() {
    super();
    this.rooms.onRoom((room) => {
      this.#unsubscribe?.();
      this.#unsubscribe = room && captionsOf(room).client.subscribe(() => this.requestUpdate());
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { room } = this.rooms;
    const captions = this.#captions.value;
    const isEmpty = !room || (this.#isIn.value === true && !captions);
    this.toggleState("empty", isEmpty);
    if (isEmpty) return nothing;
    return html`<div part="base" class="base" dir=${this.localize.dir}>
      ${ownWordsFields(this.localize.term("captionsPanel"), captionsOf(room), captions)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-own-words": CallsOwnWords;
  }
}

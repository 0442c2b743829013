import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { baseStyles } from "../../../elements/core/base.styles.js";
import { selectUi } from "../../../elements/core/room-ui.js";
import { Selected } from "../../../elements/core/selected.js";
import { CaptionElement } from "./caption-element.js";
import { Fading } from "./fading.js";
import { lookOver } from "./look.js";
import { readCaptionsIn } from "./translated.js";
import { wordsStyles } from "./words.styles.js";

/**
 * @customElement calls-caption
 * @summary The words of one person, for their picture: it goes into the slot `captions` of a `<calls-participant>`. Shown to whoever has
 * turned captions on and wants them on each person.
 *
 * @csspart base - The ground of the words.
 *
 * @cssstate empty - There are no words to show.
 *
 * @example
 * ```html
 * <calls-room room="standup">
 *   <template slot="tile"><calls-caption slot="captions"></calls-caption></template>
 * </calls-room>
 * ```
 */
export class CallsCaption extends CaptionElement {
  static override styles = [
    baseStyles,
    wordsStyles,
    css`
      :host {
        display: block;
        min-inline-size: 0;
      }

      :host(:state(empty)) {
        display: none !important;
      }

      .words {
        display: flex;
        flex-direction: column;
        justify-content: end;
        max-block-size: calc(var(--_lines) * 1lh + 8px);
        overflow: hidden;
        padding: 4px 12px;
        border-radius: var(--_radius-s);
        background: var(--_ground);
        font-size: min(var(--_size), 1.1875rem);
        text-align: center;
      }
    `,
  ];

  /** Whose words, by their id in the room. Without it, one's own. */
  @property({ attribute: "participant-id" }) participantId = "";

  readonly #captions = new Selected(this, this.rooms, readCaptionsIn);
  readonly #selfId = new Selected(this, this.rooms, ({ self }) => self.id);
  readonly #isOn = selectUi(this, this.rooms, (ui) => ui.captions);
  readonly #fading = new Fading(this);

  protected override render(): TemplateResult | typeof nothing {
    const captions = this.#captions.value;
    const look = lookOver({});
    const id = this.participantId || (this.#selfId.value ?? "");
    const isShown = captions && this.#isOn.value && look.position === "tiles";
    const words = isShown ? this.#fading.words(captions, id) : [];
    this.toggleState("empty", words.length === 0);
    if (words.length === 0) return nothing;
    return html`<div
      part="base"
      class="words ${look.size} ${look.background}"
      style="--_lines: ${look.lines}"
      dir=${this.localize.dir}
    >
      ${words.map(({ text, language }) => html`<p lang=${ifDefined(language)} dir="auto">${text}</p>`)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-caption": CallsCaption;
  }
}

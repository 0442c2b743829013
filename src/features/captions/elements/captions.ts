import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { baseStyles } from "../../../elements/core/base.styles.js";
import { selectUi } from "../../../elements/core/room-ui.js";
import { Selected } from "../../../elements/core/selected.js";
import { announce } from "../../../elements/ui/announcer.js";
import { settingsIcon } from "../../../elements/ui/icons/settings.js";
import { xIcon } from "../../../elements/ui/icons/x.js";
import { noticeStyles } from "../../../elements/ui/notice.styles.js";
import { nextFrame, place } from "../../../elements/ui/popup.js";
import { switchStyles } from "../../../elements/ui/switch.styles.js";
import type { CaptionsView } from "../contract.js";
import { CaptionElement } from "./caption-element.js";
import { captionsOf } from "./captions-part.js";
import { captionsStyles, lookStyles } from "./captions.styles.js";
import { Fading, type ShownWords } from "./fading.js";
import { lookFields } from "./look-fields.js";
import { ownWordsFields } from "./own-words-fields.js";
import { lookOver, type CaptionLook } from "./look.js";
import { keptOutNames, transcriptIn } from "./select.js";
import { readCaptionsIn } from "./translated.js";
import { wordsStyles } from "./words.styles.js";

/**
 * @customElement calls-captions
 * @summary What people say, in words, in one strip for the whole room: who speaks, words as they come, and for as long as it takes to
 * read them. Shown to whoever has turned captions on. How large they are, how many lines, on which ground and where is the person’s to
 * choose. It also says when a transcript is being written, and takes the person’s own words out of it.
 *
 * A screen reader finds the words and does not speak them: they have been heard already.
 *
 * @csspart base - The container.
 * @csspart strip - The ground of the words.
 * @csspart line - The words of one person.
 * @csspart translated - What says that words are a translation.
 * @csspart notice - What says that a transcript is written.
 * @csspart button - Each button.
 * @csspart select - Each choice of how captions look.
 * @csspart switch - The switch that keeps one’s own words out.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-radius=12px] - The radius that all corners derive from.
 *
 * @cssstate empty - There are no words to show.
 * @cssstate away - There is nothing at all to show.
 * @cssstate top - The words stand above.
 */
export class CallsCaptions extends CaptionElement {
  static override styles = [baseStyles, noticeStyles, switchStyles, wordsStyles, captionsStyles, lookStyles];

  /** How large the words are, for those who have not chosen: `small`, `medium` or `large`. */
  @property() size: "small" | "medium" | "large" = "medium";

  /** How many lines of text there are at once, for those who have not chosen. */
  @property({ type: Number }) lines = 3;

  /** What is behind the words, for those who have not chosen: `solid`, `soft` or `none`. */
  @property() background: "solid" | "soft" | "none" = "solid";

  /** Where they are, for those who have not chosen: `bottom`, `top`, or `tiles` for each person's own words on their picture. */
  @property() position: "bottom" | "top" | "tiles" = "bottom";

  /** Keeps its place while nobody speaks, so that nothing around it moves with every word. */
  @property({ type: Boolean }) steady = false;

  @state() private _isChoosing = false;
  /** The notice of the transcript was put away. */
  @state() private _isTold = false;

  readonly #captions = new Selected(this, this.rooms, readCaptionsIn);
  readonly #isOn = selectUi(this, this.rooms, (ui) => ui.captions);
  readonly #isWritten = new Selected(this, this.rooms, (snapshot) => transcriptIn(snapshot)?.on);
  /** Whoever reads along would wait for their words. */
  readonly #out = new Selected(this, this.rooms, (snapshot) => keptOutNames(snapshot, true));
  readonly #fading = new Fading(this);
  #said: boolean | undefined;

  get #look(): CaptionLook {
    const { size, lines, background, position } = this;
    return lookOver({ size, lines, background, position });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const isWritten = this.#isWritten.value;
    if (isWritten !== true) this._isTold = false;
  }

  protected override updated(): void {
    this.toggleState("top", this.#look.position === "top");
    const isWritten = this.#isWritten.value;
    if (isWritten === undefined || isWritten === this.#said) return;
    const terms = this.localize.term("captionsPanel");
    if (isWritten || this.#said) announce(isWritten ? terms.written : terms.writtenEnded, this.localize.lang);
    this.#said = isWritten;
  }

  protected override render(): TemplateResult {
    const captions = this.#captions.value;
    const look = this.#look;
    const isOn = captions !== undefined && this.#isOn.value === true;
    const isStrip = isOn && look.position !== "tiles";
    const words = isStrip ? this.#fading.words(captions) : [];
    const isTelling = this.#isWritten.value === true && !this._isTold;
    const isShown =
      words.length > 0 || (isOn && captions.trouble) || this._isChoosing || (this.steady && isStrip && captions.on);
    this.toggleState("empty", words.length === 0);
    this.toggleState("away", !isTelling && !isShown);
    return html`<div part="base" class="base ${this.steady ? "steady" : ""}" dir=${this.localize.dir}>
      ${isTelling ? this.#notice() : nothing} ${isShown ? this.#strip(words, look, captions) : nothing}
    </div>`;
  }

  #strip(words: readonly ShownWords[], look: CaptionLook, captions: CaptionsView | undefined): TemplateResult {
    const terms = this.localize.term("captionsPanel");
    const out = this.#out.value ?? "";
    return html`<div part="strip" class="strip words ${look.size} ${look.background}">
      <div class="lines" style="--_lines: ${look.lines}" role="log" aria-live="off" aria-label=${terms.captions}>
        ${repeat(
          words,
          ({ key }) => key,
          ({ name, text, language, isLive, isTranslated }) =>
            html`<p part="line" class=${isLive ? "live" : ""} dir="auto">
              <span class="who"><bdi>${name || this.localize.term("guest")}</bdi></span
              ><span lang=${ifDefined(language)}>${text}</span>${
                isTranslated
                  ? html` <small part="translated">${this.localize.term("translation").translated}</small>`
                  : nothing
              }
            </p>`,
        )}
        ${out === "" ? nothing : html`<p class="quiet">${terms.keptOut(out)}</p>`}
        ${words.length === 0 && out === "" ? html`<p class="quiet">${captions?.trouble ? terms.trouble : terms.nothingAdvice}</p>` : nothing}
      </div>
      <button part="button" class="set" type="button" popovertarget="look" aria-label=${terms.look} title=${terms.look}>
        ${settingsIcon}
      </button>
      <div id="look" class="popover" popover role="group" aria-label=${terms.look} @beforetoggle=${this.#handleToggle}>
        <h2>${terms.look}</h2>
        ${lookFields(terms, look)} <calls-translation></calls-translation> ${this.#ownWords(captions)}
      </div>
    </div>`;
  }

  readonly #handleToggle = (event: ToggleEvent): void => {
    const popover = event.currentTarget as HTMLElement;
    // It stays while somebody chooses, whether or not anybody speaks.
    this._isChoosing = event.newState === "open";
    if (!this._isChoosing) return;
    nextFrame(popover, () => {
      place(popover, this.renderRoot.querySelector(".set") ?? this, 8);
      popover.querySelector("select")?.focus();
    });
  };

  #ownWords(captions?: CaptionsView): TemplateResult | typeof nothing {
    const { room } = this.rooms;
    if (!room) return nothing;
    return ownWordsFields(this.localize.term("captionsPanel"), captionsOf(room), captions);
  }

  #notice(): TemplateResult {
    const label = this.localize.term("dismiss");
    return html`<div part="notice" class="notice">
      <span>${this.localize.term("captionsPanel").written} ${this.#ownWords()}</span>
      <button class="dismiss" type="button" aria-label=${label} title=${label} @click=${() => (this._isTold = true)}>
        ${xIcon}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-captions": CallsCaptions;
  }
}

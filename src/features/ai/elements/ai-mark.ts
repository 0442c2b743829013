import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { enAi } from "../../../locales/en-ai.js";
import { baseStyles } from "../../../elements/core/base.styles.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { Selected } from "../../../elements/core/selected.js";
import { sparklesIcon } from "../../../elements/ui/icons/sparkles.js";
import { MeetingElement } from "../../../elements/ui/meeting-element.js";
import { aiIn } from "../client.js";

addEnglish(enAi);

/**
 * @customElement calls-ai-mark
 * @summary Marks the tile of the AI, so that nobody takes it for a person, and that of whoever talks with it. It goes into a
 * `<calls-participant>`, or with `in-line` into the slot `person` of a `<calls-people>`, and shows nothing on anybody else’s.
 *
 * @csspart base - The light over the tile.
 * @csspart badge - The sign with its word.
 * @csspart icon - The icon.
 *
 * @cssstate empty - It is somebody else’s tile.
 *
 * @example
 * ```html
 * <calls-room room="standup">
 *   <template slot="tile"><calls-ai-mark></calls-ai-mark></template>
 * </calls-room>
 * ```
 */
export class CallsAiMark extends MeetingElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        position: absolute;
        inset: 0;
        pointer-events: none;
      }

      :host(:state(empty)) {
        display: none !important;
      }

      .base {
        block-size: 100%;
        border-radius: inherit;
        background: linear-gradient(135deg, color-mix(in srgb, var(--_accent) 36%, transparent), transparent 55%);
      }

      .badge {
        position: absolute;
        inset-block-start: 8px;
        inset-inline-start: 8px;
        display: flex;
        max-inline-size: calc(100% - 56px);
        align-items: center;
        gap: 4px;
        padding: 4px 8px;
        border-radius: 999px;
        background: var(--_accent);
        color: var(--_on-accent);
        font-size: 0.75rem;
        font-weight: 600;
      }

      :host([in-line]) {
        position: static;
        display: block;
      }

      :host([in-line]) .base {
        background: none;
      }

      :host([in-line]) .badge {
        position: static;
        display: inline-flex;
        max-inline-size: 100%;
        aspect-ratio: auto;
        padding: 0;
        background: none;
        color: var(--_text-quiet);
        font-weight: 400;
      }

      /* Beside a raised hand. */
      .hand {
        inset-inline-start: min(20%, 64px);
      }

      .holder {
        aspect-ratio: 1;
        padding: 6px;
      }

      .icon {
        inline-size: 1rem;
        block-size: 1rem;
      }

      @media (forced-colors: active) {
        .badge {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];

  /** Stands in a line of text, as in the list of people, and not over a tile. */
  @property({ type: Boolean, attribute: "in-line", reflect: true }) inLine = false;

  /** Whose tile it is, by their id in the room. */
  @property({ attribute: "participant-id" }) participantId = "";

  readonly #view = new Selected(this, this.rooms, aiIn);
  readonly #selfId = new Selected(this, this.rooms, ({ self }) => self.id);
  readonly #hasHandUp = new Selected(this, this.rooms, (snapshot) => {
    const holder = aiIn(snapshot)?.holder?.id;
    const all = [snapshot.self, ...snapshot.participants];
    return all.some(({ id, hand }) => id === holder && hand !== undefined);
  });

  protected override render(): TemplateResult | typeof nothing {
    const view = this.#view.value;
    const id = this.participantId;
    const isAi = id !== "" && id === view?.participantId;
    const isHolder = id !== "" && id === view?.holder?.id;
    this.toggleState("empty", !isAi && !isHolder);
    if (!view || (!isAi && !isHolder)) return nothing;
    const terms = this.localize.term("ai");
    if (isAi) {
      return html`<div part="base" class="base" dir=${this.localize.dir}>
        <span part="badge" class="badge">${sparklesIcon} ${terms.mark}</span>
      </div>`;
    }
    const { holder, name } = view;
    const words =
      holder?.id === this.#selfId.value
        ? terms.mine(name)
        : terms.held(holder?.name || this.localize.term("guest"), name);
    return html`<div dir=${this.localize.dir}>
      <span part="badge" class="badge holder ${this.#hasHandUp.value ? "hand" : ""}" title=${words}>
        ${sparklesIcon}<span class=${this.inLine ? "" : "visually-hidden"}>${words}</span>
      </span>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-ai-mark": CallsAiMark;
  }
}

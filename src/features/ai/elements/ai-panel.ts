import { css, html, nothing, type TemplateResult } from "lit";
import { query } from "lit/decorators.js";
import { enAi } from "../../../locales/en-ai.js";
import { CallsActionEvent } from "../../../elements/core/events.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { Selected } from "../../../elements/core/selected.js";
import { PanelElement } from "../../../elements/ui/panel-element.js";
import { aiIn } from "../client.js";
import { AI_LIMITS, ai, type AiCommand, type AiView } from "../contract.js";

addEnglish(enAi);

/**
 * @customElement calls-ai-panel
 * @summary Brings an AI into the call, with what it should be and how it sounds, and ends it.
 *
 * @event {CallsActionEvent} calls-action - It is to come, or to go: `request` says which. Cancelable.
 * @event {CallsUiSetEvent} calls-ui-set - The panel is closed. Cancelable.
 *
 * @csspart base - The whole panel.
 * @csspart header - The heading with its button.
 * @csspart instructions - The field for what it should be.
 * @csspart voice - The choice of its voice.
 * @csspart bring - The button that brings it in.
 * @csspart end - The button that ends it.
 * @csspart close - The button that closes the panel.
 * @csspart button - Each button.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-surface] - The ground of the panel.
 */
export class CallsAiPanel extends PanelElement {
  static override styles = [
    ...[PanelElement.styles].flat(),
    css`
      .form {
        display: grid;
        gap: 16px;
        padding: 0 16px 16px;
      }

      label {
        display: grid;
        gap: 4px;
        font-weight: 600;
      }

      textarea,
      select {
        font-weight: 400;
      }

      textarea {
        min-block-size: 8rem;
        resize: vertical;
      }

      p {
        margin: 0;
        color: var(--_text-quiet);
      }
    `,
  ];

  protected readonly panel = "ai";

  @query("textarea") private readonly _instructions!: HTMLTextAreaElement | null;
  @query("select") private readonly _voice!: HTMLSelectElement | null;

  readonly #view = new Selected(this, this.rooms, aiIn);

  protected override render(): TemplateResult {
    const terms = this.localize.term("ai");
    const view = this.#view.value;
    return html`<section part="base" class="panel" dir=${this.localize.dir} aria-label=${terms.title}>
      ${this.header(terms.title)}
      <div class="body" tabindex="0" role="group" aria-label=${terms.title}>${view ? this.#form(view) : nothing}</div>
    </section>`;
  }

  #form({ status, instructions, voices, voice, failure }: AiView): TemplateResult {
    const terms = this.localize.term("ai");
    const isOff = status === "off";
    return html`<div class="form">
      <p>${terms.advice}</p>
      ${failure && isOff ? html`<p class="problem" role="alert">${terms.failures[failure]}</p>` : nothing}
      <label>
        ${terms.instructions}
        <textarea
          part="instructions"
          dir="auto"
          maxlength=${AI_LIMITS.instructions}
          ?disabled=${!isOff}
          .value=${instructions}
        ></textarea>
      </label>
      ${
        voices.length > 1
          ? html`<label>
              ${terms.voice}
              <select part="voice" ?disabled=${!isOff}>
                ${voices.map((name) => html`<option .selected=${name === voice}>${name}</option>`)}
              </select>
            </label>`
          : nothing
      }
      ${
        isOff
          ? html`<button part="button bring" class="button primary" type="button" @click=${this.#bring}>
              ${terms.bring}
            </button>`
          : html`<button part="button end" class="button" type="button" @click=${() => this.#ask({ type: "disable" })}>
              ${terms.end}
            </button>`
      }
    </div>`;
  }

  readonly #bring = (): void => {
    const instructions = this._instructions?.value.trim() ?? "";
    const voice = this._voice?.value;
    this.#ask({ type: "enable", ...(instructions !== "" && { instructions }), ...(voice && { voice }) });
  };

  #ask(command: AiCommand): void {
    this.rooms.request(new CallsActionEvent({ type: "feature", feature: ai.name, command }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-ai-panel": CallsAiPanel;
  }
}

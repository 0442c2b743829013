import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { enAssistant } from "../../../locales/en-assistant.js";
import { baseStyles } from "../../../elements/core/base.styles.js";
import { CallsActionEvent } from "../../../elements/core/events.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { Selected } from "../../../elements/core/selected.js";
import { chevronUpIcon } from "../../../elements/ui/icons/chevron-up.js";
import { sparklesIcon } from "../../../elements/ui/icons/sparkles.js";
import { MeetingElement } from "../../../elements/ui/meeting-element.js";
import { switchRow } from "../../../elements/ui/switch.js";
import { switchStyles } from "../../../elements/ui/switch.styles.js";
import { assistant, type AssistantCommand } from "../contract.js";
import { assistantIn } from "./select.js";

addEnglish(enAssistant);

/**
 * @customElement calls-assistant
 * @summary Says in the chat how its assistant is asked and what it is given, and has the hosts’ switches for it. It shows nothing where
 * there is no assistant.
 *
 * @event {CallsActionEvent} calls-action - A host switches something: `request` says what. Cancelable.
 *
 * @csspart base - The whole of it.
 * @csspart hint - The line that says how it is asked.
 * @csspart switch - Each switch.
 * @csspart icon - The icons.
 *
 * @cssstate empty - There is nothing to say.
 *
 * @example
 * ```html
 * <calls-chat><calls-assistant slot="notice"></calls-assistant></calls-chat>
 * ```
 */
export class CallsAssistant extends MeetingElement {
  static override styles = [
    baseStyles,
    switchStyles,
    css`
      :host {
        display: block;
      }

      :host(:state(empty)) {
        display: none !important;
      }

      .base {
        padding: 8px 16px;
        border-block-start: 1px solid var(--_line);
        color: var(--_text-quiet);
        font-size: 0.8125rem;
      }

      summary {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 24px;
        border-radius: 6px;
        cursor: pointer;
      }

      summary::-webkit-details-marker {
        display: none;
      }

      .icon {
        flex: none;
        inline-size: 16px;
        block-size: 16px;
      }

      summary > span {
        flex: 1;
      }

      :not([open]) > summary > .icon:last-child {
        rotate: 180deg;
      }

      p {
        margin: 4px 0 0;
      }
    `,
  ];

  readonly #state = new Selected(this, this.rooms, (snapshot) => {
    const view = assistantIn(snapshot);
    return view && { view, isHost: snapshot.self.role === "host" };
  });

  protected override willUpdate(_changed: PropertyValues): void {
    const { view, isHost } = this.#state.value ?? {};
    this.toggleState("empty", !view?.available || (!view.on && !isHost));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, isHost = false } = this.#state.value ?? {};
    if (!view?.available || (!view.on && !isHost)) return nothing;
    const terms = this.localize.term("assistant");
    const hears = view.listens ? terms.getsSpoken : terms.gets;
    return html`<details part="base" class="base" dir=${this.localize.dir}>
      <summary part="hint">
        ${sparklesIcon} <span>${view.on ? terms.hint(`@${view.mention}`) : terms.off}</span> ${chevronUpIcon}
      </summary>
      ${view.on ? html`<p>${hears}</p>` : nothing}
      ${
        isHost
          ? html`${switchRow({
              label: terms.allow,
              checked: view.on,
              onSet: (on) => this.#ask({ type: "switch", on }),
            })}
            ${
              view.hears
                ? switchRow({
                    label: terms.listen,
                    advice: terms.listenAdvice,
                    checked: view.listens,
                    onSet: (listens) => this.#ask({ type: "listen", listens }),
                  })
                : nothing
            }`
          : nothing
      }
    </details>`;
  }

  #ask(command: AssistantCommand): void {
    this.rooms.request(new CallsActionEvent({ type: "feature", feature: assistant.name, command }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-assistant": CallsAssistant;
  }
}

import { html, type TemplateResult } from "lit";
import type { RoomSnapshot } from "../../client/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { mayAsk } from "../core/may-ask.js";
import { smilePlusIcon } from "../ui/icons/smile-plus.js";
import { reactionsButtonStyles } from "./reactions-button.styles.js";

/** What people say without words. */
export const REACTIONS = ["👍", "❤️", "😂", "👏", "🎉", "😮", "😢", "🤔"] as const;

/**
 * @customElement calls-reactions-button
 * @summary Opens a row of reactions, each of which everybody sees for a moment. Not shown where the room knows none.
 *
 * @event {CallsActionEvent} calls-action - A reaction was chosen; `request` says which. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart menu - The reactions.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsReactionsButton extends ControlButton<true> {
  static override styles = [ControlButton.styles, reactionsButtonStyles];

  protected override select(snapshot: RoomSnapshot): true | undefined {
    return mayAsk(snapshot, "reaction") || undefined;
  }

  protected override facts(): ControlFacts {
    return {
      icon: smilePlusIcon,
      label: this.localize.term(this.menuItem ? "reactions" : "react"),
      menu: html`${REACTIONS.map((reaction) => this.#item(reaction))}`,
    };
  }

  #item(reaction: string): TemplateResult {
    return html`<button
      class="item"
      role="menuitem"
      type="button"
      tabindex="-1"
      @click=${() => this.ask({ type: "reaction", reaction })}
    >
      ${reaction}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-reactions-button": CallsReactionsButton;
  }
}

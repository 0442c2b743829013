import { enAi } from "../../../locales/en-ai.js";
import type { RoomSnapshot } from "../../../client/types.js";
import type { ControlFacts } from "../../../elements/buttons/control-button.js";
import { PanelButton } from "../../../elements/buttons/panel-button.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { sparklesIcon } from "../../../elements/ui/icons/sparkles.js";
import { aiIn } from "../client.js";

addEnglish(enAi);

/**
 * @customElement calls-ai-button
 * @summary Opens and closes the panel by which an AI is brought in. Shown to those who may bring it in, where the server has one.
 *
 * @event {CallsUiSetEvent} calls-ui-set - The button was used. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsAiButton extends PanelButton<true> {
  protected override readonly panel = "ai";

  protected override select(snapshot: RoomSnapshot): true | undefined {
    const view = aiIn(snapshot);
    return (view?.available && view.roles.includes(snapshot.self.role)) || undefined;
  }

  protected override facts(): ControlFacts {
    return this.panelFacts(this.localize.term("ai").title, sparklesIcon);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-ai-button": CallsAiButton;
  }
}

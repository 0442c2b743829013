import type { RoomSnapshot } from "../../client/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { mayAsk } from "../core/may-ask.js";
import { handIcon } from "../ui/icons/hand.js";

/**
 * @customElement calls-hand-button
 * @summary Raises and lowers one’s hand. Not shown where the room knows no hands.
 *
 * @event {CallsActionEvent} calls-action - The button was used; `request` says what for. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsHandButton extends ControlButton<boolean> {
  protected override select(snapshot: RoomSnapshot): boolean | undefined {
    return mayAsk(snapshot, "hand") ? snapshot.self.hand !== undefined : undefined;
  }

  protected override facts(pressed: boolean): ControlFacts {
    const label = this.localize.term("raiseHand");
    return { icon: handIcon, label, hint: pressed ? this.localize.term("lowerHand") : label, look: "act", pressed };
  }

  protected override act(isRaised: boolean): void {
    this.ask({ type: "hand", raised: !isRaised });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-hand-button": CallsHandButton;
  }
}

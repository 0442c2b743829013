import type { RoomSnapshot } from "../../client/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { CallsUiSetEvent } from "../core/events.js";
import { keyboardIcon } from "../ui/icons/keyboard.js";
import { inCall } from "./panel-button.js";

/**
 * @customElement calls-shortcuts-button
 * @summary Opens the list of keyboard shortcuts. It needs a `<calls-shortcuts>` for the same room; `<calls-controls>` has one.
 *
 * @event {CallsUiSetEvent} calls-ui-set - The button was used. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show: no call, or a finger rather than a keyboard.
 */
export class CallsShortcutsButton extends ControlButton<true> {
  protected override select(snapshot: RoomSnapshot): true | undefined {
    return matchMedia("(pointer: coarse)").matches ? undefined : inCall(snapshot);
  }

  protected override facts(): ControlFacts {
    return { icon: keyboardIcon, label: this.localize.term("shortcuts") };
  }

  protected override act(): void {
    this.rooms.request(new CallsUiSetEvent({ help: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-shortcuts-button": CallsShortcutsButton;
  }
}

import { isForbiddenHere } from "../ui/page-policy.js";
import type { DeviceState, RoomSnapshot } from "../../client/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { screenAdvice } from "../ui/screen-advice.js";
import { screenShareOffIcon } from "../ui/icons/screen-share-off.js";
import { screenShareIcon } from "../ui/icons/screen-share.js";
import { triangleAlertIcon } from "../ui/icons/triangle-alert.js";
import { publishes } from "../../wire/ability.js";

/** Phones have no such thing, and a page may forbid it. */
export const canShareScreen = (): boolean =>
  "getDisplayMedia" in (navigator.mediaDevices ?? {}) && !isForbiddenHere("display-capture");

/**
 * @customElement calls-screen-button
 * @summary Shares the screen, with its sound, and stops it. Where the browser cannot, it is not shown; in a menu it says so.
 *
 * @event {CallsActionEvent} calls-action - The button was used; `request` says what for. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart badge - The sign of a screen that could not be shared.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 * @cssstate unsupported - The browser cannot share a screen.
 */
export class CallsScreenButton extends ControlButton<DeviceState> {
  protected override select({ screen, self, status }: RoomSnapshot): DeviceState | undefined {
    if (status.phase !== "joined" || !publishes(self.role) || (!canShareScreen() && !this.menuItem)) return undefined;
    return screen;
  }

  protected override updated(): void {
    super.updated();
    this.toggleState("unsupported", !canShareScreen());
  }

  protected override facts(state: DeviceState): ControlFacts {
    const { status } = state;
    const isOn = status === "on";
    const label = this.localize.term("shareScreen");
    const advice = status === "failed" ? screenAdvice(state.error, this.localize) : undefined;
    const cannot = !canShareScreen();
    return {
      icon: isOn ? screenShareOffIcon : screenShareIcon,
      label,
      hint: cannot ? this.localize.term("cannotShare") : isOn ? this.localize.term("stopSharing") : label,
      detail: advice,
      look: advice ? "act failed" : "act",
      pressed: isOn,
      busy: status === "starting",
      disabled: cannot,
      badge: advice ? triangleAlertIcon : undefined,
    };
  }

  protected override act({ status }: DeviceState): void {
    this.ask({ type: "set-screen", enabled: status !== "on", audio: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-screen-button": CallsScreenButton;
  }
}

import type { ControlFacts } from "./control-button.js";
import { settingsIcon } from "../ui/icons/settings.js";
import { PanelButton } from "./panel-button.js";

/**
 * @customElement calls-settings-button
 * @summary Opens and closes the settings.
 *
 * @event {CallsUiSetEvent} calls-ui-set - The button was used. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show: no room.
 */
export class CallsSettingsButton extends PanelButton<true> {
  protected override readonly panel = "settings";

  protected override select(): true {
    return true;
  }

  protected override facts(): ControlFacts {
    return this.panelFacts(this.localize.term("settingsButton"), settingsIcon);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-settings-button": CallsSettingsButton;
  }
}

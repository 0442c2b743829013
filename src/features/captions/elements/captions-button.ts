import { enCaptions } from "../../../locales/en-captions.js";
import type { RoomSnapshot } from "../../../client/types.js";
import { ControlButton, type ControlFacts } from "../../../elements/buttons/control-button.js";
import { CallsUiSetEvent } from "../../../elements/core/events.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { selectUi } from "../../../elements/core/room-ui.js";
import { captionsIcon } from "../../../elements/ui/icons/captions.js";
import { captionsIn } from "./select.js";

addEnglish(enCaptions);

/**
 * @customElement calls-captions-button
 * @summary Turns captions on and off, for the person who uses it. Not shown where the room has none, or a host has turned them off.
 *
 * @event {CallsUiSetEvent} calls-ui-set - The button was used. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsCaptionsButton extends ControlButton<true> {
  readonly #isOn = selectUi(this, this.rooms, (ui) => ui.captions);

  protected override select(snapshot: RoomSnapshot): true | undefined {
    return captionsIn(snapshot)?.on || undefined;
  }

  protected override facts(): ControlFacts {
    const { captions, turnOn, turnOff } = this.localize.term("captionsPanel");
    const pressed = this.#isOn.value ?? false;
    return { icon: captionsIcon, label: captions, hint: pressed ? turnOff : turnOn, pressed };
  }

  protected override act(): void {
    this.rooms.request(new CallsUiSetEvent({ captions: !this.#isOn.value }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-captions-button": CallsCaptionsButton;
  }
}

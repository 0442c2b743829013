import { DeviceButton } from "./device-button.js";
import { LevelRing } from "../ui/level-ring.js";

/**
 * @customElement calls-microphone-button
 * @summary Turns the microphone on and off, shows how loud it is, and has a menu of microphones and speakers.
 *
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - The button was used. Cancelable.
 * @event {CallsActionEvent} calls-action - A microphone or a speaker was chosen; `request` says which. Cancelable.
 *
 * @csspart base - Both buttons.
 * @csspart button - The button.
 * @csspart microphone - The button, too.
 * @csspart choose - The button that opens the menu.
 * @csspart menu - The menu.
 * @csspart badge - The sign of a microphone that failed.
 * @csspart icon - The icons.
 *
 * @cssstate empty - There is nothing to show: no room, or a viewer, who has no microphone.
 */
export class CallsMicrophoneButton extends DeviceButton {
  protected override readonly kind = "microphone";
  readonly #level = new LevelRing();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#level.stop();
  }

  protected override updated(): void {
    super.updated();
    const { room } = this.rooms;
    const isOn = this.state?.device.status === "on";
    const button = this.renderRoot.querySelector<HTMLElement>(".toggle");
    this.#level.follow(room, isOn ? room?.snapshot.self.id : undefined, button ?? undefined);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-microphone-button": CallsMicrophoneButton;
  }
}

import { DeviceButton } from "./device-button.js";

/**
 * @customElement calls-camera-button
 * @summary Turns the camera on and off, and has a menu of cameras.
 *
 * @event {CallsCameraSetEvent} calls-camera-set - The button was used. Cancelable.
 * @event {CallsActionEvent} calls-action - A camera was chosen; `request` says which. Cancelable.
 *
 * @csspart base - Both buttons.
 * @csspart button - The button.
 * @csspart camera - The button, too.
 * @csspart choose - The button that opens the menu.
 * @csspart menu - The menu.
 * @csspart badge - The sign of a camera that failed.
 * @csspart icon - The icons.
 *
 * @cssstate empty - There is nothing to show: no room, or a viewer, who has no camera.
 */
export class CallsCameraButton extends DeviceButton {
  protected override readonly kind = "camera";
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-camera-button": CallsCameraButton;
  }
}

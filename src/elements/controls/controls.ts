import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { DeviceState } from "../../client/room/types.js";
import { baseStyles } from "../internal/base.styles.js";
import { CallsElement } from "../internal/calls-element.js";
import { DeviceNotices } from "../internal/device-notices.js";
import { deviceToggle } from "../internal/device-toggle.js";
import { toggleStyles } from "../internal/device-toggle.styles.js";
import { CallsCameraSetEvent, CallsMicrophoneSetEvent, CallsRoomLeaveEvent } from "../internal/events.js";
import { phoneIcon } from "../internal/icons/phone.js";
import { noticeStyles } from "../internal/notice.styles.js";
import { RoomController } from "../internal/room-controller.js";
import { shallowEqual, StoreController } from "../internal/store-controller.js";
import { controlsStyles } from "./controls.styles.js";

interface ControlsState {
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly inCall: boolean;
}

/**
 * @customElement calls-controls
 * @summary The bar of the call: microphone, camera, leave. What a device that fails needs is said above the bar.
 *
 * @slot - More controls, between the camera and leaving.
 *
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - The microphone's button was used. Cancelable.
 * @event {CallsCameraSetEvent} calls-camera-set - The camera's button was used. Cancelable.
 * @event {CallsRoomLeaveEvent} calls-room-leave - The button that leaves was used. Cancelable.
 *
 * @csspart base - The bar together with its notices.
 * @csspart bar - The bar.
 * @csspart button - Each button.
 * @csspart microphone - The microphone's button.
 * @csspart camera - The camera's button.
 * @csspart leave - The button that leaves.
 * @csspart notice - Each notice above the bar.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-surface] - The ground of the bar.
 * @cssproperty [--calls-danger] - The ground of the button that leaves.
 */
export class CallsControls extends CallsElement {
  static override styles = [baseStyles, toggleStyles, noticeStyles, controlsStyles];

  /**
   * The id of the room element, when this element is not inside of it. Requests are then dispatched on that room
   * element.
   */
  @property() for?: string;

  readonly #rooms = new RoomController(this);
  readonly #state = new StoreController<ControlsState>(
    this,
    this.#rooms,
    ({ microphone, camera, status }) => ({
      microphone,
      camera,
      inCall: status.phase === "joined" || status.phase === "joining",
    }),
    shallowEqual,
  );
  readonly #notices = new DeviceNotices(this, this.localize);

  protected override render(): TemplateResult {
    const state = this.#state.value;
    return html`<div part="base" class="base" dir=${this.localize.dir}>
      ${this.#notices.render(state)}
      <div part="bar" class="bar" role="group" aria-label=${this.localize.term("controls")}>
        ${deviceToggle({
          kind: "microphone",
          state: state?.microphone,
          localize: this.localize,
          onSet: (enabled) => this.#rooms.request(new CallsMicrophoneSetEvent({ enabled })),
        })}
        ${deviceToggle({
          kind: "camera",
          state: state?.camera,
          localize: this.localize,
          onSet: (enabled) => this.#rooms.request(new CallsCameraSetEvent({ enabled })),
        })}
        <slot></slot>
        ${state?.inCall ? this.#leaveButton() : nothing}
      </div>
    </div>`;
  }

  #leaveButton(): TemplateResult {
    const label = this.localize.term("leave");
    return html`<button
      part="button leave"
      class="toggle leave"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${() => this.#rooms.request(new CallsRoomLeaveEvent())}
    >
      ${phoneIcon}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-controls": CallsControls;
  }
}

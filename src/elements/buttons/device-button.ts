import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { DeviceState, RoomSnapshot } from "../../client/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { deviceButtonStyles } from "./device-button.styles.js";
import { deviceEvent, deviceList, selectChoices, type DeviceChoices, type DeviceList } from "../ui/devices.js";
import { DEVICE_ICONS, DEVICE_TERMS, deviceAdvice } from "../ui/device-toggle.js";
import type { DeviceKind } from "../core/room-ui.js";
import { checkIcon } from "../ui/icons/check.js";
import { chevronUpIcon } from "../ui/icons/chevron-up.js";
import { triangleAlertIcon } from "../ui/icons/triangle-alert.js";
import { publishes } from "../../wire/ability.js";

/** The device, and what its lists are made from. */
type State = DeviceChoices & {
  readonly device: DeviceState;
};

/** A device's button, and the menu of the devices there are beside it. */
export abstract class DeviceButton extends ControlButton<State> {
  static override styles: CSSResultGroup = [ControlButton.styles, deviceButtonStyles];

  /** Leaves out the menu of devices. */
  @property({ type: Boolean, reflect: true, attribute: "no-menu" }) noMenu = false;

  protected abstract readonly kind: DeviceKind;

  protected override select(snapshot: RoomSnapshot): State | undefined {
    if (!publishes(snapshot.self.role)) return undefined;
    return { ...selectChoices(snapshot), device: snapshot[this.kind] };
  }

  protected override facts({ device }: State): ControlFacts {
    const { status } = device;
    const isOn = status === "on";
    const isBusy = status === "starting";
    const { name, turnOn, turnOff } = DEVICE_TERMS[this.kind];
    const action = this.localize.term(isBusy ? "starting" : isOn ? turnOff : turnOn);
    const advice = deviceAdvice(this.kind, device, this.localize);
    return {
      icon: DEVICE_ICONS[this.kind][isOn || isBusy ? "on" : "off"],
      label: this.localize.term(name),
      hint: this.menuItem ? action : (advice ?? action),
      detail: advice,
      part: this.kind,
      look: status,
      pressed: isOn,
      busy: isBusy,
      badge: status === "failed" ? triangleAlertIcon : undefined,
    };
  }

  protected override act({ device }: State): void {
    this.rooms.request(deviceEvent(this.kind, device.status !== "on"));
  }

  protected override beside(state: State): unknown {
    const isMicrophone = this.kind === "microphone";
    const lists = (isMicrophone ? (["microphone", "speaker"] as const) : (["camera"] as const))
      .map((kind) => this.#listOf(kind, state))
      .filter(({ options }) => options.length > 0);
    if (this.noMenu || lists.length === 0) return nothing;
    const label = this.localize.term(isMicrophone ? "microphoneMenu" : "cameraMenu");
    return html`<button
        part="choose"
        class="choose"
        type="button"
        popovertarget="devices"
        aria-haspopup="menu"
        aria-label=${label}
        title=${label}
      >
        ${chevronUpIcon}
      </button>
      ${this.menu("devices", label, html`${lists.map((list, index) => this.#items(list, index))}`)}`;
  }

  #listOf(kind: DeviceKind | "speaker", state: State): DeviceList {
    return deviceList(kind, {
      state,
      localize: this.localize,
      request: (event) => this.rooms.request(event),
    });
  }

  #items({ label: title, options, selected, choose }: DeviceList, index: number): TemplateResult {
    return html`${index > 0 ? html`<hr class="rule" />` : nothing}
      <div role="group" aria-label=${title}>
        <div class="title" aria-hidden="true">${title}</div>
        ${options.map(
          ({ deviceId, label }, index) =>
            html`<button
              class="item"
              role="menuitemradio"
              type="button"
              tabindex="-1"
              aria-checked=${deviceId === selected ? "true" : "false"}
              @click=${(event: Event) => {
                this.close(event);
                choose(deviceId);
              }}
            >
              <span class="check">${checkIcon}</span> <span>${label || `${title} ${index + 1}`}</span>
            </button>`,
        )}
      </div>`;
  }
}

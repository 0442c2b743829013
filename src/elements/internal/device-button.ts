import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { DeviceInfo, DeviceState, RoomSnapshot } from "../../client/room/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { deviceButtonStyles } from "./device-button.styles.js";
import { chooseDevice, chosenDevice, deviceRequest } from "./device-choice.js";
import { DEVICE_ICONS, DEVICE_TERMS, deviceAdvice, type DeviceKind } from "./device-toggle.js";
import { checkIcon } from "./icons/check.js";
import { chevronUpIcon } from "./icons/chevron-up.js";
import { triangleAlertIcon } from "./icons/triangle-alert.js";

interface State {
  readonly device: DeviceState;
  readonly devices: readonly DeviceInfo[];
  readonly speakers: readonly DeviceInfo[];
  readonly speakerId: string;
}

const NONE: readonly DeviceInfo[] = [];

/** What a system calls the device of its own choice. */
const SYSTEM = "default";

/** Systems list their own choices beside the devices: one of them is enough, and it has words of ours. */
const others = (devices: readonly DeviceInfo[]): readonly DeviceInfo[] =>
  devices.filter(({ deviceId }) => deviceId !== SYSTEM && deviceId !== "communications");

/** A device's button, and the menu of the devices there are beside it. */
export abstract class DeviceButton extends ControlButton<State> {
  static override styles: CSSResultGroup = [ControlButton.styles, deviceButtonStyles];

  /** Leaves out the menu of devices. */
  @property({ type: Boolean, reflect: true, attribute: "no-menu" }) noMenu = false;

  protected abstract readonly kind: DeviceKind;

  protected override select(snapshot: RoomSnapshot): State | undefined {
    if (snapshot.self.role === "viewer") return undefined;
    const isMicrophone = this.kind === "microphone";
    const { devices, speakerId } = snapshot;
    return {
      device: snapshot[this.kind],
      devices: isMicrophone ? devices.microphones : devices.cameras,
      speakers: isMicrophone ? devices.speakers : NONE,
      speakerId,
    };
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
    const { room } = this.rooms;
    if (room) this.rooms.request(deviceRequest(room, this.kind, device.status !== "on"));
  }

  protected override beside(state: State): unknown {
    const { devices, speakers } = state;
    if (this.noMenu || devices.length + speakers.length === 0) return nothing;
    const label = this.localize.term(this.kind === "microphone" ? "microphoneMenu" : "cameraMenu");
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
      ${this.menu("devices", label, this.#lists(state))}`;
  }

  #lists({ devices, speakers, speakerId, device }: State): TemplateResult {
    const { room } = this.rooms;
    const using = room && chosenDevice(room, this.kind);
    const term = (key: "systemDefault" | "speaker"): string => this.localize.term(key);
    const name = this.localize.term(DEVICE_TERMS[this.kind].name);
    const own = devices.some(({ deviceId }) => deviceId === SYSTEM)
      ? [{ deviceId: SYSTEM, label: term("systemDefault") }, ...others(devices)]
      : others(devices);
    const outputs = [{ deviceId: "", label: term("systemDefault") }, ...others(speakers)];
    return html`${this.#list(name, own, using, (id) => this.#choose(id, device))}
    ${
      speakers.length > 0
        ? html`<hr class="rule" />
            ${this.#list(term("speaker"), outputs, speakerId, (deviceId) => this.ask({ type: "set-speaker", deviceId }))}`
        : nothing
    }`;
  }

  #choose(deviceId: string, { status }: DeviceState): void {
    const { room } = this.rooms;
    if (!room) return;
    chooseDevice(room, this.kind, deviceId);
    if (status === "on" || status === "starting") this.rooms.request(deviceRequest(room, this.kind, true));
    else this.requestUpdate();
  }

  #list(
    title: string,
    devices: readonly DeviceInfo[],
    using: string | undefined,
    choose: (deviceId: string) => void,
  ): TemplateResult {
    return html`<div role="group" aria-label=${title}>
      <div class="title" aria-hidden="true">${title}</div>
      ${devices.map(
        ({ deviceId, label }, index) =>
          html`<button
            class="item"
            role="menuitemradio"
            type="button"
            tabindex="-1"
            aria-checked=${deviceId === using ? "true" : "false"}
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

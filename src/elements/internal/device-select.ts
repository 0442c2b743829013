import { html, nothing, type TemplateResult } from "lit";
import type { DeviceInfo } from "../../client/room/types.js";

export interface DeviceSelectOptions {
  readonly label: string;
  readonly icon: TemplateResult;
  readonly devices: readonly DeviceInfo[];
  /** The device that is in use; empty for the system's own choice. */
  readonly selected: string;
  onSelect(deviceId: string): void;
}

/** A native list of devices. Nothing at all while there is nothing to choose, or the browser does not say what. */
export const deviceSelect = (options: DeviceSelectOptions): TemplateResult | typeof nothing => {
  const { label, icon, selected, onSelect } = options;
  const devices = options.devices.filter((device) => device.label !== "");
  if (devices.length === 0) return nothing;
  return html`<label class="device">
    ${icon}
    <span class="visually-hidden">${label}</span>
    <select
      part="select"
      @change=${(event: Event) => event.target instanceof HTMLSelectElement && onSelect(event.target.value)}
    >
      ${devices.map(
        (device) =>
          html`<option value=${device.deviceId} ?selected=${device.deviceId === selected}>${device.label}</option>`,
      )}
    </select>
  </label>`;
};

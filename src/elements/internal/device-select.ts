import { html, nothing, type TemplateResult } from "lit";
import type { DeviceInfo } from "../../client/room/types.js";

export interface DeviceSelectOptions {
  readonly devices: readonly DeviceInfo[];
  /** The device that is in use; empty for the system's own choice. */
  readonly selected: string;
  onSelect(deviceId: string): void;
}

/** A native list of devices. Nothing at all while there is nothing to choose, or the browser does not say what. */
export const deviceSelect = (options: DeviceSelectOptions): TemplateResult | typeof nothing => {
  const { selected, onSelect } = options;
  const devices = options.devices.filter(({ label }) => label !== "");
  if (devices.length === 0) return nothing;
  const choose = (event: Event): void => onSelect((event.target as HTMLSelectElement).value);
  return html`<select part="select" @change=${choose}>
    ${devices.map(
      ({ deviceId, label }) => html`<option value=${deviceId} .selected=${deviceId === selected}>${label}</option>`,
    )}
  </select>`;
};

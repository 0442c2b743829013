import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** Something that is on or off, with what it means. It shows what is so, and not what was clicked. */
export const switchRow = (options: {
  readonly label: string;
  readonly advice?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  onSet(on: boolean): void;
}): TemplateResult => {
  const { label, advice, checked, disabled = false, onSet } = options;
  const change = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const wanted = input.checked;
    input.checked = checked;
    onSet(wanted);
  };
  return html`<label class="switch-row">
    <span>${label}<small>${advice}</small></span>
    <input
      part="switch"
      type="checkbox"
      role="switch"
      aria-label=${label}
      .checked=${live(checked)}
      ?disabled=${disabled}
      @change=${change}
    />
  </label>`;
};

import { html, type TemplateResult } from "lit";
import { triangleAlertIcon } from "./icons/triangle-alert.js";
import { xIcon } from "./icons/x.js";

/** A line of advice that can be put away. */
export const notice = (options: {
  text: string;
  dismissLabel: string;
  onDismiss: (event: Event) => void;
}): TemplateResult =>
  html`<div part="notice" class="notice">
    ${triangleAlertIcon}
    <span>${options.text}</span>
    <button
      class="dismiss"
      type="button"
      aria-label=${options.dismissLabel}
      title=${options.dismissLabel}
      @click=${options.onDismiss}
    >
      ${xIcon}
    </button>
  </div>`;

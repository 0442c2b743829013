import { html, type SVGTemplateResult, type TemplateResult } from "lit";

/** Frames the shapes of an icon. An icon is decoration: the words beside it, or the button around it, carry its name. */
export const icon = (shapes: SVGTemplateResult): TemplateResult =>
  html`<svg
    part="icon"
    class="icon"
    aria-hidden="true"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    ${shapes}
  </svg>`;

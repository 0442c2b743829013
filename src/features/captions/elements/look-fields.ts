import { html, type TemplateResult } from "lit";
import type { CaptionsTerms } from "../../../locales/locale.js";
import { choose, LOOKS, type CaptionLook } from "./look.js";

const field = <K extends keyof CaptionLook>(
  label: string,
  key: K,
  look: CaptionLook,
  nameOf: (value: CaptionLook[K]) => string,
): TemplateResult => {
  const values = LOOKS[key] as readonly unknown[] as readonly CaptionLook[K][];
  const set = (event: Event): void => {
    const value = values[(event.target as HTMLSelectElement).selectedIndex];
    if (value !== undefined) choose({ [key]: value });
  };
  return html`<label class="look-field">
    <span>${label}</span>
    <select part="select" @change=${set}>
      ${values.map((value) => html`<option .selected=${look[key] === value}>${nameOf(value)}</option>`)}
    </select>
  </label>`;
};

/** What a person can choose of how captions look. */
export const lookFields = (terms: CaptionsTerms, look: CaptionLook): TemplateResult =>
  html`${field(terms.size, "size", look, (value) => terms.sizes[value])}
  ${field(terms.lines, "lines", look, (value) => `${value}`)}
  ${field(terms.background, "background", look, (value) => terms.backgrounds[value])}
  ${field(terms.position, "position", look, (value) => terms.positions[value])}`;

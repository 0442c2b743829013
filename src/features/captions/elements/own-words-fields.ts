import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { languageName } from "../../../elements/ui/language-name.js";
import { switchRow } from "../../../elements/ui/switch.js";
import type { CaptionsTerms } from "../../../locales/locale.js";
import type { CaptionsView } from "../contract.js";
import type { CaptionsPart } from "./captions-part.js";

/** What people may say that they speak. A provider that does not know it hears what it can. */
const LANGUAGES =
  "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv ta th tr uk ur vi zh-CN zh-TW".split(
    " ",
  );

/** What somebody decides of their own words: that they are kept out, and in a call with captions, which language they are in. */
export const ownWordsFields = (
  terms: CaptionsTerms,
  part: CaptionsPart,
  view: CaptionsView | undefined,
): TemplateResult =>
  html`${view ? languageField(terms, part, view) : nothing}
  ${switchRow({
    label: terms.keepOut,
    advice: terms.keepOutAdvice,
    checked: part.client.keepsOut,
    onSet: (out) => part.keepOut(out),
  })}`;

const languageField = (terms: CaptionsTerms, part: CaptionsPart, view: CaptionsView): TemplateResult => {
  const chosen = part.client.language;
  const tags = ["", ...new Set([...LANGUAGES, ...(chosen === "" ? [] : [chosen])])];
  const room = view.language === "" ? terms.asRoom : `${terms.asRoom} (${languageName(view.language)})`;
  return html`<label class="look-field">
    <span>${terms.speak}</span>
    <select
      part="select"
      @change=${(event: Event) => part.speak(tags[(event.target as HTMLSelectElement).selectedIndex] ?? "")}
    >
      ${tags.map(
        (tag) =>
          html`<option lang=${ifDefined(tag || undefined)} .selected=${tag === chosen}>
            ${tag === "" ? room : languageName(tag)}
          </option>`,
      )}
    </select>
  </label>`;
};

import { html, nothing, type TemplateResult } from "lit";
import type { LocalizeController } from "../core/localize.js";
import { languageName } from "../ui/language-name.js";
import { switchRow } from "../ui/switch.js";
import type { RoomUiState } from "../core/room-ui.js";
import { SHORTCUTS } from "../shortcuts/catalogue.js";

export interface GeneralView {
  readonly localize: LocalizeController;
  readonly ui: Pick<RoomUiState, "sounds" | "shortcuts" | "captions">;
  /** Tags of what can be chosen. */
  readonly languages: readonly string[];
  /** What was chosen for the room; empty for the page's own. */
  readonly language: string;
  readonly hasCaptions: boolean;
  onLanguage(language: string): void;
  onUi(change: Partial<RoomUiState>): void;
}

const languageField = ({ languages, language, localize, onLanguage }: GeneralView): TemplateResult | typeof nothing => {
  if (languages.length < 2) return nothing;
  const terms = localize.term("settings");
  return html`<label class="field group">
    <span>${terms.language}</span>
    <select part="select" @change=${(event: Event) => onLanguage((event.target as HTMLSelectElement).value)}>
      <option value="" .selected=${language === ""}>${terms.languageOfPage}</option>
      ${languages.map(
        (code) =>
          html`<option value=${code} lang=${code} .selected=${code === language}>${languageName(code)}</option>`,
      )}
    </select>
  </label>`;
};

const line = (label: string, key: string): TemplateResult =>
  html`<div>
    <dt>${label}</dt>
    <dd><kbd>${key}</kbd></dd>
  </div>`;

/** Language, sounds, captions and keys. */
export const generalView = (view: GeneralView): TemplateResult => {
  const { ui, localize, hasCaptions, onUi } = view;
  const terms = localize.term("settings");
  return html`${languageField(view)}
    <div class="group">
      ${switchRow({
        label: terms.sounds,
        advice: terms.soundsAdvice,
        checked: ui.sounds,
        onSet: (sounds) => onUi({ sounds }),
      })}
      ${
        hasCaptions
          ? switchRow({ label: terms.captions, checked: ui.captions, onSet: (captions) => onUi({ captions }) })
          : nothing
      }
      ${switchRow({
        label: localize.term("useShortcuts"),
        checked: ui.shortcuts,
        onSet: (shortcuts) => onUi({ shortcuts }),
      })}
    </div>
    <h3>${localize.term("shortcuts")}</h3>
    <dl class="group facts">
      ${SHORTCUTS.map(({ key, term }) => line(localize.term(term), key.toUpperCase()))}
      ${line(localize.term("holdToTalk"), localize.term("space"))}
    </dl>`;
};

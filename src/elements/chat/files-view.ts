import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { downloadIcon } from "../ui/icons/download.js";
import { fileIcon } from "../ui/icons/file.js";
import { paperclipIcon } from "../ui/icons/paperclip.js";
import type { LocalizeController } from "../core/localize.js";
import type { SharedFile } from "../core/room-ui.js";

const KILO = 1_024;
/** Until the browser has taken what it saves. */
const SAVED_AFTER = 10_000;

/** A size in words: `1.2 MB`. */
export const sizeText = (bytes: number, lang: string): string => {
  const isLarge = bytes >= KILO * KILO;
  return new Intl.NumberFormat(lang, {
    style: "unit",
    unit: isLarge ? "megabyte" : "kilobyte",
    maximumFractionDigits: isLarge ? 1 : 0,
  }).format(Math.max(1, bytes / (isLarge ? KILO * KILO : KILO)));
};

/** Saves and never opens: it is somebody else's file. */
const save = ({ name, blob }: SharedFile): void => {
  if (!blob) return;
  const address = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), SAVED_AFTER);
};

const stateView = (file: SharedFile, localize: LocalizeController): TemplateResult | typeof nothing => {
  const terms = localize.term("chat");
  if (file.status === "failed") return html`<div class="state"><span class="problem">${terms.notSent}</span></div>`;
  if (file.status === "there" && !file.blob) return html`<div class="state">${terms.fileSent}</div>`;
  return nothing;
};

const fileView = (file: SharedFile, localize: LocalizeController, nameOf: (id: string) => string): TemplateResult => {
  const terms = localize.term("chat");
  const author = file.from === "" ? localize.term("you") : nameOf(file.from);
  const label = `${terms.saveFile}: ${file.name}`;
  return html`<div
    part="message file"
    class="message first ${file.from === "" ? "own" : ""}"
    role="article"
    aria-label=${`${author}: ${file.name}`}
    tabindex="-1"
  >
    <div class="head"><b dir="auto">${author}</b></div>
    <div part="bubble" class="bubble file">
      ${fileIcon}
      <span><bdi>${file.name}</bdi><small>${sizeText(file.size, localize.lang)}</small></span>
      ${
        file.blob
          ? html`<button
              part="button"
              class="quiet-button"
              type="button"
              aria-label=${label}
              title=${label}
              @click=${() => save(file)}
            >
              ${downloadIcon}
            </button>`
          : nothing
      }
      ${
        file.status === "moving"
          ? html`<progress
              part="progress"
              max="1"
              .value=${file.progress}
              aria-label=${file.name || author}
            ></progress>`
          : nothing
      }
    </div>
    ${stateView(file, localize)}
  </div>`;
};

/** Files that came, and those on their way. */
export const filesView = (
  files: readonly SharedFile[],
  localize: LocalizeController,
  nameOf: (id: string) => string,
): unknown =>
  repeat(
    files,
    ({ id }) => id,
    (file) => fileView(file, localize, nameOf),
  );

/** The button that chooses a file. */
export const fileButton = (options: {
  readonly localize: LocalizeController;
  readonly disabled: boolean;
  onChoose(file: File): void;
}): TemplateResult => {
  const { localize, disabled, onChoose } = options;
  const label = localize.term("chat").sendFile;
  const choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    // The same one may be chosen again.
    input.value = "";
    if (file) onChoose(file);
  };
  return html`<button
      part="button attach"
      class="quiet-button"
      type="button"
      aria-label=${label}
      title=${label}
      ?disabled=${disabled}
      @click=${(event: Event) => {
        const input = (event.currentTarget as Element).nextElementSibling;
        if (input instanceof HTMLInputElement) input.click();
      }}
    >
      ${paperclipIcon}
    </button>
    <input class="chooser" type="file" hidden aria-label=${label} @change=${choose} />`;
};

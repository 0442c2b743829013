import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { ROOM_LIMITS } from "../../wire/tables.js";
import { sendHorizontalIcon } from "../ui/icons/send-horizontal.js";
import { xIcon } from "../ui/icons/x.js";
import { isComposing } from "../ui/composing.js";
import type { LocalizeController } from "../core/localize.js";
import { emojiView } from "./emoji.js";
import type { Draft } from "../core/room-ui.js";

/** Told from here on how many characters are left. */
const NEAR = 200;

export interface Recipient {
  readonly id: string;
  readonly name: string;
  /** They are not in the call any more, and are not silently everybody now. */
  readonly isGone?: boolean;
}

export interface ComposerView {
  readonly draft: Draft;
  readonly recipients: readonly Recipient[];
  /** Said above the field: what is answered, or that a message is being changed. */
  readonly about: string | undefined;
  readonly problem: string | undefined;
  readonly canWrite: boolean;
  readonly localize: LocalizeController;
  readonly more: unknown;
  onInput(text: string): void;
  onEmoji(emoji: string): void;
  onRecipient(id: string | undefined): void;
  onCancel(): void;
  onSubmit(): void;
}

/** Whether the draft can be sent as it is. */
export const isSendable = ({ draft, recipients, canWrite }: ComposerView): boolean => {
  const { length } = draft.text.trim();
  const isGone = recipients.some(({ id, isGone: gone }) => id === draft.to && gone);
  return canWrite && length > 0 && length <= ROOM_LIMITS.chatText && !isGone;
};

const aboutView = ({ about, localize, onCancel }: ComposerView): TemplateResult | typeof nothing => {
  if (about === undefined) return nothing;
  const label = localize.term("cancel");
  return html`<div class="about">
    <span>${about}</span>
    <button class="quiet-button" type="button" aria-label=${label} title=${label} @click=${onCancel}>${xIcon}</button>
  </div>`;
};

const recipientView = ({
  draft,
  recipients,
  canWrite,
  localize,
  onRecipient,
}: ComposerView): TemplateResult | typeof nothing => {
  if (recipients.length === 0 || draft.editing !== undefined) return nothing;
  const terms = localize.term("chat");
  const choose = (event: Event): void => onRecipient((event.target as HTMLSelectElement).value || undefined);
  return html`<label class="about">
    ${terms.to}
    <select part="recipient" ?disabled=${!canWrite} @change=${choose}>
      <option value="" .selected=${!draft.to}>${terms.everyone}</option>
      ${recipients.map(
        ({ id, name, isGone }) =>
          html`<option value=${id} .selected=${id === draft.to}>${isGone ? terms.gone(name) : name}</option>`,
      )}
    </select>
  </label>`;
};

const countView = ({ draft, localize }: ComposerView): TemplateResult | typeof nothing => {
  const left = ROOM_LIMITS.chatText - draft.text.trim().length;
  if (left > NEAR) return nothing;
  const terms = localize.term("chat");
  return html`<span id="count" class="edited ${left < 0 ? "problem" : ""}">
    ${left < 0 ? terms.tooLong(-left) : terms.charactersLeft(left)}
  </span>`;
};

const handleKey = (event: KeyboardEvent, view: ComposerView): void => {
  if (isComposing(event)) return;
  if (event.key === "Escape" && view.about !== undefined) {
    event.stopPropagation();
    view.onCancel();
  }
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  view.onSubmit();
};

/** Where one writes. */
export const composerView = (view: ComposerView): TemplateResult => {
  const { draft, canWrite, localize, problem } = view;
  const terms = localize.term("chat");
  const to = view.recipients.find(({ id }) => id === draft.to);
  const label = to ? terms.writeTo(to.name) : terms.writeToAll;
  const send = draft.editing === undefined ? terms.send : terms.save;
  const isTooLong = draft.text.trim().length > ROOM_LIMITS.chatText;
  return html`<div part="composer" class="composer">
    ${aboutView(view)} ${recipientView(view)}
    ${problem === undefined ? nothing : html`<span class="edited problem">${problem}</span>`}
    <div class="row">
      <textarea
        part="input"
        rows="1"
        dir="auto"
        aria-label=${label}
        placeholder=${label}
        aria-describedby="count"
        aria-invalid=${ifDefined(isTooLong ? "true" : undefined)}
        .enterKeyHint=${"send"}
        .value=${draft.text}
        ?disabled=${!canWrite}
        @input=${(event: InputEvent) => view.onInput((event.target as HTMLTextAreaElement).value)}
        @keydown=${(event: KeyboardEvent) => handleKey(event, view)}
      ></textarea>
      ${view.more} ${emojiView({ localize, disabled: !canWrite, onChoose: (emoji) => view.onEmoji(emoji) })}
      <button
        part="button send"
        class="quiet-button send"
        type="button"
        aria-label=${send}
        title=${send}
        ?disabled=${!isSendable(view)}
        @click=${() => view.onSubmit()}
      >
        ${sendHorizontalIcon}
      </button>
    </div>
    ${countView(view)}
  </div>`;
};

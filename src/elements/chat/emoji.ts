import { html, type TemplateResult } from "lit";
import { smileIcon } from "../ui/icons/smile.js";
import type { LocalizeController } from "../core/localize.js";
import { place } from "../ui/popup.js";
import { roveTabindex } from "../ui/roving-tabindex.js";

const EMOJI = "👍 👏 🎉 ❤️ 😂 🙂 😍 🤔 😮 😢 😅 🙌 🙏 👋 👌 💪 🔥 ✨ ✅ ❌ ❓ 💡 👀 ☕".split(" ");
const COLUMNS = 6;

const handleToggle = (event: ToggleEvent): void => {
  const popover = event.currentTarget as HTMLElement;
  const opener = popover.previousElementSibling;
  if (event.newState !== "open" || !opener) return;
  place(popover, opener, 8);
  popover.querySelector<HTMLElement>("[tabindex='0']")?.focus();
};

/** A few emoji, for those whose keyboard has none. */
export const emojiView = (options: {
  readonly localize: LocalizeController;
  readonly disabled: boolean;
  onChoose(emoji: string): void;
}): TemplateResult => {
  const { localize, disabled, onChoose } = options;
  const label = localize.term("chat").emoji;
  const choose = (event: Event): void => {
    const button = (event.target as Element).closest("button");
    if (!button) return;
    (event.currentTarget as HTMLElement).hidePopover();
    onChoose(button.textContent.trim());
  };
  const handleKey = (event: KeyboardEvent): void => {
    const buttons = (event.currentTarget as HTMLElement).querySelectorAll("button");
    roveTabindex(event, [...buttons], COLUMNS);
  };
  return html`<button
      part="button"
      class="quiet-button"
      type="button"
      aria-label=${label}
      title=${label}
      popovertarget="emoji"
      ?disabled=${disabled}
    >
      ${smileIcon}
    </button>
    <div
      id="emoji"
      class="emoji"
      popover
      role="group"
      aria-label=${label}
      @toggle=${handleToggle}
      @click=${choose}
      @keydown=${handleKey}
    >
      ${EMOJI.map((emoji, index) => html`<button type="button" tabindex=${index === 0 ? 0 : -1}>${emoji}</button>`)}
    </div>`;
};

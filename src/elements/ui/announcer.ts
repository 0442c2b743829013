/** Lines that stay in the page, so that one which comes right after another does not swallow it. */
const KEPT = 4;

let region: HTMLElement | undefined;

const ensureRegion = (): HTMLElement => {
  if (region?.isConnected) return region;
  region = document.createElement("div");
  region.setAttribute("aria-live", "polite");
  region.dataset.callsAnnouncer = "";
  region.style.cssText =
    "position:absolute;inline-size:1px;block-size:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";
  document.body.append(region);
  return region;
};

/**
 * Speaks to people who use a screen reader, after what is being said. One live region serves the page: regions inside of
 * shadow trees are not heard everywhere.
 *
 * @param lang the language of the text.
 */
export const announce = (text: string, lang: string): void => {
  const target = ensureRegion();
  const line = document.createElement("p");
  line.lang = lang;
  line.textContent = text;
  target.append(line);
  while (target.childElementCount > KEPT) target.firstElementChild?.remove();
};

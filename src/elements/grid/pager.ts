import { html, type TemplateResult } from "lit";
import { chevronRightIcon } from "../ui/icons/chevron-right.js";
import type { LocalizeController } from "../core/localize.js";
import type { Arrangement } from "./stage.js";

/** With more pages than this, numbers say more than dots. */
const DOTS = 8;

/** The buttons for the pages, and which one this is. */
export const pager = (
  { page, pages }: Arrangement,
  localize: LocalizeController,
  turn: (by: number) => void,
): TemplateResult => {
  const button = (by: -1 | 1): TemplateResult => {
    const label = localize.term(by < 0 ? "previousPage" : "nextPage");
    const isLast = by < 0 ? page === 0 : page === pages - 1;
    return html`<button
      part="button"
      class="turn ${by < 0 ? "back" : ""}"
      type="button"
      aria-label=${label}
      title=${label}
      aria-disabled=${isLast ? "true" : "false"}
      @click=${() => turn(by)}
    >
      ${chevronRightIcon}
    </button>`;
  };
  const dots = Array.from({ length: pages }, (_, index) => html`<i class=${index === page ? "here" : ""}></i>`);
  const isMany = pages > DOTS;
  const text = localize.term("pageOf")(page + 1, pages);
  return html`<div part="pager" class="pager">
    ${button(-1)}${isMany ? "" : dots}<span class=${isMany ? "" : "visually-hidden"}>${text}</span>${button(1)}
  </div>`;
};

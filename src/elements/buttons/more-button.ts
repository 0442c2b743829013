import { html } from "lit";
import type { RoomSnapshot } from "../../client/types.js";
import { ControlButton, OFFER, type ControlFacts } from "./control-button.js";
import { ellipsisVerticalIcon } from "../ui/icons/ellipsis-vertical.js";
import { selectUi } from "../core/room-ui.js";

/**
 * @customElement calls-more-button
 * @summary Opens a menu of what is put inside of it: other controls become its lines. Not shown when none of them has
 * anything to offer.
 *
 * @slot - Controls of the kit, and buttons with `role="menuitem"`.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart menu - The menu.
 * @csspart badge - Says that something in the menu is new.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsMoreButton extends ControlButton<number> {
  readonly #unread = selectUi(this, this.rooms, (ui) => ui.unread > 0);

  constructor() {
    super();
    this.addEventListener(OFFER, (event) => {
      if (event.target !== this) this.requestUpdate();
    });
  }

  protected override select({ waiting }: RoomSnapshot): number {
    return waiting.length;
  }

  protected override facts(waiting: number): ControlFacts {
    const has = (tag: string): boolean => this.querySelector(tag) !== null;
    const isNew = (this.#unread.value && has("calls-chat-button")) || (waiting > 0 && has("calls-people-button"));
    return {
      icon: ellipsisVerticalIcon,
      label: this.localize.term("more"),
      menu: html`<slot @slotchange=${this.#take} @click=${this.#close}></slot>`,
      dot: isNew,
    };
  }

  /** A menu of nothing is not offered. */
  protected override get hasOffer(): boolean {
    return super.hasOffer && this.#held.some((element) => !(element instanceof ControlButton) || element.offers);
  }

  protected override itemsOf(): readonly HTMLElement[] {
    return this.#held.flatMap((element) => (element instanceof ControlButton ? element.items : [element]));
  }

  get #held(): readonly HTMLElement[] {
    const inside = this.renderRoot.querySelector("slot")?.assignedElements({ flatten: true }) ?? [];
    return inside.filter((element): element is HTMLElement => element instanceof HTMLElement);
  }

  readonly #take = (): void => {
    for (const element of this.#held) if (element instanceof ControlButton) element.menuItem = true;
    this.requestUpdate();
  };

  readonly #close = (): void => this.renderRoot.querySelector<HTMLElement>(".menu")?.hidePopover();
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-more-button": CallsMoreButton;
  }
}

import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import type { RoomSnapshot } from "../../client/types.js";
import { baseStyles } from "../core/base.styles.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { controlStyles } from "./control.styles.js";
import { toggleStyles } from "../ui/device-toggle.styles.js";
import { menuStyles } from "../ui/menu.styles.js";
import { nextFrame, place } from "../ui/popup.js";
import { rove } from "../ui/roving.js";
import { Selected } from "../core/selected.js";
import { Tooltip } from "../ui/tooltip.js";

/** What a control looks and sounds like at the moment. */
export interface ControlFacts {
  readonly icon: TemplateResult;
  /** Its name, which stays the same while it is pressed and released. */
  readonly label: string;
  /** What a click does, when the name does not say it. */
  readonly hint?: string | undefined;
  /** Its trouble, or whatever else there is to say beside the name. */
  readonly detail?: string | undefined;
  /** The CSS part beside `button`. */
  readonly part?: string;
  /** CSS classes. */
  readonly look?: string;
  readonly pressed?: boolean;
  /** Whether the panel that it opens is open. */
  readonly expanded?: boolean;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** A count, or a sign, at its corner. */
  readonly badge?: unknown;
  /** What the badge says, for its name. */
  readonly said?: string | undefined;
  /** The badge informs, and does not call. */
  readonly isQuiet?: boolean;
  /** Somebody, or something, waits to be seen. */
  readonly dot?: boolean;
  /** What its click opens, instead of asking for something. Its items are `[role^=menuitem]`. */
  readonly menu?: TemplateResult | undefined;
}

/** A control began, or ceased, to have something to offer: what lays controls out looks again. */
export const OFFER = "calls-control-offer";

/** Pixels between a control and its menu: clear of the bar that the control stands in. */
const MENU_GAP = 16;

const nameOf = ({ label, said }: ControlFacts): string => (said ? `${label}, ${said}` : label);

const badges = ({ badge, isQuiet, dot }: ControlFacts): unknown => [
  badge === undefined ? nothing : html`<span part="badge" class="count ${isQuiet ? "quiet" : ""}">${badge}</span>`,
  dot ? html`<span part="badge" class="dot"></span>` : nothing,
];

/**
 * One control of a call: a button that shows a part of the room's state, and asks for a change of it. In a menu it is an
 * item. A part says what it selects, what that looks like, and what a click asks for.
 */
export abstract class ControlButton<S> extends MeetingElement {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override styles: CSSResultGroup = [baseStyles, toggleStyles, menuStyles, controlStyles];

  /** It is shown as a line of a menu. `<calls-more-button>` sets it on what it holds. */
  @property({ type: Boolean, reflect: true, attribute: "menu-item" }) menuItem = false;

  readonly #state: Selected<S | undefined> = new Selected(this, this.rooms, (snapshot) => this.select(snapshot));
  readonly #tooltip = new Tooltip();
  #offers = false;

  constructor() {
    super();
    this.toggleState("empty", true);
  }

  /** What of the room matters here; `undefined` when there is nothing that this control could do. */
  protected abstract select(snapshot: RoomSnapshot): S | undefined;
  protected abstract facts(state: S): ControlFacts;
  protected act(_state: S): void {}

  /** Whether there is something to show. @internal */
  get offers(): boolean {
    return this.#offers;
  }

  /** What arrow keys go through when this is in a menu. @internal */
  get items(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)")];
  }

  protected get state(): S | undefined {
    return this.#state.value;
  }

  protected get hasOffer(): boolean {
    return this.state !== undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tooltip.leave();
  }

  protected override updated(): void {
    const offers = this.hasOffer;
    if (offers === this.#offers) return;
    this.#offers = offers;
    this.toggleState("empty", !offers);
    this.dispatchEvent(new Event(OFFER, { bubbles: true }));
  }

  protected override render(): unknown {
    const { state } = this;
    if (state === undefined) return nothing;
    const facts = this.facts(state);
    if (this.menuItem) return facts.menu ? this.#group(facts) : this.#item(facts, state);
    return html`<div
      part="base"
      class="control"
      dir=${this.localize.dir}
      @pointerenter=${this.#tooltip.enter}
      @pointerleave=${this.#tooltip.leave}
      @focusin=${this.#tooltip.enter}
      @focusout=${this.#tooltip.leave}
      @click=${this.#tooltip.leave}
    >
      ${this.#button(facts, state)}${facts.menu ? this.menu("menu", facts.label, facts.menu) : nothing}${this.beside(state)}
      <span popover="manual" class="tip" aria-hidden="true">${facts.hint ?? facts.label}</span>
    </div>`;
  }

  /** Closes the menu that an item was chosen from. */
  protected close(event: Event): void {
    (event.currentTarget as Element).closest<HTMLElement>("[popover]")?.hidePopover();
  }

  /** What stands next to the button. */
  protected beside(_state: S): unknown {
    return nothing;
  }

  /** A popover that the button with its id as `popovertarget` opens. */
  protected menu(id: string, label: string, items: TemplateResult): TemplateResult {
    return html`<div
      popover
      id=${id}
      part="menu"
      class="menu"
      role="menu"
      aria-label=${label}
      @beforetoggle=${this.#open}
      @keydown=${(event: KeyboardEvent) => rove(event, this.itemsOf(event.currentTarget as HTMLElement))}
    >
      ${items}
    </div>`;
  }

  /** The items of a menu, in order. */
  protected itemsOf(menu: HTMLElement): readonly HTMLElement[] {
    return [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)")];
  }

  readonly #open = (event: Event): void => {
    const menu = event.currentTarget as HTMLElement;
    const isOpening = (event as ToggleEvent).newState === "open";
    this.toggleState("open", isOpening);
    if (!isOpening) return this.#takeFocusBack(menu);
    nextFrame(menu, () => {
      place(menu, this, MENU_GAP);
      const items = this.itemsOf(menu);
      const isChoice = items.every((item) => item.role === "menuitemradio");
      (items.find((item) => isChoice && item.ariaChecked === "true") ?? items[0])?.focus();
    });
  };

  /** The browser does so only where the items are the popover's own, and not slotted into it. */
  #takeFocusBack(menu: HTMLElement): void {
    if (!this.itemsOf(menu).some((item) => item.matches(":focus"))) return;
    this.renderRoot.querySelector<HTMLElement>(`[popovertarget=${menu.id}]`)?.focus();
  }

  #button(facts: ControlFacts, state: S): TemplateResult {
    const { label, hint, detail, menu, expanded, pressed } = facts;
    const described = detail ?? (hint === label ? undefined : hint);
    return html`<button
      part="button ${facts.part ?? ""}"
      class="toggle ${facts.look ?? ""}"
      type="button"
      data-tip
      aria-label=${nameOf(facts)}
      aria-description=${ifDefined(described)}
      aria-pressed=${ifDefined(pressed === undefined ? undefined : pressed ? "true" : "false")}
      aria-expanded=${ifDefined(expanded === undefined ? undefined : expanded ? "true" : "false")}
      aria-haspopup=${ifDefined(menu ? "menu" : undefined)}
      aria-busy=${ifDefined(facts.busy ? "true" : undefined)}
      popovertarget=${ifDefined(menu ? "menu" : undefined)}
      ?disabled=${facts.disabled ?? false}
      @click=${() => {
        if (!menu && !facts.busy) this.act(state);
      }}
    >
      ${facts.icon} ${badges(facts)}
    </button>`;
  }

  #item(facts: ControlFacts, state: S): TemplateResult {
    const { hint, label } = facts;
    return html`<button
      part="item"
      class="item"
      role="menuitem"
      type="button"
      tabindex="-1"
      dir=${this.localize.dir}
      aria-label=${ifDefined(facts.said ? nameOf(facts) : undefined)}
      aria-description=${ifDefined(facts.detail)}
      ?disabled=${facts.disabled ?? false}
      @click=${() => this.act(state)}
    >
      ${facts.icon} <span>${hint ?? label}</span> ${badges(facts)}
    </button>`;
  }

  /** A menu within a menu is its items in a row. */
  #group(facts: ControlFacts): TemplateResult {
    return html`<div role="group" class="group" aria-label=${facts.label} dir=${this.localize.dir}>${facts.menu}</div>`;
  }
}

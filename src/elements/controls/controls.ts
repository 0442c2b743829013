import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { lazy } from "../../base/lazy.js";
import { baseStyles } from "../core/base.styles.js";
import { onResize } from "../ui/resizes.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { ControlButton } from "../buttons/control-button.js";
import { DeviceNotices } from "../ui/device-notices.js";
import { noticeStyles } from "../ui/notice.styles.js";
import { screenAdvice } from "../ui/screen-advice.js";
import { Selected } from "../core/selected.js";
import { controlsStyles } from "./controls.styles.js";
import { fitting } from "./overflow.js";
import { AFTER_SLOT, BEFORE_SLOT, FOLD_ORDER, FOLDABLE, FOLDED, menuParts, PARTS, type Foldable } from "./parts.js";

/** Keys, and the list of them, come once there is a call. */
const loadShortcuts = lazy(() => import(/* chunk: extras */ "../shortcuts/shortcuts.define.js"));

/** Pixels: narrower, buttons stand closer and the menus of devices are left to the settings. */
const COMPACT = 480;
/** Pixels that a control needs which has not been measured yet. */
const USUAL = 48;

/**
 * @customElement calls-controls
 * @summary The bar of the call. What does not fit moves into its menu; what the room or the person’s role does not allow
 * is not there; what a device that fails needs is said above it.
 *
 * @slot - More controls, between those of the call and its panels.
 * @slot menu - More lines for the menu: controls of the kit, and buttons with `role="menuitem"`.
 *
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - The microphone’s button was used. Cancelable.
 * @event {CallsCameraSetEvent} calls-camera-set - The camera’s button was used. Cancelable.
 * @event {CallsRoomLeaveEvent} calls-room-leave - The button that leaves was used. Cancelable.
 * @event {CallsActionEvent} calls-action - Another control was used; `request` says what for. Cancelable.
 * @event {CallsUiSetEvent} calls-ui-set - A panel, a layout or the list of shortcuts was asked for. Cancelable.
 *
 * @csspart base - The bar together with its notices.
 * @csspart bar - The bar.
 * @csspart button - Each button.
 * @csspart microphone - The `<calls-microphone-button>`.
 * @csspart camera - The `<calls-camera-button>`.
 * @csspart more - The `<calls-more-button>`.
 * @csspart leave - The `<calls-leave-button>`.
 * @csspart badge - Each count.
 * @csspart menu - Each menu.
 * @csspart notice - Each notice above the bar.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-surface] - The ground of the bar.
 * @cssproperty [--calls-danger] - The ground of the button that leaves.
 *
 * @cssstate compact - There is little room.
 */
export class CallsControls extends MeetingElement {
  static override styles = [baseStyles, noticeStyles, controlsStyles];

  /** Leaves out the keyboard shortcuts. */
  @property({ type: Boolean, attribute: "no-shortcuts" }) noShortcuts = false;

  readonly #devices = new Selected(this, this.rooms, ({ microphone, camera, screen }) => ({
    microphone,
    camera,
    screen,
  }));
  readonly #isJoined = new Selected(this, this.rooms, ({ status }) => status.phase === "joined");
  readonly #notices = new DeviceNotices(this, this.rooms, this.localize);
  readonly #widths = new Map<Foldable, number>();
  #shown: ReadonlySet<Foldable> = new Set(FOLDABLE);
  #isCompact = false;
  #hasOwn = false;
  #willFit = false;

  constructor() {
    super();
    onResize(this, () => this.#fit());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#plan();
  }

  protected override render(): TemplateResult {
    return html`<div part="base" class="base" dir=${this.localize.dir}>
      ${this.#notices.render(this.#devices.value, (error) => screenAdvice(error, this.localize))}
      <div
        part="bar"
        ?hidden=${!this.#devices.value}
        class="bar ${this.#isCompact ? "compact" : ""}"
        role="group"
        aria-label=${this.localize.term("controls")}
        @calls-control-offer=${this.#plan}
      >
        <calls-microphone-button
          part="microphone"
          exportparts="button, badge, icon, menu"
          for=${ifDefined(this.for)}
          ?no-menu=${this.#isCompact}
        ></calls-microphone-button>
        <calls-camera-button
          part="camera"
          exportparts="button, badge, icon, menu"
          for=${ifDefined(this.for)}
          ?no-menu=${this.#isCompact}
        ></calls-camera-button>
        ${this.#inBar(BEFORE_SLOT)}
        <div class="own" ?hidden=${!this.#hasOwn}><slot @slotchange=${this.#handleSlot}></slot></div>
        ${this.#inBar(AFTER_SLOT)}
        <calls-more-button part="more" exportparts="button, badge, icon, menu" for=${ifDefined(this.for)}>
          ${this.#inMenu(["reactions"])}
          <calls-layout-button for=${ifDefined(this.for)}></calls-layout-button>
          ${this.#inMenu(FOLDED)} ${menuParts(this.for)}
          <slot name="menu"></slot>
        </calls-more-button>
        <calls-leave-button
          part="leave"
          exportparts="button, icon, menu"
          for=${ifDefined(this.for)}
        ></calls-leave-button>
      </div>
      ${this.noShortcuts ? nothing : html`<calls-shortcuts for=${ifDefined(this.for)}></calls-shortcuts>`}
    </div>`;
  }

  #inBar(names: readonly Foldable[]): unknown {
    return names.map((name) => (this.#shown.has(name) ? PARTS[name](this.for) : nothing));
  }

  #inMenu(names: readonly Foldable[]): unknown {
    return names.map((name) => (this.#shown.has(name) ? nothing : PARTS[name](this.for)));
  }

  protected override updated(): void {
    // What cannot be loaded is tried again with the next change.
    if (this.#isJoined.value && !this.noShortcuts) loadShortcuts().catch(() => {});
  }

  protected override update(changed: PropertyValues): void {
    const held = this.shadowRoot?.activeElement;
    super.update(changed);
    // What had the focus is in the menu now.
    if (held && !held.isConnected) this.renderRoot.querySelector<HTMLElement>("calls-more-button")?.focus();
  }

  readonly #handleSlot = (event: Event): void => {
    this.#hasOwn = (event.target as HTMLSlotElement).assignedElements({ flatten: true }).length > 0;
    this.requestUpdate();
    this.#plan();
  };

  /** Lays out once for all that changed, and before the next picture. */
  readonly #plan = (): void => {
    if (this.#willFit) return;
    this.#willFit = true;
    queueMicrotask(() => void this.updateComplete.then(() => this.#fit()));
  };

  #fit(): void {
    this.#willFit = false;
    const bar = this.renderRoot.querySelector<HTMLElement>(".bar");
    if (!bar || this.clientWidth === 0) return;
    const { columnGap, paddingInlineStart } = getComputedStyle(bar);
    const gap = Number.parseFloat(columnGap);
    let space = this.clientWidth - 2 * Number.parseFloat(paddingInlineStart) - 2;
    for (const part of bar.children as HTMLCollectionOf<HTMLElement>) {
      const width = part.offsetWidth;
      if (part.dataset["name"]) this.#note(part.dataset["name"] as Foldable, width);
      else if (width > 0) space -= width + gap;
    }
    const wanted = new Map(this.#offered().map((name) => [name, this.#widths.get(name) ?? USUAL]));
    // There is one gap less than there are controls.
    this.#show(fitting(wanted, { space: space + gap, gap, order: FOLD_ORDER }));
  }

  #note(name: Foldable, width: number): void {
    if (width > 0) this.#widths.set(name, width);
  }

  #offered(): readonly Foldable[] {
    return FOLDABLE.filter((name) => {
      const part = this.renderRoot.querySelector(`[data-name=${name}]`);
      return part instanceof ControlButton && part.offers;
    });
  }

  #show(shown: ReadonlySet<Foldable>): void {
    const isCompact = this.clientWidth < COMPACT;
    // What has nothing to offer stays where it is: it may, soon.
    const next = new Set(FOLDABLE.filter((name) => shown.has(name) || !this.#offered().includes(name)));
    const isSame = next.size === this.#shown.size && [...next].every((name) => this.#shown.has(name));
    if (isSame && isCompact === this.#isCompact) return;
    this.#shown = next;
    this.#isCompact = isCompact;
    this.toggleState("compact", isCompact);
    this.requestUpdate();
    // With other gaps, other controls may fit.
    this.#plan();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-controls": CallsControls;
  }
}

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { enAi } from "../../../locales/en-ai.js";
import type { Room } from "../../../client/types.js";
import { baseStyles } from "../../../elements/core/base.styles.js";
import { CallsActionEvent } from "../../../elements/core/events.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { Selected, shallowEqual } from "../../../elements/core/selected.js";
import { buttonStyles } from "../../../elements/ui/button.styles.js";
import { checkIcon } from "../../../elements/ui/icons/check.js";
import { handIcon } from "../../../elements/ui/icons/hand.js";
import { micIcon } from "../../../elements/ui/icons/mic.js";
import { sparklesIcon } from "../../../elements/ui/icons/sparkles.js";
import { userRoundXIcon } from "../../../elements/ui/icons/user-round-x.js";
import { xIcon } from "../../../elements/ui/icons/x.js";
import { MeetingElement } from "../../../elements/ui/meeting-element.js";
import { HoldToTalk, aiIn } from "../client.js";
import { ai, type AiCommand, type AiFailure, type AiView } from "../contract.js";
import { aiStyles } from "./ai.styles.js";

addEnglish(enAi);

/** Keys that hold the button. */
const KEYS = new Set([" ", "Enter"]);

/**
 * @customElement calls-ai
 * @summary The AI that takes part: who talks with it, a button to hold while one talks, and others to ask for it and to give it back.
 * Nothing is shown while there is none.
 *
 * @event {CallsActionEvent} calls-action - A button was used: `request` says which. Cancelable.
 *
 * @csspart base - Around all of it.
 * @csspart status - Who talks with it.
 * @csspart hold - The button that is held.
 * @csspart ask - The button that asks for it, or gives it back.
 * @csspart take - The button by which hosts take it from somebody.
 * @csspart end - The button that ends it.
 * @csspart notice - Why it is gone.
 * @csspart button - Each button.
 * @csspart icon - The icons.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsAi extends MeetingElement {
  static override styles = [baseStyles, buttonStyles, aiStyles];

  /** The failure that was put away. */
  @state() private _seen: AiFailure | undefined;
  /** The button is held. */
  @state() private _isHeld = false;

  readonly #view = new Selected(this, this.rooms, aiIn);
  readonly #self = new Selected(this, this.rooms, ({ self: { id, role } }) => ({ id, role }), { equals: shallowEqual });
  #talk: { readonly room: Room; readonly hold: HoldToTalk } | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    // Somebody holds the button while the page goes to another room, or the AI goes and the button with it: nobody lets go of it then.
    if (this.#talk && (this.#talk.room !== this.rooms.room || this.#view.value?.status !== "on")) this.#forget();
  }

  protected override updated(): void {
    const view = this.#view.value;
    this.toggleState("empty", !view || (view.status === "off" && this.#failure === undefined));
    if (view && view.failure !== this._seen && view.failure === undefined) this._seen = undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const view = this.#view.value;
    if (!view) return nothing;
    if (view.status === "off") return this.#notice();
    const isMine = view.holder !== undefined && view.holder.id === this.#self.value?.id;
    const isOn = view.status === "on";
    return html`<div part="base" class="base ${isOn ? "talk" : ""} ${isMine ? "mine" : ""}" dir=${this.localize.dir}>
      <p part="status" class="status" role="status">${sparklesIcon}<span>${this.#status(view)}</span></p>
      ${isOn ? this.#buttons(view, isMine) : nothing}
    </div>`;
  }

  get #failure(): AiFailure | undefined {
    const failure = this.#view.value?.failure;
    return failure === this._seen ? undefined : failure;
  }

  #notice(): TemplateResult | typeof nothing {
    const failure = this.#failure;
    if (failure === undefined) return nothing;
    const label = this.localize.term("dismiss");
    return html`<div part="notice" class="base" role="status" dir=${this.localize.dir}>
      <p class="status">${sparklesIcon}<span>${this.localize.term("ai").failures[failure]}</span></p>
      <button
        part="button"
        class="button dismiss"
        type="button"
        aria-label=${label}
        title=${label}
        @click=${() => (this._seen = failure)}
      >
        ${xIcon}
      </button>
    </div>`;
  }

  #status({ status, name, holder, queue }: AiView): string {
    const terms = this.localize.term("ai");
    const id = this.#self.value?.id;
    if (status === "starting") return terms.coming(name);
    if (!holder) return terms.free(name);
    if (holder.id === id) return terms.mine(name);
    const place = queue.findIndex((each) => each.id === id);
    const held = terms.held(holder.name || this.localize.term("guest"), name);
    return place < 0 ? held : `${held} · ${terms.place(place + 1)}`;
  }

  #buttons(view: AiView, isMine: boolean): TemplateResult | typeof nothing {
    const terms = this.localize.term("ai");
    const self = this.#self.value;
    const isWaiting = view.queue.some(({ id }) => id === self?.id);
    const hasAsked = isMine || isWaiting;
    const mayRule = self !== undefined && view.roles.includes(self.role);
    const button = (name: string, icon: TemplateResult, label: string, command: AiCommand): TemplateResult =>
      html`<button
        part="button ${name}"
        class="button ${name}"
        type="button"
        title=${label}
        @click=${() => this.#ask(command)}
      >
        ${icon}<span class="label">${label}</span>
      </button>`;
    const hold = html`<button
      part="button hold"
      class="button primary hold ${this._isHeld ? "held" : ""}"
      type="button"
      title=${terms.hold}
      aria-pressed=${this._isHeld}
      @pointerdown=${this.#press}
      @pointerup=${this.#release}
      @pointercancel=${this.#release}
      @lostpointercapture=${this.#release}
      @keydown=${this.#handleKey}
      @keyup=${this.#handleKey}
      @blur=${this.#release}
      @click=${this.#handleClick}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${micIcon}<span class="label">${terms.hold}</span>
    </button>`;
    const asks = hasAsked
      ? button("ask", checkIcon, terms.giveBack, { type: "give-back" })
      : button("ask", handIcon, terms.ask, { type: "ask" });
    const mayTake = self?.role === "host" && view.holder !== undefined && !isMine;
    const isHeard = self !== undefined && self.role !== "viewer" && self.role !== "audience";
    if (!isHeard && !mayTake && !mayRule) return nothing;
    return html`<div class="buttons">
      ${isHeard ? html`${hold} ${asks}` : nothing}
      ${mayTake ? button("take", userRoundXIcon, terms.take, { type: "take", for: "next" }) : nothing}
      ${mayRule ? button("end", xIcon, terms.end, { type: "disable" }) : nothing}
    </div>`;
  }

  #ask(command: AiCommand): void {
    this.rooms.request(new CallsActionEvent({ type: "feature", feature: ai.name, command }));
  }

  readonly #press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#hold();
  };

  readonly #handleKey = (event: KeyboardEvent): void => {
    if (!KEYS.has(event.key)) return;
    event.preventDefault();
    if (event.type === "keyup") this.#release();
    else if (!event.repeat) this.#hold();
  };

  /** A screen reader presses a button and cannot hold it: there the first press holds it, and the second lets go of it. */
  readonly #handleClick = ({ detail }: MouseEvent): void => {
    if (detail !== 0) return;
    if (this._isHeld) this.#release();
    else this.#hold();
  };

  #hold(): void {
    const { room } = this.rooms;
    if (!room) return;
    this.#talk ??= { room, hold: new HoldToTalk(room) };
    this.#talk.hold.press();
    this._isHeld = true;
  }

  readonly #release = (): void => {
    this.#talk?.hold.release();
    this._isHeld = false;
  };

  #forget(): void {
    this.#talk?.hold.close();
    this.#talk = undefined;
    this._isHeld = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-ai": CallsAi;
  }
}

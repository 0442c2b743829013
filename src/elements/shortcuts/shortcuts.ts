import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Room } from "../../client/types.js";
import { announce } from "../ui/announcer.js";
import { baseStyles } from "../core/base.styles.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { dialogStyles } from "../ui/dialog.styles.js";
import { CallsActionEvent, CallsUiSetEvent } from "../core/events.js";
import { xIcon } from "../ui/icons/x.js";
import { selectUi, uiOf, type RoomUiState } from "../core/room-ui.js";
import { SHORTCUTS, type Shortcut } from "./catalogue.js";
import { PushToTalk } from "./push-to-talk.js";
import { shortcutsStyles } from "./shortcuts.styles.js";
import { isTaken, letterOf, takesSpace } from "./typing.js";
import { publishes } from "../../wire/ability.js";

/** Several elements may serve one room, each in its own scope; one of them shows the list. */
class ShownList {
  by: HTMLElement | undefined;
}

/**
 * @customElement calls-shortcuts
 * @summary Keyboard shortcuts, push-to-talk by holding Space, and the list of them. They work while the focus is in the room
 * and nobody types; the person can turn them off in the list.
 *
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - A key was pressed. Cancelable.
 * @event {CallsCameraSetEvent} calls-camera-set - A key was pressed. Cancelable.
 * @event {CallsActionEvent} calls-action - A key was pressed; `request` says what for. Cancelable.
 * @event {CallsUiSetEvent} calls-ui-set - A panel or the list was asked for, or shortcuts turned off. Cancelable.
 *
 * @csspart dialog - The list.
 * @csspart button - The button that closes it.
 * @csspart key - Each key.
 */
export class CallsShortcuts extends MeetingElement {
  static override styles = [baseStyles, dialogStyles, shortcutsStyles];

  /** Where the focus has to be: in the `room` element, or anywhere in the `document`. */
  @property() scope: "room" | "document" = "room";

  /** Turns them off for this page. */
  @property({ type: Boolean }) off = false;

  readonly #help = selectUi(this, this.rooms, (ui) => ui.help);
  readonly #isOn = selectUi(this, this.rooms, (ui) => ui.shortcuts);
  readonly #talk = new PushToTalk();
  /** Whose effect a key was pressed for: it is said when it is there. */
  readonly #pressed = new Set<Shortcut>();
  #unsubscribe: (() => void)[] = [];
  /** The room whose list this element shows. */
  #shows: Room | undefined;

  constructor() {
    super();
    this.rooms.onRoom((room) => this.#follow(room));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#press);
  }

  override disconnectedCallback(): void {
    this.#talk.release();
    // A list that goes away with its call is not open in the next one.
    if (this.#shows) uiOf(this.#shows).set({ help: false });
    this.#hide();
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#press);
  }

  protected override updated(): void {
    const { room } = this.rooms;
    const dialog = this.renderRoot.querySelector("dialog");
    if (!dialog) this.#hide();
    if (!room || !dialog || dialog.open) return;
    const list = uiOf(room).part(ShownList);
    if (list.by) return;
    list.by = this;
    this.#shows = room;
    dialog.showModal();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { room } = this.rooms;
    return room && this.#help.value ? this.#list() : nothing;
  }

  #list(): TemplateResult {
    const { localize } = this;
    const close = localize.term("close");
    return html`<dialog
      part="dialog"
      aria-labelledby="title"
      closedby="any"
      dir=${localize.dir}
      @close=${() => this.#ask({ help: false })}
    >
      <header>
        <h2 id="title">${localize.term("shortcuts")}</h2>
        <button part="button" class="close" aria-label=${close} title=${close} @click=${this.#close}>${xIcon}</button>
      </header>
      <p>${localize.term("shortcutsAdvice")}</p>
      <dl>
        ${SHORTCUTS.map(({ key, term }) => this.#line(localize.term(term), key.toUpperCase()))}
        ${this.#line(localize.term("holdToTalk"), localize.term("space"))}
      </dl>
      <label>
        <input
          type="checkbox"
          .checked=${this.#isOn.value ?? false}
          @change=${(event: Event) => this.#ask({ shortcuts: (event.target as HTMLInputElement).checked })}
        />
        ${localize.term("useShortcuts")}
      </label>
    </dialog>`;
  }

  readonly #close = (): void => this.renderRoot.querySelector("dialog")?.close();

  #line(label: string, key: string): TemplateResult {
    return html`<div>
      <dt>${label}</dt>
      <dd><kbd part="key">${key}</kbd></dd>
    </div>`;
  }

  #hide(): void {
    if (this.#shows) uiOf(this.#shows).part(ShownList).by = undefined;
    this.#shows = undefined;
  }

  #ask(change: Partial<RoomUiState>): void {
    this.rooms.request(new CallsUiSetEvent(change));
  }

  #follow(room: Room | undefined): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#pressed.clear();
    this.#unsubscribe = room
      ? SHORTCUTS.flatMap((each) => (each.isOn ? [room.select(each.isOn, (isOn) => this.#say(each, isOn))] : []))
      : [];
  }

  #say(shortcut: Shortcut, isOn: boolean): void {
    const term = isOn ? shortcut.on : shortcut.off;
    if (this.#pressed.delete(shortcut) && term) announce(this.localize.term(term), this.localize.lang);
  }

  readonly #press = (event: KeyboardEvent): void => {
    const { room, element } = this.rooms;
    if (!room || this.off || !uiOf(room).snapshot.shortcuts || isTaken(event, element)) return;
    if (this.scope !== "document" && !(element && event.composedPath().includes(element))) return;
    if (event.key === " ") return this.#space(room, event);
    const shortcut = SHORTCUTS.find(({ key }) => key === letterOf(event));
    const request = event.repeat ? undefined : shortcut?.request(room);
    if (!shortcut || !request) return;
    event.preventDefault();
    this.#pressed.add(shortcut);
    this.rooms.request(request);
  };

  #space({ snapshot }: Room, event: KeyboardEvent): void {
    if (takesSpace(event) || snapshot.status.phase !== "joined" || !publishes(snapshot.self.role)) return;
    const isMuted = snapshot.microphone.status === "off";
    // Held, the page must not scroll either.
    if (isMuted || event.repeat) event.preventDefault();
    if (!isMuted || event.repeat) return;
    // The element may be gone when the key is let go of: the room hears of it all the same.
    const target = this.rooms.element ?? this;
    this.#talk.press((active) => void target.dispatchEvent(new CallsActionEvent({ type: "talk", active })));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-shortcuts": CallsShortcuts;
  }
}

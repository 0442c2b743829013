import { html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { AudienceMember, ParticipantState, RoomRequest } from "../../client/types.js";
import { announce } from "../ui/announcer.js";
import { copyText } from "../ui/copy-text.js";
import { Confirm } from "../ui/confirm.js";
import { linkIcon } from "../ui/icons/link.js";
import { micOffIcon } from "../ui/icons/mic-off.js";
import { searchIcon } from "../ui/icons/search.js";
import { menuStyles } from "../ui/menu.styles.js";
import { PanelElement } from "../ui/panel-element.js";
import { copiesFor, templatesIn } from "../ui/person-templates.js";
import { place } from "../ui/popup.js";
import { rove } from "../ui/roving.js";
import { Selected } from "../core/selected.js";
import { switchRow } from "../ui/switch.js";
import { searchStyles } from "../ui/search.styles.js";
import { switchStyles } from "../ui/switch.styles.js";
import { selectUi } from "../core/room-ui.js";
import { personActions, seatedActions, type PersonAction } from "./actions.js";
import { inviteLink } from "./invite.js";
import { peopleStyles } from "./people.styles.js";
import { audienceRow, personRow, waitingRow } from "./rows.js";
import { audienceShown, byHands, isFound, rowKey, samePeople, selectPeople, type PeopleState } from "./select.js";

/** A list that can be looked over needs no search. */
const MANY = 8;
/** Milliseconds after the last letter before the room is asked who it has of this name. */
const BREATH = 300;

/**
 * @customElement calls-people
 * @summary Who is in the call, whose hand is raised and since when, who waits at the door, and for hosts all that keeps
 * order.
 *
 * @event {CallsActionEvent} calls-action - A host does something: `request` says what. Cancelable.
 * @event {CallsUiSetEvent} calls-ui-set - The panel is closed. Cancelable.
 *
 * @slot - More, at the end of the panel.
 * @slot person - Each `<template>` is put into each person's line, with a `participant-id` on its elements.
 *
 * @csspart base - The whole panel.
 * @csspart header - The heading with its button.
 * @csspart search - The field that finds people.
 * @csspart list - Each list of people.
 * @csspart person - Each person in the call.
 * @csspart waiting - Each person at the door.
 * @csspart avatar - Each circle with initials.
 * @csspart menu - What a host can do about somebody.
 * @csspart switch - Each switch.
 * @csspart invite - The button that copies the link.
 * @csspart close - The button that closes the panel.
 * @csspart button - Each button.
 * @csspart dialog - The question before what cannot be taken back.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-surface] - The ground of the panel.
 */
export class CallsPeople extends PanelElement {
  static override styles = [...[PanelElement.styles].flat(), menuStyles, switchStyles, searchStyles, peopleStyles];

  protected readonly panel = "people";

  /**
   * The link that invites others. Without it, that of the room element; without that, the page's address, less what it says of
   * this person.
   */
  @property() invite = "";

  /** Offers no link. */
  @property({ type: Boolean, attribute: "no-invite" }) noInvite = false;

  @query(".menu") private readonly _menu!: HTMLElement | null;
  /** What the page puts into each person's line. */
  @state() private _marks: readonly HTMLTemplateElement[] = [];
  @state() private _search = "";
  @state() private _menuFor = "";
  /** Said at the end of the panel, such as that the link was copied. */
  @state() private _told: { readonly text: string; readonly link?: string } | undefined;

  readonly #state = new Selected(this, this.rooms, selectPeople, { equals: samePeople });
  readonly #invite = selectUi(this, this.rooms, (ui) => ui.invite);
  readonly #confirm = new Confirm(this, this.localize);
  #searching: ReturnType<typeof setTimeout> | undefined;
  /** The button of the menu that is open. */
  #opener: HTMLElement | undefined;

  async #do(request: RoomRequest): Promise<void> {
    this._told = undefined;
    try {
      await this.ask(request);
    } catch {
      this.#tell(this.localize.term("chat").failed);
    }
  }

  #tell(text: string, link?: string): void {
    this._told = { text, ...(link !== undefined && { link }) };
    announce(text, this.localize.lang);
  }

  readonly #openMenu = async (id: string, opener: HTMLElement): Promise<void> => {
    this.#opener = opener;
    this._menuFor = id;
    await this.updateComplete;
    const menu = this._menu;
    if (!menu) return;
    menu.showPopover();
    place(menu, opener, 4);
    menu.querySelector("button")?.focus();
  };

  /** The focus goes back to where the menu came from, unless it has gone on already. */
  readonly #handleToggle = ({ newState }: ToggleEvent): void => {
    const { activeElement } = this.renderRoot as ShadowRoot;
    if (newState === "closed" && (!activeElement || this._menu?.contains(activeElement))) this.#opener?.focus();
  };

  async #act({ request, question }: PersonAction): Promise<void> {
    this._menu?.hidePopover();
    if (question && !(await this.#confirm.ask(question))) return;
    await this.#do(request);
  }

  async #muteAll(): Promise<void> {
    const { muteAllQuestion: title, muteAllAdvice: advice, muteAll: action } = this.localize.term("peoplePanel");
    if (await this.#confirm.ask({ title, advice, action })) await this.#do({ type: "mute", source: "microphone" });
  }

  async #copy(): Promise<void> {
    const terms = this.localize.term("peoplePanel");
    const link = this.invite || this.#invite.value || inviteLink(location.href);
    if (await copyText(link)) this.#tell(terms.copied);
    else this.#tell(terms.copyFailed, link);
  }

  protected override render(): TemplateResult {
    const terms = this.localize.term("peoplePanel");
    const room = this.#state.value;
    const count = room && room.people.length > 0 ? html`<span class="count">${room.people.length}</span>` : nothing;
    return html`<section part="base" class="panel" dir=${this.localize.dir} aria-label=${terms.title}>
      ${this.header(html`${terms.title} ${count}`)} ${room ? this.#searchField(room) : nothing}
      <div class="body">${room ? this.#lists(room) : nothing}</div>
      ${room?.keepsOrder ? this.#order(room) : nothing} ${this.#foot()} ${this.#menu()} ${this.#confirm.render()}
    </section>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#searching);
  }

  /** Who is in the audience is known to the room alone. */
  #search(text: string, { searches }: PeopleState): void {
    this._search = text;
    clearTimeout(this.#searching);
    const wanted = text.trim();
    if (searches && wanted) this.#searching = setTimeout(() => void this.#do({ type: "search", text: wanted }), BREATH);
  }

  #searchField(state: PeopleState): TemplateResult | typeof nothing {
    if (state.people.length < MANY && !state.searches && this._search === "") return nothing;
    const label = this.localize.term("peoplePanel").search;
    return html`<div class="search">
      ${searchIcon}
      <input
        part="search"
        type="search"
        aria-label=${label}
        placeholder=${label}
        .value=${this._search}
        @input=${(event: InputEvent) => this.#search((event.target as HTMLInputElement).value, state)}
      />
    </div>`;
  }

  #lists({ people, waiting, moderates, audience, keepsOrder }: PeopleState): TemplateResult {
    const terms = this.localize.term("peoplePanel");
    const found = people.filter(({ name }) => isFound(name || this.localize.term("guest"), this._search));
    const { hands, others } = byHands(found);
    const seated = audience ? audienceShown(audience, this._search) : [];
    if (found.length + seated.length === 0 && this._search !== "")
      return html`<div class="empty"><p>${terms.noMatch}</p></div>`;
    return html`${waiting.length > 0 ? this.#door(waiting) : nothing}
    ${hands.length > 0 ? this.#people(terms.hands, hands, moderates) : nothing}
    ${others.length > 0 ? this.#people(terms.inCall, others, moderates) : nothing}
    ${audience ? this.#audience(audience.count, seated, keepsOrder) : nothing}`;
  }

  #door(waiting: PeopleState["waiting"]): TemplateResult {
    const terms = this.localize.term("peoplePanel");
    const answer = (type: "admit" | "deny", participantId: string): void => void this.#do({ type, participantId });
    return html`<div class="section">
        <h3>${terms.waiting} · ${waiting.length}</h3>
        ${
          waiting.length > 1
            ? html`<button part="button" class="button small" type="button" @click=${() => this.#do({ type: "admit" })}>
                ${terms.admitAll}
              </button>`
            : nothing
        }
      </div>
      <ul part="list" aria-label=${terms.waiting}>
        ${repeat(
          waiting,
          ({ id }) => id,
          (person) => waitingRow(person, this.localize, answer),
        )}
      </ul>`;
  }

  #audience(count: number, people: ReturnType<typeof audienceShown>, keepsOrder: boolean): TemplateResult {
    const { audience } = this.localize.term("peoplePanel");
    const bringOn = (participantId: string): void => void this.#do({ type: "role", participantId, role: "speaker" });
    return html`<div class="section"><h3>${audience} · ${count.toLocaleString(this.localize.lang)}</h3></div>
      <ul part="list" aria-label=${audience}>
        ${repeat(
          people,
          ({ id }) => id,
          (person) =>
            audienceRow(person, this.localize, {
              bringOn: keepsOrder ? bringOn : undefined,
              onMenu: this.#actionsFor(person).length > 0 ? this.#openMenu : undefined,
            }),
        )}
      </ul>`;
  }

  #people(title: string, people: readonly ParticipantState[], moderates: boolean): TemplateResult {
    return html`<div class="section"><h3>${title}</h3></div>
      <ul part="list" aria-label=${title}>
        ${repeat(
          people,
          ({ id }) => id,
          (person) =>
            html`${guard([rowKey(person), moderates, this.localize.lang, this._marks], () =>
              personRow(person, this.localize, {
                onMenu: this.#actionsFor(person).length > 0 ? this.#openMenu : undefined,
                marks: copiesFor(this._marks, person.id),
              }),
            )}`,
        )}
      </ul>`;
  }

  #order({ policy, moderates }: PeopleState): TemplateResult {
    const terms = this.localize.term("peoplePanel");
    return html`<details class="order">
      <summary>${terms.forHosts}</summary>
      ${switchRow({
        label: terms.lock,
        advice: terms.lockAdvice,
        checked: policy.locked,
        onSet: (locked) => this.#do({ type: "policy", locked }),
      })}
      ${switchRow({
        label: terms.waitingRoom,
        advice: terms.waitingRoomAdvice,
        checked: policy.waitingRoom,
        onSet: (waitingRoom) => this.#do({ type: "policy", waitingRoom }),
      })}
      ${
        moderates
          ? html`<button part="button" class="button quiet small" type="button" @click=${() => this.#muteAll()}>
              ${micOffIcon} ${terms.muteAll}
            </button>`
          : nothing
      }
    </details>`;
  }

  #foot(): TemplateResult {
    const terms = this.localize.term("peoplePanel");
    const told = this._told;
    return html`<div class="foot" ?hidden=${this.noInvite && !told}>
      ${
        this.noInvite
          ? nothing
          : html`<button part="button invite" class="button quiet" type="button" @click=${() => this.#copy()}>
              ${linkIcon} ${terms.copyInvite}
            </button>`
      }
      ${told ? html`<p class="told">${told.text}</p>` : nothing}
      ${told?.link === undefined ? nothing : html`<input type="text" readonly aria-label=${told.text} .value=${told.link} />`}
      <slot></slot>
      <slot name="person" hidden @slotchange=${(event: Event) => (this._marks = templatesIn(event))}></slot>
    </div>`;
  }

  /** Somebody in the call, or in the audience. */
  #find(id: string): ParticipantState | AudienceMember | undefined {
    const { people = [], audience } = this.#state.value ?? {};
    const isMeant = (person: { readonly id: string }): boolean => person.id === id;
    return people.find(isMeant) ?? (audience && audienceShown(audience, this._search).find(isMeant));
  }

  #actionsFor(person: ParticipantState | AudienceMember): readonly PersonAction[] {
    const snapshot = this.rooms.room?.snapshot;
    if (!snapshot) return [];
    return "isSelf" in person
      ? personActions(person, snapshot, this.localize)
      : seatedActions(person, snapshot, this.localize);
  }

  #menu(): TemplateResult | typeof nothing {
    const person = this.#find(this._menuFor);
    if (!person) return nothing;
    const actions = this.#actionsFor(person);
    return html`<div
      part="menu"
      class="menu"
      popover
      role="menu"
      aria-label=${this.localize.term("moreFor")(person.name || this.localize.term("guest"))}
      @toggle=${this.#handleToggle}
      @keydown=${(event: KeyboardEvent) => rove(event, [...(this._menu?.querySelectorAll("button") ?? [])])}
    >
      ${actions.map(
        (action) =>
          html`<button
            class="item ${action.request.type === "remove" ? "danger" : ""}"
            type="button"
            role="menuitem"
            tabindex="-1"
            @click=${() => this.#act(action)}
          >
            ${action.icon}<span>${action.label}</span>
          </button>`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-people": CallsPeople;
  }
}

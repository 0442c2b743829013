import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { createRoom, type MediaOptions } from "../../client/index.js";
import type { Room, RoomStatus } from "../../client/types.js";
import type { TokenProvider } from "../../signaling/room-server/index.js";
import type { JoinOptions, NetworkReport, RoomConnection, Signaling } from "../../signaling/signaling.js";
import { CallsError } from "../../base/error.js";
import type { Background } from "../core/background.js";
import { baseStyles } from "../core/base.styles.js";
import { buttonStyles } from "../ui/button.styles.js";
import { CallsElement } from "../core/calls-element.js";
import {
  CallsCameraSetEvent,
  CallsMicrophoneSetEvent,
  CallsRoomJoinEvent,
  CallsRoomLeaveEvent,
  CallsUiSetEvent,
} from "../core/events.js";
import { offersOf, type FeatureParts } from "../core/feature-parts.js";
import { Selected } from "../core/selected.js";
import { selectUi, uiOf } from "../core/room-ui.js";
import { keepWordsOut } from "./keep-words-out.js";
import { OwnRoom, readKeepAlive } from "./own-room.js";
import { expectTiles } from "./expect-tiles.js";
import { hasContent, hasRegion } from "./regions.js";
import { Reporter } from "./reporter.js";
import { Requests } from "./requests.js";
import { roomStyles } from "./room.styles.js";
import { wayTo } from "./ways.js";
import { loadExtras, loadMeeting, PANELS } from "./parts.js";

type View = "prejoin" | "waiting" | "stage" | "ended";

/**
 * @customElement calls-room
 * @summary A call. With nothing inside it is a whole meeting: a step to join, everybody in a grid, controls, and an
 * end. Put elements inside to build your own.
 *
 * Elements inside get the call from it and send it their requests; elements elsewhere name it with `for`.
 *
 * @slot - Replaces the whole interface. Elements that show nothing, such as `<calls-datachannel>`, do not count.
 * @slot header - Above the call: a title, a logo.
 * @slot prejoin - Replaces the step before the call.
 * @slot waiting - Replaces what is shown at the door, until a host lets the person in.
 * @slot stage - Replaces the grid.
 * @slot banner - Replaces the line that tells of the connection and the like.
 * @slot tile - A `<template>` whose content is laid over each person's picture in the grid, with a `participant-id` on its elements.
 * @slot controls - Replaces the controls.
 * @slot control - More controls, between those of the call and its panels.
 * @slot menu - More lines for the menu: controls of the kit, and buttons with `role="menuitem"`.
 * @slot panel-<name> - A panel of the page's own. `new CallsUiSetEvent({ panel: name })`, dispatched in the room, opens it.
 * @slot sidebar - Replaces the panels beside the stage: chat, people, settings, statistics.
 * @slot ended - Replaces the screen after the call, and the one after a join that failed.
 *
 * @event {CallsRoomJoinedEvent} calls-room-joined - The room is joined.
 * @event {CallsRoomLeftEvent} calls-room-left - The call is over; `reason` says why.
 * @event {CallsErrorEvent} calls-error - Something went wrong; `error.code` says what. Once for each error.
 * @event {CallsRoomJoinEvent} calls-room-join - A request from inside. Cancelable.
 * @event {CallsRoomLeaveEvent} calls-room-leave - A request from inside. Cancelable.
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - A request from inside. Cancelable.
 * @event {CallsCameraSetEvent} calls-camera-set - A request from inside. Cancelable.
 * @event {CallsAudioStartEvent} calls-audio-start - A request from inside. Cancelable.
 * @event {CallsActionEvent} calls-action - Any other request from inside; its `request` says which. Cancelable.
 * @event {CallsUiSetEvent} calls-ui-set - Another panel, layout or pin. Cancelable.
 * @event {CallsFeedbackEvent} calls-feedback - The person has said how the call was.
 *
 * @csspart base - The whole interface.
 * @csspart stage - What is shown during the call.
 * @csspart grid - The `<calls-grid>`.
 * @csspart tile - Each `<calls-participant>` of the grid.
 * @csspart controls - The `<calls-controls>`.
 * @csspart bar - The bar of the controls.
 * @csspart prejoin - The `<calls-prejoin>`.
 * @csspart banner - The line that tells of the connection.
 * @csspart recording - The sign that the call is being recorded.
 * @csspart sidebar - What stands beside the stage.
 * @csspart waiting - The `<calls-waiting>`.
 * @csspart ended - The `<calls-ended>`.
 * @csspart button - Each button.
 *
 * @cssproperty [--calls-font=system-ui] - The typeface.
 * @cssproperty [--calls-accent] - Of the main buttons, the focus ring and who speaks.
 * @cssproperty [--calls-on-accent] - Of text on the accent.
 * @cssproperty [--calls-danger] - Of the button that leaves.
 * @cssproperty [--calls-on-danger] - Of the icon on it.
 * @cssproperty [--calls-text] - Of text.
 * @cssproperty [--calls-text-quiet] - Of text that steps back.
 * @cssproperty [--calls-surface] - The ground before and after the call, and of the control bar.
 * @cssproperty [--calls-stage] - The ground behind the tiles.
 * @cssproperty [--calls-tile] - The ground of a tile without a picture.
 * @cssproperty [--calls-radius=12px] - The radius that all corners derive from.
 * @cssproperty [--calls-gap=8px] - The space between two tiles.
 *
 * @cssstate joined - The room is joined.
 * @cssstate replaced - The page has put an interface of its own inside.
 *
 * @example
 * ```html
 * <script type="module" src="/calls-elements.js"></script>
 * <calls-room room="standup"></calls-room>
 * ```
 */
export class CallsRoom extends CallsElement {
  static override styles = [baseStyles, buttonStyles, roomStyles];

  /** The room to join. A change takes effect with the next join. */
  @property() room = "";

  /** Where the room server is. Without it, where the page is from. */
  @property() server = "";

  /**
   * Whose rooms they are: `orange` for an Orange Meets server, `phoenix` for a Phoenix application with the kit's channel in it. Without
   * it, those of the kit's own room server.
   */
  @property() backend = "";

  /** A token of the room server, when the page has one already. */
  @property() token = "";

  /** Where a token is fetched from, with the room and the name, when a join needs one. */
  @property({ attribute: "token-endpoint" }) tokenEndpoint = "";

  /** Gets the token when a join needs one, in the page's own way. */
  @property({ attribute: false }) tokenProvider?: TokenProvider;

  /** The name to join with. Without it, the person is asked. */
  @property() name = "";

  /** Joins as one of the audience: hears and sees the stage, and is in no roster. */
  @property({ type: Boolean }) audience = false;

  /** Joins at once, without the step before the call. Needs `room` and `name`. */
  @property({ type: Boolean }) autojoin = false;

  /** Leaves the microphone off until the person turns it on. */
  @property({ type: Boolean, attribute: "start-muted" }) startMuted = false;

  /** Leaves the camera off until the person turns it on. */
  @property({ type: Boolean, attribute: "start-camera-off" }) startCameraOff = false;

  /**
   * Keeps a call that is under way while the element is out of the page, as Vue's `<KeepAlive>` and Turbo's permanent elements take
   * it: its people see and hear each other on, and it shows the same call when it is back. `true`, or an attribute with nothing in it,
   * is for ten minutes at most; a number is one of seconds. `leave()` ends it at any time: a page that drops the element for good has
   * to call it. Without it a call ends when the element has been gone for one task.
   */
  @property({ attribute: "keep-alive", converter: readKeepAlive }) keepAlive: boolean | number = false;

  /** The call is being recorded: people are told so, before and in it. Recording itself is the page's, or its backend's. */
  @property({ type: Boolean }) recording = false;

  /** People may send files in the chat, as in a `<calls-chat files>`. */
  @property({ type: Boolean }) files = false;

  /** The link that the list of people offers to copy. Without it, the page's address, less what it says of this person. */
  @property() invite = "";

  /** What the settings offer to be behind a person, such as a blurred room; each is made by a processor. */
  @property({ attribute: false }) backgrounds: readonly Background[] = [];

  /** How microphone, camera and screen are captured and sent. A change takes effect with the next capture. */
  @property({ attribute: false }) media: MediaOptions = {};

  /** Another way into rooms than the kit's own room server. Takes effect with the next join. */
  @property({ attribute: false }) signaling?: Signaling;

  readonly #own = new OwnRoom(this, () => this.createRoom({ join: (options) => this.#enter(options) }));
  readonly #state = new Selected(this, this.#own, ({ status }) => status);
  readonly #panel = selectUi(this, this.#own, ({ panel }) => panel);
  readonly #reporter = new Reporter(this, this.localize);
  readonly #requests = new Requests(this, (error) => this.#reporter.error(error));
  readonly #features = new Selected(this, this.#own, ({ features }) => Object.keys(features));
  /** What rooms have there beside people, as far as was told before a join. */
  #expected: readonly string[] = [];
  readonly #loaded = new Set<() => Promise<unknown>>();
  #autojoined: Room | undefined;
  /** The failure from which the person went back, to change something. */
  #wentBackFrom: RoomStatus | undefined;
  #view: View | undefined;
  #shown: string | undefined;

  constructor() {
    super();
    this.#own.onRoom((room) => {
      this.#reporter.follow(room);
      if (room) this.#tellParts(room);
      if (room) keepWordsOut(room);
    });
  }

  /** The call itself: its snapshot, its requests, its channels. The same one for as long as the element is in the page. */
  get callsRoom(): Room {
    return this.#own.ensure();
  }

  /** Asks to join, with the attributes' room, and their name unless another is given. */
  join(options: { name?: string } = {}): void {
    this.#requests.dispatch(new CallsRoomJoinEvent(options));
  }

  /** Asks to leave. */
  leave(): void {
    this.#requests.dispatch(new CallsRoomLeaveEvent());
  }

  override connectedCallback(): void {
    this.#own.connected();
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#own.disconnected(this.keepAlive, (error) => this.#reporter.error(CallsError.from(error)));
  }

  /** Makes the call. A subclass may make another. */
  protected createRoom(signaling: Signaling): Room {
    // Frameworks that take over what a server rendered set properties of an element that has its room already.
    const media = new Proxy<MediaOptions>({}, { get: (_, source) => Reflect.get(this.media, source) });
    return expectTiles(createRoom({ signaling, media, videoOnDemand: true }));
  }

  /** Shows the step before the call again, after a join that failed. */
  back(): void {
    this.#wentBackFrom = this.#state.value;
    this.requestUpdate();
  }

  /**
   * Looks whether the call can be reached, without joining it.
   *
   * @returns the milliseconds that a question takes there and back, alone or with what else was found; `undefined` where the
   * signaling cannot tell.
   * @throws CallsError `server-unreachable`, `not-configured` where no room server answers but something else, or `aborted`.
   */
  async checkNetwork(options: { readonly signal: AbortSignal }): Promise<number | NetworkReport | undefined> {
    const report = await (await this.#way()).check?.(options);
    this.#expected = Object(report).features ?? [];
    this.requestUpdate();
    return report;
  }

  async #enter(options: JoinOptions): Promise<RoomConnection> {
    return await (await this.#way()).join(options);
  }

  async #way(): Promise<Signaling> {
    return this.signaling ?? (await wayTo(this.backend)()).signalingOf(this);
  }

  get #willAutojoin(): boolean {
    return this.autojoin && this.room !== "" && this.name !== "" && this.#autojoined !== this.#own.room;
  }

  #autojoin(): void {
    if (!this.isConnected || !this.#willAutojoin) return;
    this.#autojoined = this.#own.room;
    if (!this.startMuted) this.#requests.dispatch(new CallsMicrophoneSetEvent({ enabled: true }));
    if (!this.startCameraOff) this.#requests.dispatch(new CallsCameraSetEvent({ enabled: true }));
    const goesOn = this.#requests.dispatch(new CallsRoomJoinEvent({ name: this.name }));
    if (!goesOn) this.requestUpdate();
  }

  #viewOf(status: RoomStatus): View {
    switch (status.phase) {
      case "idle":
        return this.#willAutojoin ? "stage" : "prejoin";
      case "waiting":
        return "waiting";
      case "joining":
      case "joined":
        return "stage";
      case "left":
        return "ended";
      case "failed":
        return this.#wentBackFrom === status ? "prejoin" : "ended";
    }
  }

  /** What the page says to elements inside, which come and go. */
  #tellParts(room: Room): void {
    const { invite, backgrounds, recording, files: chatFiles } = this;
    uiOf(room).set({ invite, backgrounds, recording, chatFiles });
  }

  /**
   * The call is drawn when the request to join is out: drawing it takes far longer than the request does to be made, and all that
   * there is to see waits for the answer.
   */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const isAsking = this.#state.value?.phase === "joining" && this.#view && this.#view !== "stage";
    const draw = () => super.scheduleUpdate();
    return isAsking ? new Promise((resolve) => setTimeout(resolve)).then(draw) : draw();
  }

  protected override update(changed: PropertyValues): void {
    if (this.#own.room) this.#tellParts(this.#own.room);
    const before = this.#view;
    const hadFocus = this.matches(":focus-within");
    super.update(changed);
    if (hadFocus && before && before !== this.#view) {
      void this.#focusView();
    }
  }

  /** The view that had the focus is gone: the next one gets it, as soon as it is there. */
  async #focusView(): Promise<void> {
    const target = this.renderRoot.querySelector<HTMLElement>("[data-focus]");
    if (target instanceof CallsElement) await target.updateComplete;
    target?.focus({ preventScroll: true });
  }

  /** Who opens the chat wants to write, and their letters must not be taken for shortcuts. Keyboards of glass stay down. */
  async #focusChat(): Promise<void> {
    if (!this.matches(":focus-within") || matchMedia("(pointer: coarse)").matches) return;
    await PANELS.chat.load();
    const chat = this.renderRoot.querySelector("calls-chat");
    await chat?.updateComplete;
    chat?.focus({ preventScroll: true });
  }

  protected override updated(): void {
    const panel = this.#panel.value;
    if (panel === "chat" && panel !== this.#shown) void this.#focusChat().catch(() => {});
    this.#shown = panel;
    const status = this.#state.value;
    this.toggleState("joined", status?.phase === "joined");
    this.toggleState("replaced", hasContent(this));
    this.#autojoin();
    this.#load();
  }

  protected override render(): TemplateResult {
    const status = this.#state.value;
    this.#view = status && this.#viewOf(status);
    if (hasContent(this)) return html`<slot @slotchange=${this.#handleSlotChange}></slot>`;
    return html`<div part="base" class="base" dir=${this.localize.dir}>${status ? this.#region(status) : nothing}</div>
      <slot class="unseen" @slotchange=${this.#handleSlotChange}></slot>`;
  }

  /** Fetches what comes next, while the person looks at what is there. */
  #load(): void {
    if (hasContent(this)) return;
    this.#loadOnce(loadMeeting);
    const status = this.#state.value;
    if (status?.phase === "joined") this.#loadOnce(loadExtras);
    if (!this.signaling) this.#loadOnce(wayTo(this.backend));
    for (const { load: parts } of this.#offers()) this.#loadOnce(parts);
    const load = PANELS[this.#panel.value ?? ""]?.load;
    if (load && !hasRegion(this, "sidebar")) this.#loadOnce(load);
  }

  /** What could not be loaded is tried again when the element shows something else. */
  #loadOnce(part: () => Promise<unknown>): void {
    if (this.#loaded.has(part)) return;
    this.#loaded.add(part);
    part().then(
      () => this.requestUpdate(),
      (error: unknown) => {
        this.#loaded.delete(part);
        this.#reporter.error(CallsError.from(error));
      },
    );
  }

  /** What is offered for the features that the room has, or will have as far as is known. */
  readonly #offers = () => offersOf(this.#features.value?.length ? this.#features.value : this.#expected);

  get #brought(): readonly FeatureParts[] {
    return this.#offers().flatMap(({ parts }) => parts ?? []);
  }

  readonly #handleSlotChange = (): void => this.requestUpdate();

  #region(status: RoomStatus): TemplateResult {
    switch (this.#viewOf(status)) {
      case "prejoin":
        return html`<div class="page" tabindex="-1" data-focus>${this.#slot("prejoin", () => this.#prejoin())}</div>`;
      case "waiting":
        return html`<div class="page" tabindex="-1" data-focus>
          ${this.#slot("waiting", () => html`<calls-waiting part="waiting" exportparts="button"></calls-waiting>`)}
        </div>`;
      case "ended":
        return html`<div class="page">
          ${this.#slot("ended", () => html`<calls-ended part="ended" exportparts="button" data-focus></calls-ended>`)}
        </div>`;
      case "stage":
        return this.#call();
    }
  }

  /** A region of the page's own, or else ours; ours is not even made when the page has one. */
  #slot(name: string, ours: () => unknown): TemplateResult {
    return html`<slot name=${name} @slotchange=${this.#handleSlotChange}>
      ${hasRegion(this, name) ? nothing : ours()}
    </slot>`;
  }

  #prejoin(): TemplateResult {
    return html`<calls-prejoin
      part="prejoin"
      exportparts="button"
      .room=${this.room}
      .name=${this.#requests.name}
      ?start-muted=${this.startMuted}
      ?start-camera-off=${this.startCameraOff}
      >${this.#brought.map(({ prejoin }) => prejoin)}</calls-prejoin
    >`;
  }

  #call(): TemplateResult {
    const panel = this.#panel.value;
    const brought = this.#brought;
    const hasSidebar = panel !== undefined || hasRegion(this, "sidebar");
    return html`<div class="call ${hasSidebar ? "with-sidebar" : ""}">
      <div class="header" ?hidden=${!hasRegion(this, "header")}>
        <slot name="header" @slotchange=${this.#handleSlotChange}></slot>
      </div>
      <div part="stage" class="stage" tabindex="-1" data-focus>
        <div class="people">
          ${this.#slot(
            "stage",
            () =>
              html`<calls-grid part="grid" exportparts="tile, tile-base, video, avatar, pill"
                ><slot name="tile">${brought.map(({ tile }) => tile)}</slot></calls-grid
              >`,
          )}
          <div class="over">
            ${this.#slot("banner", () => html`<calls-banner exportparts="banner, recording, button"></calls-banner>`)}
          </div>
          <calls-reactions class="reactions"></calls-reactions>
          <calls-toasts class="toasts" exportparts="toast"></calls-toasts>
        </div>
        <div class="brought">${brought.map(({ stage }) => stage)}<calls-audio exportparts="button"></calls-audio></div>
        <div class="bar">
          ${this.#slot(
            "controls",
            () =>
              html`<calls-controls part="controls" exportparts="bar, button"
                ><slot name="control"></slot>${brought.map(({ menu }) => menu)}<slot name="menu" slot="menu"></slot
              ></calls-controls>`,
          )}
        </div>
      </div>
      <div part="sidebar" class="sidebar" ?hidden=${!hasSidebar} @keydown=${this.#handlePanelKey}>
        ${this.#slot("sidebar", () => panel && this.#panelView(panel, brought))}
      </div>
    </div>`;
  }

  #panelView(panel: string, brought: readonly FeatureParts[]): TemplateResult {
    const own = html`<slot name="panel-${panel}"></slot>`;
    return PANELS[panel]?.view(brought) ?? brought.find(({ panels }) => panels?.[panel])?.panels?.[panel] ?? own;
  }

  /** Escape closes a panel, unless something in it had a use for the key. */
  readonly #handlePanelKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    this.#requests.dispatch(new CallsUiSetEvent({ panel: undefined }));
    this.renderRoot.querySelector<HTMLElement>(".stage")?.focus({ preventScroll: true });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-room": CallsRoom;
  }
}

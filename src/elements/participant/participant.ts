import { html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { lazy } from "../../base/lazy.js";
import { classMap } from "lit/directives/class-map.js";
import { attachTrack } from "../ui/attach-track.js";
import { hueStyle, initials } from "../ui/avatar.js";
import { baseStyles } from "../core/base.styles.js";
import { onResize } from "../ui/resizes.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { crownIcon } from "../ui/icons/crown.js";
import { ellipsisVerticalIcon } from "../ui/icons/ellipsis-vertical.js";
import { handIcon } from "../ui/icons/hand.js";
import { micOffIcon } from "../ui/icons/mic-off.js";
import { micIcon } from "../ui/icons/mic.js";
import { pinIcon } from "../ui/icons/pin.js";
import { signalIcon } from "../ui/icons/signal.js";
import { starIcon } from "../ui/icons/star.js";
import { userRoundIcon } from "../ui/icons/user-round.js";
import { LevelRing } from "../ui/level-ring.js";
import { menuStyles } from "../ui/menu.styles.js";
import type { ModerationAction } from "../ui/moderation.js";
import { nextFrame, place } from "../ui/popup.js";
import { Selected } from "../core/selected.js";
import { selectUi } from "../core/room-ui.js";
import { VideoViewController } from "../ui/video-view.js";
import { overlayButtonStyles, tileStyles } from "../ui/tile.styles.js";
import { fitOf } from "./fit.js";
import { participantStyles } from "./participant.styles.js";
import { findPerson, isSelf, tileOf, type TileState } from "./tile-state.js";

/** Most tiles are never asked for it. */
const loadTileMenu = lazy(() => import(/* chunk: extras */ "./tile-menu.js"));

/**
 * @customElement calls-participant
 * @summary One person of the call: their picture, or their initials while the camera is off, their name, and whether their
 * microphone is on, their hand is raised, and how good their connection is. A menu pins them, sets how loud they are, and
 * has what hosts can do. Only as many pixels as the tile shows are asked for, and none while it is out of sight.
 *
 * @slot - Anything to lay over the picture.
 * @slot captions - What the person says, in words. Above the name.
 *
 * @event {CallsUiSetEvent} calls-ui-set - The person is to be pinned, or not any more. Cancelable.
 * @event {CallsActionEvent} calls-action - The volume, or something that hosts can do. Cancelable.
 *
 * @csspart base - The tile.
 * @csspart video - The picture.
 * @csspart avatar - The circle with the initials.
 * @csspart pill - The name with the microphone's state.
 * @csspart hand - The sign of a raised hand.
 * @csspart ring - The ring that shows who speaks.
 * @csspart button - The button that opens the menu.
 * @csspart menu - The menu.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-tile] - The ground of a tile without a picture.
 * @cssproperty [--calls-accent] - The colour of the ring.
 * @cssproperty [--calls-radius=12px] - The radius that all corners derive from.
 * @cssproperty --calls-level - Set by the element on its base: how loud the person is, 0 to 1.
 *
 * @cssstate self - This is the person in front of the screen.
 * @cssstate picture - A picture is shown.
 * @cssstate waiting - The camera is on and its first picture is on its way.
 * @cssstate muted - The microphone is off.
 * @cssstate hand - The hand is raised.
 * @cssstate pinned - The person of this browser wants them large.
 * @cssstate reconnecting - The way to the others is broken and comes back by itself.
 */
export class CallsParticipant extends MeetingElement {
  static override styles = [baseStyles, menuStyles, tileStyles, overlayButtonStyles, participantStyles];

  /** Whom to show, by their id in the room. Without it, yourself. */
  @property({ attribute: "participant-id" }) participantId = "";

  @query(".base") private readonly _base!: HTMLElement;
  @query("video") private readonly _video!: HTMLVideoElement;
  @query(".more") private readonly _more!: HTMLElement | null;

  @state() private _isMenuOpen = false;
  @state() private _asking: ModerationAction | undefined;

  readonly #tile = new Selected(this, this.rooms, (snapshot) => tileOf(snapshot, this.participantId));
  readonly #ui = selectUi(this, this.rooms, ({ pinned, pinnedScreen, captions }) => ({
    pinned: pinned !== undefined && !pinnedScreen && this.#is(pinned),
    captions,
  }));
  readonly #ring = new LevelRing();
  readonly #view = new VideoViewController(this);
  /** The track whose first picture has arrived. */
  #playing: MediaStreamTrack | undefined;

  constructor() {
    super();
    onResize(this, () => this.#fit());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ring.stop();
  }

  protected override updated(): void {
    const tile = this.#tile.value;
    this.toggleState("self", tile?.isSelf ?? false);
    this.toggleState("picture", this.#hasPicture);
    this.toggleState("waiting", (tile?.cameraOn ?? false) && !this.#hasPicture);
    this.toggleState("muted", !tile?.microphoneOn);
    this.toggleState("hand", tile?.handRaised ?? false);
    this.toggleState("pinned", this.#isPinned);
    this.toggleState("reconnecting", tile?.reconnecting ?? false);
    if (!tile?.track) this.#playing = undefined;
    attachTrack(this._video, tile?.track);
    this.#ring.follow(this.rooms.room, tile?.microphoneOn ? tile.id : undefined, this._base);
    // It is told also while no picture has come: none comes before somebody looks.
    this.#view.follow(this.rooms.room, tile?.cameraOn && !tile.isSelf ? tile.id : undefined, "camera");
  }

  #is(id: string): boolean {
    const snapshot = this.rooms.room?.snapshot;
    return snapshot !== undefined && isSelf(snapshot, this.participantId)
      ? id === snapshot.self.id
      : id === this.participantId;
  }

  get #isPinned(): boolean {
    return this.#ui.value?.pinned ?? false;
  }

  get #hasPicture(): boolean {
    const track = this.#tile.value?.track;
    return track !== undefined && track === this.#playing;
  }

  #handlePicture(): void {
    this.#playing = this.#tile.value?.track;
    this.#fit();
    this.requestUpdate();
  }

  /** The picture and the tile change their shapes on their own, and neither is worth rendering. */
  #fit(): void {
    const { videoWidth, videoHeight } = this._video ?? {};
    if (videoWidth && videoHeight && this.clientHeight) {
      this._video.style.objectFit = fitOf(videoWidth / videoHeight, this.clientWidth / this.clientHeight);
    }
  }

  protected override render(): TemplateResult {
    const tile = this.#tile.value;
    const name = tile?.name ?? "";
    const classes = {
      base: true,
      picture: this.#hasPicture,
      waiting: !tile?.isHere || (tile.cameraOn && !this.#hasPicture),
      reconnecting: tile?.reconnecting ?? false,
      self: tile?.isSelf ?? false,
    };
    const label = this.#label(tile);
    return html`<div part="base" class=${classMap(classes)} dir=${this.localize.dir}>
      <div part="avatar" class="avatar" aria-hidden="true" .style=${hueStyle(name)}>
        ${initials(name) || userRoundIcon}
      </div>
      <video
        part="video"
        aria-label=${label}
        ?hidden=${!tile?.track}
        .muted=${true}
        autoplay
        playsinline
        disablepictureinpicture
        @loadeddata=${this.#handlePicture}
        @resize=${this.#fit}
      ></video>
      <div part="ring" class="ring"></div>
      <slot></slot>
      ${tile?.handRaised ? html`<div part="hand" class="hand" aria-hidden="true">${handIcon}</div>` : nothing}
      <div class="foot">
        ${this.#ui.value?.captions ? html`<slot name="captions"></slot>` : nothing}
        ${tile?.isHere ? this.#pill(tile, label) : nothing}
      </div>
      ${tile?.isHere && tile.id ? this.#menu(tile, label) : nothing}
    </div>`;
  }

  #label(tile: TileState | undefined): string {
    if (!tile?.isSelf) return tile?.name || this.localize.term("guest");
    return tile.name ? this.localize.term("selfName")(tile.name) : this.localize.term("you");
  }

  #pill(tile: TileState, label: string): TemplateResult {
    // A name runs its own way; “you” after it is a sentence of the interface.
    const dir = tile.isSelf ? this.localize.dir : "auto";
    const isWeak = tile.quality === "poor" || tile.quality === "fair";
    return html`<div part="pill" class="pill ${tile.microphoneOn ? "" : "muted"}">
      ${tile.microphoneOn ? micIcon : micOffIcon}
      <span class="name" dir=${dir}>${label}</span>
      ${tile.isHost ? crownIcon : nothing} ${this.#isPinned ? pinIcon : nothing} ${tile.isSpotlit ? starIcon : nothing}
      ${isWeak ? html`<span class=${tile.quality ?? ""}>${signalIcon}</span>` : nothing}
      <span class="visually-hidden">${this.#words(tile).join(", ")}</span>
    </div>`;
  }

  /** What the icons say. */
  #words(tile: TileState): readonly string[] {
    const { localize } = this;
    return [
      localize.term(tile.microphoneOn ? "unmuted" : "muted"),
      ...(tile.cameraOn && !this.#hasPicture ? [localize.term("waitingForVideo")] : []),
      ...(tile.handRaised ? [localize.term("handRaised")] : []),
      ...(tile.isHost ? [localize.term("host")] : []),
      ...(this.#isPinned ? [localize.term("pinned")] : []),
      ...(tile.isSpotlit ? [localize.term("spotlit")] : []),
      ...(tile.quality === "poor" ? [localize.term("networkPoor")] : []),
      ...(tile.quality === "fair" ? [localize.term("networkFair")] : []),
    ];
  }

  #menu(tile: TileState, label: string): TemplateResult {
    const { room } = this.rooms;
    const person = room && findPerson(room.snapshot, tile.id);
    const name = this.localize.term("moreFor")(label);
    return html`<button
        part="button"
        class="overlay more"
        type="button"
        popovertarget="menu"
        aria-label=${name}
        title=${name}
      >
        <span>${ellipsisVerticalIcon}</span>
      </button>
      <div
        part="menu"
        class="menu"
        id="menu"
        popover
        role="group"
        aria-label=${label}
        @beforetoggle=${this.#handleToggle}
      >
        ${
          this._isMenuOpen && person && loadTileMenu.loaded
            ? loadTileMenu.loaded.tileMenu({
                room,
                person,
                name: label,
                pinned: this.#isPinned,
                asking: this._asking,
                localize: this.localize,
                request: (event) => this.rooms.request(event),
                ask: (action) => void this.#ask(action),
                close: () => this.#close(),
              })
            : nothing
        }
      </div>`;
  }

  get #popover(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("[popover]");
  }

  /** Some browsers do not focus a button that is clicked, so that none would have the focus back. */
  #close(): void {
    this.#popover?.hidePopover();
    this._more?.focus();
  }

  readonly #handleToggle = async ({ newState }: ToggleEvent): Promise<void> => {
    this._isMenuOpen = newState === "open";
    if (this._isMenuOpen) return await this.#open();
    // What has the focus goes away with the next rendering.
    if (this.#popover?.contains(this.shadowRoot?.activeElement ?? null)) this._more?.focus({ preventScroll: true });
  };

  async #open(): Promise<void> {
    try {
      await loadTileMenu();
    } catch {
      // The next click tries again.
      return this.#close();
    }
    this.requestUpdate();
    await this.#ask(undefined);
  }

  /** The menu begins anew: it has other words, so that it goes to another place, and the focus to its first. */
  async #ask(action: ModerationAction | undefined): Promise<void> {
    this._asking = action;
    await this.updateComplete;
    // A real click is told of before the menu is shown: until then it has no size.
    await new Promise<void>((resolve) => nextFrame(this, resolve));
    const menu = this.#popover;
    if (!menu || !this._more) return;
    place(menu, this._more, 4);
    menu.querySelector("button")?.focus({ preventScroll: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-participant": CallsParticipant;
  }
}

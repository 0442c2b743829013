import { html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { attachTrack } from "../ui/attach-track.js";
import { baseStyles } from "../core/base.styles.js";
import { buttonStyles } from "../ui/button.styles.js";
import { onResize } from "../ui/resizes.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { CallsActionEvent } from "../core/events.js";
import { minusIcon } from "../ui/icons/minus.js";
import { plusIcon } from "../ui/icons/plus.js";
import { scanIcon } from "../ui/icons/scan.js";
import { screenShareOffIcon } from "../ui/icons/screen-share-off.js";
import { Selected } from "../core/selected.js";
import { VideoViewController } from "../ui/video-view.js";
import { overlayButtonStyles, tileStyles } from "../ui/tile.styles.js";
import { findPerson } from "../participant/tile-state.js";
import { screenStyles } from "./screen.styles.js";
import { ZoomGestures } from "./zoom-gestures.js";

interface ScreenState {
  readonly id: string;
  readonly name: string;
  readonly isSelf: boolean;
  readonly isShared: boolean;
  readonly track: MediaStreamTrack | undefined;
}

/**
 * @customElement calls-screen
 * @summary A shared screen, whole, with a closer look: Control and the wheel, two fingers, a double-click, the buttons, or
 * the keys `+`, `-`, `0` and the arrows. Your own says that it is shared, with a button that stops it, and does not show it:
 * a screen that shows itself is a hall of mirrors.
 *
 * @event {CallsActionEvent} calls-action - Your own is to stop. Cancelable.
 *
 * @csspart base - The tile.
 * @csspart video - The picture.
 * @csspart pill - Who shares.
 * @csspart button - Each button.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-tile] - The ground behind the picture.
 * @cssproperty [--calls-radius=12px] - The radius that all corners derive from.
 *
 * @cssstate self - It is your own.
 * @cssstate picture - A picture is shown.
 * @cssstate waiting - The first picture is on its way.
 * @cssstate zoomed - It is enlarged.
 */
export class CallsScreen extends MeetingElement {
  static override styles = [baseStyles, buttonStyles, tileStyles, overlayButtonStyles, screenStyles];

  /** Whose screen, by their id in the room. Without it, your own. */
  @property({ attribute: "participant-id" }) participantId = "";

  @query("video") private readonly _video!: HTMLVideoElement | null;
  @query(".look") private readonly _look!: HTMLElement | null;

  @state() private _isZoomed = false;

  readonly #screen = new Selected(this, this.rooms, (snapshot) => {
    const person = findPerson(snapshot, this.participantId);
    const { isSelf = false, screen } = person ?? {};
    return {
      id: person?.id ?? "",
      name: person?.name ?? "",
      isSelf,
      isShared: isSelf ? snapshot.screen.status === "on" : screen !== undefined,
      track: isSelf ? undefined : screen?.track,
    };
  });
  readonly #view = new VideoViewController(this);
  readonly #gestures: ZoomGestures = new ZoomGestures(
    () => ({
      picture: { width: this._video?.videoWidth || 16, height: this._video?.videoHeight || 9 },
      place: (this._look ?? this).getBoundingClientRect(),
    }),
    () => this.#draw(),
  );
  /** The track whose first picture has arrived. */
  #playing: MediaStreamTrack | undefined;

  constructor() {
    super();
    onResize(this, () => this.#gestures.refresh());
  }

  protected override updated(): void {
    const screen = this.#screen.value;
    if (!screen?.track) this.#playing = undefined;
    this.toggleState("self", screen?.isSelf ?? false);
    this.toggleState("picture", this.#hasPicture);
    this.toggleState("waiting", this.#isWaiting);
    this.toggleState("zoomed", this._isZoomed);
    if (this._video) attachTrack(this._video, screen?.track);
    this.#follow();
  }

  get #hasPicture(): boolean {
    const track = this.#screen.value?.track;
    return track !== undefined && track === this.#playing;
  }

  get #isWaiting(): boolean {
    const screen = this.#screen.value;
    return screen !== undefined && screen.isShared && !screen.isSelf && !this.#hasPicture;
  }

  #follow(): void {
    const screen = this.#screen.value;
    const id = screen?.isShared && !screen.isSelf ? screen.id : undefined;
    this.#view.follow(this.rooms.room, id, "screen", this.#gestures.zoom.scale);
  }

  /** Many times in a gesture: nothing is rendered for it but whether there is something to look around in. */
  #draw(): void {
    const { scale, x, y } = this.#gestures.zoom;
    if (this._video) this._video.style.transform = scale === 1 ? "" : `translate(${x}px, ${y}px) scale(${scale})`;
    this._isZoomed = scale > 1;
    this.#follow();
  }

  #handlePicture(): void {
    this.#playing = this.#screen.value?.track;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const screen = this.#screen.value;
    return html`<div
      part="base"
      class="base ${this.#isWaiting ? "waiting" : ""} ${this._isZoomed ? "zoomed" : ""}"
      dir=${this.localize.dir}
    >
      ${screen?.isSelf ? this.#own(screen) : this.#picture(screen)}
    </div>`;
  }

  #own({ isShared }: ScreenState): TemplateResult | typeof nothing {
    if (!isShared) return nothing;
    const stop = (): void => void this.rooms.request(new CallsActionEvent({ type: "set-screen", enabled: false }));
    return html`<div class="own">
      <p>${this.localize.term("youShare")}</p>
      <button part="button" class="button quiet" type="button" @click=${stop}>
        ${screenShareOffIcon}${this.localize.term("stopSharing")}
      </button>
    </div>`;
  }

  #picture(screen: ScreenState | undefined): TemplateResult {
    const label = this.localize.term("sharing")(screen?.name || this.localize.term("guest"));
    const pointer = (event: PointerEvent): void => this.#gestures.pointer(event);
    return html`<div
        class="look"
        tabindex=${screen?.isShared ? 0 : -1}
        role="group"
        aria-label=${label}
        @wheel=${{ handleEvent: (event: WheelEvent) => this.#gestures.wheel(event), passive: false }}
        @dblclick=${(event: MouseEvent) => this.#gestures.double(event)}
        @keydown=${(event: KeyboardEvent) => this.#gestures.key(event)}
        @pointerdown=${pointer}
        @pointermove=${pointer}
        @pointerup=${pointer}
        @pointercancel=${pointer}
      >
        <video
          part="video"
          aria-label=${label}
          ?hidden=${!screen?.track}
          .muted=${true}
          autoplay
          playsinline
          disablepictureinpicture
          @loadeddata=${this.#handlePicture}
          @resize=${() => this.#gestures.refresh()}
        ></video>
      </div>
      ${screen?.isShared ? html`<div part="pill" class="pill" aria-hidden="true">${label}</div>` : nothing}
      ${this.#hasPicture ? this.#buttons() : nothing}`;
  }

  #buttons(): TemplateResult {
    const button = (term: "zoomIn" | "zoomOut" | "zoomFit", icon: unknown, act: () => void): TemplateResult => {
      const label = this.localize.term(term);
      return html`<button part="button" class="overlay" type="button" aria-label=${label} title=${label} @click=${act}>
        ${icon}
      </button>`;
    };
    return html`<div class="tools">
      ${button("zoomOut", minusIcon, () => this.#gestures.step(-1))}
      ${button("zoomFit", scanIcon, () => this.#gestures.fit())}
      ${button("zoomIn", plusIcon, () => this.#gestures.step(1))}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-screen": CallsScreen;
  }
}

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { RoomRequest, RoomSnapshot } from "../../client/types.js";
import { announce } from "../ui/announcer.js";
import type { Background } from "../core/background.js";
import { attachTrack } from "../ui/attach-track.js";
import { CallsUiSetEvent, type CallsRequestEvent } from "../core/events.js";
import { LevelRing } from "../ui/level-ring.js";
import { knownLanguages } from "../core/localize.js";
import { PanelElement } from "../ui/panel-element.js";
import { roveTabindex } from "../ui/roving-tabindex.js";
import { Selected } from "../core/selected.js";
import { switchStyles } from "../ui/switch.styles.js";
import { selectUi, type RoomUiState } from "../core/room-ui.js";
import { selectDevices, type DevicesState } from "../ui/devices.js";
import { devicesView } from "./devices.js";
import { generalView } from "./general.js";
import { settingsStyles } from "./settings.styles.js";
import { qualityText, videoView, type Quality } from "./video.js";

type Tab = "devices" | "video" | "general";
const TABS: readonly Tab[] = ["devices", "video", "general"];

interface SettingsState extends DevicesState {
  readonly audioOnly: boolean;
}

const selectSettings = (snapshot: RoomSnapshot): SettingsState => ({
  ...selectDevices(snapshot),
  audioOnly: snapshot.audioOnly,
});

/**
 * @customElement calls-settings
 * @summary Which devices are used and whether they work, how much video comes, and the language, sounds and keys of the
 * interface.
 *
 * @event {CallsCameraSetEvent} calls-camera-set - The camera is to be turned on. Cancelable.
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - The microphone is to be turned on. Cancelable.
 * @event {CallsActionEvent} calls-action - Another device or background was chosen, or sound alone is taken. Cancelable.
 * @event {CallsUiSetEvent} calls-ui-set - The quality of video, sounds, captions or keys were changed, or the panel is closed. Cancelable.
 *
 * @slot devices - More, after the devices.
 * @slot video - More, after what is about video.
 * @slot general - More, after what is about the interface.
 *
 * @csspart base - The whole panel.
 * @csspart header - The heading with its button.
 * @csspart tab - Each tab.
 * @csspart preview - One's own picture.
 * @csspart level - What shows how loud the microphone is.
 * @csspart select - Each list to choose from.
 * @csspart switch - Each switch.
 * @csspart close - The button that closes the panel.
 * @csspart button - Each button.
 *
 * @cssproperty --calls-level - Set by the element on its level meter: 0 to 1.
 */
export class CallsSettings extends PanelElement {
  static override styles = [...[PanelElement.styles].flat(), switchStyles, settingsStyles];

  protected readonly panel = "settings";

  /**
   * What may be behind a person; each is made by a processor. Without any, those of the room element. Without those, there
   * is nothing to choose.
   */
  @property({ attribute: false }) backgrounds: readonly Background[] = [];

  /** The page has captions that can be turned off. Those in the slot `captions` of tiles inside of the room are noticed. */
  @property({ type: Boolean }) captions = false;

  /** Which part is shown: `devices`, `video` or `general`. */
  @property({ reflect: true }) tab: Tab = "devices";

  @state() private _problem = false;
  @query(".level") private readonly _level!: HTMLElement | null;
  @query("video") private readonly _video!: HTMLVideoElement | null;

  readonly #state = new Selected(this, this.rooms, selectSettings);
  readonly #ui = selectUi(this, this.rooms, ({ sounds, shortcuts, captions, quality, backgrounds, background }) => ({
    sounds,
    shortcuts,
    captions,
    quality,
    backgrounds,
    background,
  }));
  readonly #ring = new LevelRing();
  #stats: { readonly room: object; readonly end: () => void } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ring.stop();
    this.#stats?.end();
    this.#stats = undefined;
  }

  protected override updated(_changed: PropertyValues): void {
    if (!this.isConnected) return;
    const { microphone, camera, selfId } = this.#state.value ?? {};
    if (this._video) attachTrack(this._video, camera?.status === "on" ? camera.track : undefined);
    this.#ring.follow(this.rooms.room, microphone?.status === "on" ? selfId : undefined, this._level ?? undefined);
    this.#followStats();
  }

  /** Statistics are written and not rendered, and only while somebody looks at them. */
  #followStats(): void {
    const room = this.tab === "video" ? this.rooms.room : undefined;
    if (room === this.#stats?.room) return;
    this.#stats?.end();
    this.#stats = room && {
      room,
      end: room.onStats((stats) => {
        for (const direction of ["inbound", "outbound"] as const) {
          const place = this.renderRoot.querySelector(`[data-quality=${direction}]`);
          if (place) place.textContent = qualityText(stats, direction, this.localize.lang);
        }
      }),
    };
  }

  readonly #send = (event: CallsRequestEvent): void => {
    this._problem = false;
    this.rooms.request(event);
    void this.#wait(event.done);
  };

  async #do(request: RoomRequest): Promise<boolean> {
    this._problem = false;
    return await this.#wait(this.ask(request));
  }

  /** What a device needs is said beside it, and all else here. */
  async #wait(done: Promise<void>): Promise<boolean> {
    try {
      await done;
      return true;
    } catch {
      this._problem = true;
      announce(this.localize.term("chat").failed, this.localize.lang);
      return false;
    }
  }

  async #setBackground(background: Background | undefined): Promise<void> {
    const done = await this.#do({ type: "set-processor", source: "camera", processor: background?.processor });
    if (done) this.#set({ background: background?.id ?? "" });
    this.requestUpdate();
  }

  async #setQuality(quality: Quality): Promise<void> {
    const enabled = quality === "none";
    const isDone = enabled === this.#state.value?.audioOnly || (await this.#do({ type: "set-audio-only", enabled }));
    if (isDone && quality !== "none") this.#set({ quality });
    this.requestUpdate();
  }

  #set(change: Partial<RoomUiState>): void {
    this.rooms.request(new CallsUiSetEvent(change));
  }

  #setLanguage(language: string): void {
    // The room with all that is in it speaks what is chosen here.
    const element = this.rooms.element ?? this;
    if (language) element.lang = language;
    else element.removeAttribute("lang");
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const terms = this.localize.term("settings");
    return html`<section part="base" class="panel" dir=${this.localize.dir} aria-label=${terms.title}>
      ${this.header(terms.title)}
      <div role="tablist" aria-label=${terms.title} @keydown=${this.#handleTabKey}>
        ${TABS.map(
          (tab) =>
            html`<button
              part="tab"
              id=${`tab-${tab}`}
              type="button"
              role="tab"
              aria-selected=${tab === this.tab ? "true" : "false"}
              aria-controls="content"
              tabindex=${tab === this.tab ? 0 : -1}
              data-tab=${tab}
              @click=${() => (this.tab = tab)}
            >
              ${terms[tab]}
            </button>`,
        )}
      </div>
      <div class="body">
        <div id="content" role="tabpanel" aria-labelledby=${`tab-${this.tab}`}>
          ${this._problem ? html`<p class="problem">${this.localize.term("chat").failed}</p>` : nothing}
          ${this.#content()}
          <slot name=${this.tab}></slot>
        </div>
      </div>
    </section>`;
  }

  #content(): TemplateResult | typeof nothing {
    const settings = this.#state.value;
    const { localize } = this;
    const ui = this.#ui.value;
    if (!settings || !ui) return nothing;
    switch (this.tab) {
      case "video":
        return videoView({
          localize,
          backgrounds: this.backgrounds.length > 0 ? this.backgrounds : ui.backgrounds,
          background: ui.background,
          quality: settings.audioOnly ? "none" : ui.quality,
          onBackground: (background) => void this.#setBackground(background),
          onQuality: (quality) => void this.#setQuality(quality),
        });
      case "general":
        return generalView({
          localize,
          ui,
          languages: knownLanguages(),
          language: this.rooms.element?.lang ?? "",
          hasCaptions:
            this.captions ||
            this.rooms.room?.snapshot.features["captions"] !== undefined ||
            this.rooms.element?.querySelector("[slot=captions]") != null,
          onLanguage: (language) => this.#setLanguage(language),
          onUi: (change) => this.#set(change),
        });
      default:
        return devicesView({ state: settings, localize, request: this.#send });
    }
  }

  readonly #handleTabKey = (event: KeyboardEvent): void => {
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=tab]")];
    const tab = roveTabindex(event, tabs)?.dataset["tab"];
    if (tab) this.tab = tab as Tab;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-settings": CallsSettings;
  }
}

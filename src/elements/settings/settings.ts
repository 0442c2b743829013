import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { RoomRequest, RoomSnapshot } from "../../client/room/types.js";
import { announce } from "../internal/announcer.js";
import type { Background } from "../internal/background.js";
import { attachTrack } from "../internal/attach-track.js";
import { CallsUiSetEvent, type CallsRequestEvent } from "../internal/events.js";
import { LevelRing } from "../internal/level-ring.js";
import { knownLanguages } from "../internal/localize.js";
import { PanelElement } from "../internal/panel-element.js";
import { roveTabindex } from "../internal/roving-tabindex.js";
import { shallowEqual, StoreController } from "../internal/store-controller.js";
import { switchStyles } from "../internal/switch.styles.js";
import { UiController, type CallUi } from "../internal/ui-store.js";
import { devicesView, type DevicesState } from "./devices.js";
import { generalView } from "./general.js";
import { settingsStyles } from "./settings.styles.js";
import { qualityText, videoView, type Quality } from "./video.js";

type Tab = "devices" | "video" | "general";
const TABS: readonly Tab[] = ["devices", "video", "general"];

interface SettingsState extends DevicesState {
  readonly selfId: string;
  readonly audioOnly: boolean;
}

const selectSettings = ({ microphone, camera, devices, speakerId, self, audioOnly }: RoomSnapshot): SettingsState => ({
  microphone,
  camera,
  devices,
  speakerId,
  selfId: self.id,
  audioOnly,
});

/** The element around this one that has a room, in this tree or in those around it. */
const closestWithRoom = (element: Element): HTMLElement | undefined => {
  if (element instanceof HTMLElement && "callsRoom" in element) return element;
  const root = element.getRootNode();
  const parent = element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : undefined);
  return parent && closestWithRoom(parent);
};

/**
 * @customElement calls-settings
 * @summary Which devices are used and whether they work, how much video comes, and the language, sounds and keys of the
 * interface.
 *
 * @event {CallsCameraSetEvent} calls-camera-set - Another camera was chosen. Cancelable.
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - Another microphone was chosen. Cancelable.
 * @event {CallsActionEvent} calls-action - The speaker or the background was changed, or sound alone is taken. Cancelable.
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

  readonly #state = new StoreController<SettingsState>(this, this.rooms, selectSettings, shallowEqual);
  readonly #ui = new UiController(
    this,
    this.rooms,
    ({ sounds, shortcuts, captions, quality, backgrounds, background }) => ({
      sounds,
      shortcuts,
      captions,
      quality,
      backgrounds,
      background,
    }),
    shallowEqual,
  );
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

  #set(change: Partial<CallUi>): void {
    this.rooms.request(new CallsUiSetEvent(change));
  }

  /** The room with all that is in it, which speaks what is chosen here. */
  get #roomElement(): HTMLElement | undefined {
    const found = this.for ? this.ownerDocument.getElementById(this.for) : closestWithRoom(this);
    return found ?? undefined;
  }

  #setLanguage(language: string): void {
    const element = this.#roomElement ?? this;
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
    const { room } = this.rooms;
    const settings = this.#state.value;
    const { localize } = this;
    const ui = this.#ui.value;
    if (!room || !settings) return nothing;
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
          language: this.#roomElement?.lang ?? "",
          hasCaptions: this.captions || this.#roomElement?.querySelector("[slot=captions]") != null,
          onLanguage: (language) => this.#setLanguage(language),
          onUi: (change) => this.#set(change),
        });
      default:
        return devicesView({ room, state: settings, localize, ask: this.#send });
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

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { baseStyles } from "../core/base.styles.js";
import { buttonStyles } from "../ui/button.styles.js";
import { RoomElement } from "../core/room-element.js";
import { DeviceNotices } from "../ui/device-notices.js";
import {
  deviceEvent,
  deviceList,
  deviceSelect,
  selectDevices,
  type DeviceList,
  type DevicesState,
  type DeviceView,
} from "../ui/devices.js";
import { deviceToggle } from "../ui/device-toggle.js";
import { toggleStyles } from "../ui/device-toggle.styles.js";
import { CallsRoomJoinEvent } from "../core/events.js";
import { attachTrack } from "../ui/attach-track.js";
import { micIcon } from "../ui/icons/mic.js";
import { videoIcon } from "../ui/icons/video.js";
import { volumeIcon } from "../ui/icons/volume-2.js";
import { LevelRing } from "../ui/level-ring.js";
import { noticeStyles } from "../ui/notice.styles.js";
import { isDeviceAllowed } from "../ui/permissions.js";
import { Selected } from "../core/selected.js";
import { announce } from "../ui/announcer.js";
import { checkIcon } from "../ui/icons/check.js";
import { signalIcon } from "../ui/icons/signal.js";
import { wifiOffIcon } from "../ui/icons/wifi-off.js";
import { isComposing } from "../ui/composing.js";
import { NetworkCheck, type Network } from "./network-check.js";
import { selectUi } from "../core/room-ui.js";
import { prejoinStyles } from "./prejoin.styles.js";

/** A list of devices with its icon, in a frame. */
const picker = (icon: TemplateResult, list: DeviceList): TemplateResult | typeof nothing => {
  const select = deviceSelect(list);
  return select === nothing
    ? nothing
    : html`<label class="device">${icon}<span class="visually-hidden">${list.label}</span>${select}</label>`;
};

/** Few test it, and who does can wait for the sound to be loaded. */
const testSpeaker = async (speakerId: string): Promise<void> => {
  const { CHIMES, playChime } = await import("../ui/chime.js");
  await playChime(CHIMES.test, speakerId);
};

/** How each result of the look at the network is told. */
const NETWORK_TERMS = {
  good: "networkGood",
  slow: "weakConnection",
  limited: "networkLimited",
  gone: "offline",
  missing: "noService",
} as const;

/**
 * @customElement calls-prejoin
 * @summary The step before the call: how you look, your name, and the button that joins.
 *
 * The browser is not made to ask for the devices by itself: they start at once only where the person has allowed them
 * before. It looks whether the call can be reached, and says so.
 *
 * @slot - More fields or text, above the button.
 * @slot heading - Replaces the words “Ready to join?”.
 *
 * @event {CallsRoomJoinEvent} calls-room-join - The person wants to join. Cancelable.
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - The microphone's button was used. Cancelable.
 * @event {CallsCameraSetEvent} calls-camera-set - The camera's button was used. Cancelable.
 * @event {CallsActionEvent} calls-action - A device was chosen; `request` says which. Cancelable.
 *
 * @csspart base - All of it.
 * @csspart written - What says that words may be written down.
 * @csspart preview - The picture with the device buttons.
 * @csspart details - The words, the name and the button.
 * @csspart video - Your own picture.
 * @csspart devices - The lists of devices.
 * @csspart select - Each list of devices.
 * @csspart input - The field for the name.
 * @csspart network - The line that tells whether the call can be reached.
 * @csspart recording - The line that says that the call is being recorded.
 * @csspart join - The button that joins.
 * @csspart button - Each button.
 * @csspart notice - Each notice about a device.
 * @csspart icon - The icons.
 */
export class CallsPrejoin extends RoomElement {
  static override styles = [baseStyles, buttonStyles, toggleStyles, noticeStyles, prejoinStyles];

  /** The name to begin with. */
  @property() name = "";

  /** The room that will be joined, for the words on screen. */
  @property() room = "";

  /** Leaves the microphone off until the person turns it on. */
  @property({ type: Boolean, attribute: "start-muted" }) startMuted = false;

  /** Leaves the camera off until the person turns it on. */
  @property({ type: Boolean, attribute: "start-camera-off" }) startCameraOff = false;

  @state() private _nameMissing = false;
  @query("input") private readonly _input!: HTMLInputElement;
  @query("video") private readonly _video!: HTMLVideoElement;

  readonly #devices = new Selected(this, this.rooms, selectDevices);
  readonly #level = new LevelRing();
  readonly #notices = new DeviceNotices(this, this.rooms, this.localize);
  readonly #recording = selectUi(this, this.rooms, (ui) => ui.recording);
  readonly #network = new NetworkCheck(this, this.rooms, (result) => {
    // What is good needs no words.
    if (result !== "unknown" && result !== "good") announce(this.#networkWords(result), this.localize.lang);
  });

  protected override firstUpdated(_changed: PropertyValues): void {
    void this.#startAllowedDevices();
  }

  protected override updated(): void {
    const devices = this.#devices.value;
    const on = devices?.microphone.status === "on";
    const meter = this.renderRoot.querySelector<HTMLElement>(".preview") ?? undefined;
    this.#level.follow(on ? this.rooms.room : undefined, devices?.selfId, meter);
    if (devices) attachTrack(this._video, devices.camera.status === "on" ? devices.camera.track : undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#level.stop();
    attachTrack(this._video, undefined);
  }

  async #startAllowedDevices(): Promise<void> {
    const [microphone, camera] = await Promise.all([isDeviceAllowed("microphone"), isDeviceAllowed("camera")]);
    const snapshot = this.rooms.room?.snapshot;
    if (!this.isConnected || snapshot?.status.phase !== "idle") return;
    if (microphone && !this.startMuted && snapshot.microphone.status === "off") this.#setMicrophone(true);
    if (camera && !this.startCameraOff && snapshot.camera.status === "off") this.#setCamera(true);
  }

  readonly #setMicrophone = (enabled: boolean): void => {
    this.rooms.request(deviceEvent("microphone", enabled));
  };

  readonly #setCamera = (enabled: boolean): void => {
    this.rooms.request(deviceEvent("camera", enabled));
  };

  #join(): void {
    const name = this._input.value.trim();
    this._nameMissing = name === "";
    if (this._nameMissing) this._input.focus();
    else this.rooms.request(new CallsRoomJoinEvent({ name }));
  }

  /** Enter joins by this and not by a form, which a frame may be forbidden to send. */
  #handleKey(event: KeyboardEvent): void {
    if (event.key === "Enter" && this.room && !isComposing(event)) this.#join();
  }

  #handleInput(): void {
    if (this._input.value.trim() !== "") this._nameMissing = false;
  }

  protected override render(): TemplateResult {
    return html`<div part="base" class="base" dir=${this.localize.dir}>
      ${this.#preview()}
      <div part="details" class="details">
        <div class="heading">
          <h2><slot name="heading">${this.localize.term("joinTitle")}</slot></h2>
          <p>${this.room ? this.localize.term("joinRoom")(this.room) : this.localize.term("roomMissing")}</p>
        </div>
        ${this.#pickers()} ${this.#nameField()} ${this.#notices.render(this.#devices.value)} ${this.#networkLine()}
        ${
          this.#recording.value
            ? html`<p part="recording" class="network"><span class="dot"></span> ${this.localize.term("recorded")}</p>`
            : nothing
        }
        ${
          this.#network.features.includes("transcript")
            ? html`<p part="written" class="network">${this.localize.term("mayBeWritten")}</p>`
            : nothing
        }
        <slot></slot>
        <button
          part="button join"
          class="button primary join"
          type="button"
          ?disabled=${!this.room}
          @click=${this.#join}
        >
          ${this.localize.term("join")}
        </button>
      </div>
    </div>`;
  }

  #networkWords(result: Exclude<Network, "unknown">): string {
    const words = this.localize.term(NETWORK_TERMS[result]);
    return typeof words === "string" ? words : `${words.title}. ${words.advice}`;
  }

  #networkLine(): TemplateResult | typeof nothing {
    const { result } = this.#network;
    if (result === "unknown") return nothing;
    const icon = result === "good" ? checkIcon : /slow|limited/.test(result) ? signalIcon : wifiOffIcon;
    return html`<p part="network" class="network ${result}">${icon} ${this.#networkWords(result)}</p>`;
  }

  #nameField(): TemplateResult {
    return html`<div class="field">
      <label for="name">${this.localize.term("yourName")}</label>
      <input
        part="input"
        id="name"
        name="name"
        autocomplete="name"
        maxlength="80"
        dir="auto"
        required
        .enterKeyHint=${"go"}
        .value=${this.name}
        aria-invalid=${ifDefined(this._nameMissing ? "true" : undefined)}
        aria-describedby=${ifDefined(this._nameMissing ? "name-error" : undefined)}
        @input=${this.#handleInput}
        @keydown=${this.#handleKey}
      />
      ${
        this._nameMissing
          ? html`<p id="name-error" class="error" role="alert">${this.localize.term("nameMissing")}</p>`
          : nothing
      }
    </div>`;
  }

  #preview(): TemplateResult {
    const devices = this.#devices.value;
    return html`<section part="preview" class="preview" aria-label=${this.localize.term("preview")}>
      <video part="video" class="picture" ?hidden=${devices?.camera.status !== "on"} autoplay muted playsinline></video>
      ${this.#cameraWords(devices)}
      <div class="toggles">
        ${deviceToggle({
          kind: "microphone",
          state: devices?.microphone,
          localize: this.localize,
          onSet: this.#setMicrophone,
        })}
        ${deviceToggle({ kind: "camera", state: devices?.camera, localize: this.localize, onSet: this.#setCamera })}
      </div>
    </section>`;
  }

  /** What can be chosen, as soon as the browser names it. */
  #pickers(): TemplateResult | typeof nothing {
    const state = this.#devices.value;
    if (!state) return nothing;
    const view: DeviceView = {
      state,
      localize: this.localize,
      request: (event) => this.rooms.request(event),
    };
    const rows = [
      picker(micIcon, deviceList("microphone", view)),
      picker(videoIcon, deviceList("camera", view)),
      this.#speakerPicker(deviceList("speaker", view), state.speakerId),
    ].filter((row) => row !== nothing);
    return rows.length > 0 ? html`<div part="devices" class="devices">${rows}</div>` : nothing;
  }

  #speakerPicker(list: DeviceList, speakerId: string): TemplateResult | typeof nothing {
    const select = picker(volumeIcon, list);
    if (select === nothing) return nothing;
    return html`<div class="speaker">
      ${select}
      <button part="button" class="button quiet test" type="button" @click=${() => testSpeaker(speakerId)}>
        ${this.localize.term("testSpeaker")}
      </button>
    </div>`;
  }

  #cameraWords(devices: DevicesState | undefined): TemplateResult | typeof nothing {
    if (!devices || devices.camera.status === "on") return nothing;
    const starting = devices.camera.status === "starting";
    const untouched = devices.camera.status === "off" && devices.microphone.status === "off";
    return html`<div class="words">
      <p>${this.localize.term(starting ? "cameraIsStarting" : "cameraIsOff")}</p>
      ${
        untouched
          ? html`<button part="button" class="button quiet" type="button" @click=${this.#turnOnBoth}>
              ${this.localize.term("turnOnDevices")}
            </button>`
          : nothing
      }
    </div>`;
  }

  #turnOnBoth(): void {
    this.#setMicrophone(true);
    this.#setCamera(true);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-prejoin": CallsPrejoin;
  }
}

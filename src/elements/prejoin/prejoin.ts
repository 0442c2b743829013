import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import type { DeviceLists, DeviceState } from "../../client/room/types.js";
import { baseStyles } from "../internal/base.styles.js";
import { buttonStyles } from "../internal/button.styles.js";
import { CallsElement } from "../internal/calls-element.js";
import { DeviceNotices } from "../internal/device-notices.js";
import { deviceSelect, type DeviceSelectOptions } from "../internal/device-select.js";
import { deviceToggle } from "../internal/device-toggle.js";
import { toggleStyles } from "../internal/device-toggle.styles.js";
import {
  CallsActionEvent,
  CallsCameraSetEvent,
  CallsMicrophoneSetEvent,
  CallsRoomJoinEvent,
} from "../internal/events.js";
import { attachTrack } from "../internal/attach-track.js";
import { micIcon } from "../internal/icons/mic.js";
import { videoIcon } from "../internal/icons/video.js";
import { volumeIcon } from "../internal/icons/volume-2.js";
import { LevelRing } from "../internal/level-ring.js";
import { noticeStyles } from "../internal/notice.styles.js";
import { isDeviceAllowed } from "../internal/permissions.js";
import { RoomController } from "../internal/room-controller.js";
import { shallowEqual, StoreController } from "../internal/store-controller.js";
import { announce } from "../internal/announcer.js";
import { checkIcon } from "../internal/icons/check.js";
import { signalIcon } from "../internal/icons/signal.js";
import { wifiOffIcon } from "../internal/icons/wifi-off.js";
import { NetworkCheck, type Network } from "./network-check.js";
import { UiController } from "../internal/ui-store.js";
import { prejoinStyles } from "./prejoin.styles.js";

interface Devices {
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly devices: DeviceLists;
  readonly speakerId: string;
  readonly selfId: string;
}

/** A list of devices with its icon, in a frame. */
const picker = (icon: TemplateResult, label: string, options: DeviceSelectOptions): TemplateResult | typeof nothing => {
  const select = deviceSelect(options);
  return select === nothing
    ? nothing
    : html`<label class="device">${icon}<span class="visually-hidden">${label}</span>${select}</label>`;
};

/** Few test it, and who does can wait for the sound to be loaded. */
const testSpeaker = async (speakerId: string): Promise<void> => {
  const { CHIMES, playChime } = await import("../internal/chime.js");
  await playChime(CHIMES.test, speakerId);
};

const chosen = (state: DeviceState): string => (state.status === "on" ? (state.deviceId ?? "") : "");

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
 *
 * @csspart base - The form.
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
export class CallsPrejoin extends CallsElement {
  static override styles = [baseStyles, buttonStyles, toggleStyles, noticeStyles, prejoinStyles];

  /** The id of the room element, when this element is not inside of it. */
  @property() for?: string;

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

  readonly #rooms = new RoomController(this);
  readonly #devices = new StoreController<Devices>(
    this,
    this.#rooms,
    ({ microphone, camera, devices, speakerId, self }) => ({
      microphone,
      camera,
      devices,
      speakerId,
      selfId: self.id,
    }),
    shallowEqual,
  );
  readonly #level = new LevelRing();
  readonly #notices = new DeviceNotices(this, this.localize);
  readonly #recording = new UiController(this, this.#rooms, (ui) => ui.recording);
  readonly #network = new NetworkCheck(this, this.#rooms, (result) => {
    // What is good needs no words.
    if (result === "slow" || result === "gone") announce(this.#networkWords(result), this.localize.lang);
  });

  protected override firstUpdated(_changed: PropertyValues): void {
    void this.#startAllowedDevices();
  }

  protected override updated(): void {
    const devices = this.#devices.value;
    const on = devices?.microphone.status === "on";
    const meter = this.renderRoot.querySelector<HTMLElement>(".preview") ?? undefined;
    this.#level.follow(on ? this.#rooms.room : undefined, devices?.selfId, meter);
    if (devices) attachTrack(this._video, devices.camera.status === "on" ? devices.camera.track : undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#level.stop();
    attachTrack(this._video, undefined);
  }

  async #startAllowedDevices(): Promise<void> {
    const [microphone, camera] = await Promise.all([isDeviceAllowed("microphone"), isDeviceAllowed("camera")]);
    const snapshot = this.#rooms.room?.snapshot;
    if (!this.isConnected || snapshot?.status.phase !== "idle") return;
    if (microphone && !this.startMuted && snapshot.microphone.status === "off") this.#setMicrophone(true);
    if (camera && !this.startCameraOff && snapshot.camera.status === "off") this.#setCamera(true);
  }

  readonly #setMicrophone = (enabled: boolean): void => {
    this.#rooms.request(new CallsMicrophoneSetEvent({ enabled }));
  };

  readonly #setCamera = (enabled: boolean): void => {
    this.#rooms.request(new CallsCameraSetEvent({ enabled }));
  };

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const name = this._input.value.trim();
    this._nameMissing = name === "";
    if (this._nameMissing) this._input.focus();
    else this.#rooms.request(new CallsRoomJoinEvent({ name }));
  }

  #handleInput(): void {
    if (this._input.value.trim() !== "") this._nameMissing = false;
  }

  protected override render(): TemplateResult {
    return html`<form part="base" class="base" dir=${this.localize.dir} novalidate @submit=${this.#handleSubmit}>
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
        <slot></slot>
        <button part="button join" class="button primary join" type="submit" ?disabled=${!this.room}>
          ${this.localize.term("join")}
        </button>
      </div>
    </form>`;
  }

  #networkWords(result: Exclude<Network, "unknown">): string {
    if (result !== "gone") return this.localize.term(result === "good" ? "networkGood" : "weakConnection");
    const { title, advice } = this.localize.term("offline");
    return `${title}. ${advice}`;
  }

  #networkLine(): TemplateResult | typeof nothing {
    const { result } = this.#network;
    if (result === "unknown") return nothing;
    const icon = { good: checkIcon, slow: signalIcon, gone: wifiOffIcon }[result];
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
    const value = this.#devices.value;
    if (!value) return nothing;
    const { microphone, camera, devices, speakerId } = value;
    const rows = [
      picker(micIcon, this.localize.term("microphone"), {
        devices: devices.microphones,
        selected: chosen(microphone),
        onSelect: (deviceId) => this.#rooms.request(new CallsMicrophoneSetEvent({ enabled: true, deviceId })),
      }),
      picker(videoIcon, this.localize.term("camera"), {
        devices: devices.cameras,
        selected: chosen(camera),
        onSelect: (deviceId) => this.#rooms.request(new CallsCameraSetEvent({ enabled: true, deviceId })),
      }),
      this.#speakerPicker(devices, speakerId),
    ].filter((row) => row !== nothing);
    return rows.length > 0 ? html`<div part="devices" class="devices">${rows}</div>` : nothing;
  }

  #speakerPicker(devices: DeviceLists, speakerId: string): TemplateResult | typeof nothing {
    const select = picker(volumeIcon, this.localize.term("speaker"), {
      devices: devices.speakers,
      selected: speakerId,
      onSelect: (deviceId) => this.#rooms.request(new CallsActionEvent({ type: "set-speaker", deviceId })),
    });
    if (select === nothing) return nothing;
    return html`<div class="speaker">
      ${select}
      <button part="button" class="button quiet test" type="button" @click=${() => testSpeaker(speakerId)}>
        ${this.localize.term("testSpeaker")}
      </button>
    </div>`;
  }

  #cameraWords(devices: Devices | undefined): TemplateResult | typeof nothing {
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

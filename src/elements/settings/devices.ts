import { html, nothing, type TemplateResult } from "lit";
import type { DeviceInfo, Room, RoomSnapshot } from "../../client/room/types.js";
import { CHIMES, playChime } from "../internal/chime.js";
import { chooseDevice, chosenDevice, deviceRequest } from "../internal/device-choice.js";
import { deviceAdvice, type DeviceKind } from "../internal/device-toggle.js";
import {
  CallsActionEvent,
  CallsCameraSetEvent,
  CallsMicrophoneSetEvent,
  type CallsRequestEvent,
} from "../internal/events.js";
import type { LocalizeController } from "../internal/localize.js";
import { deviceSelect, type DeviceSelectOptions } from "../internal/device-select.js";

export type DevicesState = Pick<RoomSnapshot, "microphone" | "camera" | "devices" | "speakerId">;

export interface DevicesView {
  readonly room: Room;
  readonly state: DevicesState;
  readonly localize: LocalizeController;
  ask(event: CallsRequestEvent): void;
}

const EVENTS = { microphone: CallsMicrophoneSetEvent, camera: CallsCameraSetEvent } as const;

const field = (label: string, none: string, options: DeviceSelectOptions): TemplateResult => {
  const select = deviceSelect(options);
  return html`<label class="field">
    <span>${label}</span>
    ${select === nothing ? html`<small>${none}</small>` : select}
  </label>`;
};

/** A device that is on changes at once; one that is off waits with the choice until it is turned on. */
const choose = (kind: DeviceKind, deviceId: string, { room, ask }: DevicesView): void => {
  if (room.snapshot[kind].status === "on") ask(new EVENTS[kind]({ enabled: true, deviceId }));
  else chooseDevice(room, kind, deviceId);
};

const deviceField = (kind: DeviceKind, devices: readonly DeviceInfo[], view: DevicesView): TemplateResult => {
  const { room, state, localize } = view;
  const advice = deviceAdvice(kind, state[kind], localize);
  return html`${field(localize.term(kind), localize.term("settings").noChoice, {
    devices,
    selected: chosenDevice(room, kind) ?? "",
    onSelect: (deviceId) => choose(kind, deviceId, view),
  })}
  ${advice === undefined ? nothing : html`<p class="problem">${advice}</p>`}`;
};

const turnOn = (kind: DeviceKind, { room, state, localize, ask }: DevicesView): TemplateResult | typeof nothing => {
  const { status } = state[kind];
  if (status === "on") return nothing;
  const label = kind === "camera" ? "turnCameraOn" : "turnMicrophoneOn";
  return html`<button
    part="button"
    class="button quiet small"
    type="button"
    aria-disabled=${status === "starting" ? "true" : "false"}
    @click=${() => ask(deviceRequest(room, kind, true))}
  >
    ${localize.term(status === "starting" ? "starting" : label)}
  </button>`;
};

const speakerField = ({ state, localize, ask }: DevicesView): TemplateResult => {
  const terms = localize.term("settings");
  const { speakers } = state.devices;
  const hasDefault = speakers.some(({ deviceId }) => deviceId === "" || deviceId === "default");
  const all =
    speakers.length === 0 || hasDefault ? speakers : [{ deviceId: "", label: terms.systemDefault }, ...speakers];
  return html`${field(localize.term("speaker"), terms.systemDefault, {
      devices: all,
      selected: state.speakerId,
      onSelect: (deviceId) => ask(new CallsActionEvent({ type: "set-speaker", deviceId })),
    })}
    <button
      part="button"
      class="button quiet small"
      type="button"
      @click=${() => void playChime(CHIMES.test, state.speakerId)}
    >
      ${localize.term("testSpeaker")}
    </button>`;
};

/** Camera, microphone and speaker: which, and whether they work. */
export const devicesView = (view: DevicesView): TemplateResult => {
  const { state, localize } = view;
  return html`<div class="group">
      <div part="preview" class="preview" ?hidden=${state.camera.status !== "on"}>
        <video
          aria-label=${localize.term("preview")}
          .muted=${true}
          autoplay
          playsinline
          disablepictureinpicture
        ></video>
      </div>
      ${deviceField("camera", state.devices.cameras, view)} ${turnOn("camera", view)}
    </div>
    <div class="group">
      ${deviceField("microphone", state.devices.microphones, view)}
      <div
        part="level"
        class="level"
        role="img"
        aria-label=${localize.term("settings").level}
        ?hidden=${state.microphone.status !== "on"}
      ></div>
      ${turnOn("microphone", view)}
    </div>
    <div class="group">${speakerField(view)}</div>`;
};

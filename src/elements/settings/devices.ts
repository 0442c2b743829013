import { html, nothing, type TemplateResult } from "lit";
import { CHIMES, playChime } from "../ui/chime.js";
import { deviceEvent, deviceList, deviceSelect, type DevicesState, type DeviceView } from "../ui/devices.js";
import { deviceAdvice } from "../ui/device-toggle.js";
import type { DeviceKind } from "../core/room-ui.js";

export interface DevicesView extends DeviceView {
  readonly state: DevicesState;
}

const field = (kind: DeviceKind | "speaker", none: string, view: DevicesView): TemplateResult => {
  const list = deviceList(kind, view);
  const select = deviceSelect(list);
  return html`<label class="field">
    <span>${list.label}</span>
    ${select === nothing ? html`<small>${none}</small>` : select}
  </label>`;
};

const deviceField = (kind: DeviceKind, view: DevicesView): TemplateResult => {
  const { state, localize } = view;
  const advice = deviceAdvice(kind, state[kind], localize);
  return html`${field(kind, localize.term("settings").noChoice, view)}
  ${advice === undefined ? nothing : html`<p class="problem">${advice}</p>`}`;
};

const turnOn = (kind: DeviceKind, { state, localize, request }: DevicesView): TemplateResult | typeof nothing => {
  const { status } = state[kind];
  if (status === "on") return nothing;
  const label = kind === "camera" ? "turnCameraOn" : "turnMicrophoneOn";
  return html`<button
    part="button"
    class="button quiet small"
    type="button"
    aria-disabled=${status === "starting" ? "true" : "false"}
    @click=${() => request(deviceEvent(kind, true))}
  >
    ${localize.term(status === "starting" ? "starting" : label)}
  </button>`;
};

const speakerField = (view: DevicesView): TemplateResult => {
  const { state, localize } = view;
  return html`${field("speaker", localize.term("systemDefault"), view)}
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
      ${deviceField("camera", view)} ${turnOn("camera", view)}
    </div>
    <div class="group">
      ${deviceField("microphone", view)}
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

import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { CallsErrorCode } from "../../base/error.js";
import type { DeviceState } from "../../client/types.js";
import { isForbiddenHere } from "./page-policy.js";
import { deviceAdviceKey } from "./error-text.js";
import { micOffIcon } from "./icons/mic-off.js";
import { micIcon } from "./icons/mic.js";
import { triangleAlertIcon } from "./icons/triangle-alert.js";
import { videoOffIcon } from "./icons/video-off.js";
import { videoIcon } from "./icons/video.js";
import type { LocalizeController } from "../core/localize.js";
import type { DeviceKind } from "../core/room-ui.js";

export const DEVICE_ICONS = {
  microphone: { on: micIcon, off: micOffIcon },
  camera: { on: videoIcon, off: videoOffIcon },
} as const;

export const DEVICE_TERMS = {
  microphone: {
    name: "microphone",
    turnOn: "turnMicrophoneOn",
    turnOff: "turnMicrophoneOff",
    advice: "microphoneAdvice",
    standsIn: "otherMicrophone",
  },
  camera: {
    name: "camera",
    turnOn: "turnCameraOn",
    turnOff: "turnCameraOff",
    advice: "cameraAdvice",
    standsIn: "otherCamera",
  },
} as const;

export interface DeviceToggleOptions {
  kind: DeviceKind;
  state: DeviceState | undefined;
  localize: LocalizeController;
  /** `true` to turn it on. */
  onSet: (enabled: boolean) => void;
}

/** Whether it is the page that refuses the device, and not the person. */
export const isForbidden = (kind: DeviceKind, code: CallsErrorCode): boolean =>
  code === "permission-denied" && isForbiddenHere(kind);

/** What to do about a device that failed; `undefined` while nothing is wrong. */
export const deviceAdvice = (
  kind: DeviceKind,
  state: DeviceState | undefined,
  localize: LocalizeController,
): string | undefined => {
  if (state?.status !== "failed") return undefined;
  const { name, advice } = DEVICE_TERMS[kind];
  const { code } = state.error;
  return isForbidden(kind, code)
    ? localize.term("deviceForbidden")(localize.term(name))
    : localize.term(advice)[deviceAdviceKey(code)];
};

/**
 * A microphone or camera button. Its look follows the device, not the click: it is on when the device is on.
 * States differ in icon and shape, so that they can be told apart without colour.
 */
export const deviceToggle = ({ kind, state, localize, onSet }: DeviceToggleOptions): TemplateResult => {
  const status = state?.status ?? "off";
  const on = status === "on";
  const starting = status === "starting";
  const terms = DEVICE_TERMS[kind];
  const advice = deviceAdvice(kind, state, localize);
  const hint = starting ? localize.term("starting") : localize.term(on ? terms.turnOff : terms.turnOn);
  return html`<button
    part="button ${kind}"
    class="toggle ${status}"
    type="button"
    aria-label=${localize.term(terms.name)}
    aria-pressed=${on ? "true" : "false"}
    aria-busy=${ifDefined(starting ? "true" : undefined)}
    title=${advice ?? hint}
    ?disabled=${!state}
    @click=${() => {
      if (!starting) onSet(!on);
    }}
  >
    ${DEVICE_ICONS[kind][on || starting ? "on" : "off"]}
    ${status === "failed" ? html`<span class="badge">${triangleAlertIcon}</span>` : nothing}
  </button>`;
};

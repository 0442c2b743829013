/**
 * Which devices there are, which one is used, and what a choice asks for: one answer for the menu beside a button, the step
 * before the call, and the settings.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { DeviceInfo, RoomSnapshot } from "../../client/types.js";
import {
  CallsActionEvent,
  CallsCameraSetEvent,
  CallsMicrophoneSetEvent,
  type CallsRequestEvent,
} from "../core/events.js";
import type { LocalizeController } from "../core/localize.js";
import type { DeviceKind } from "../core/room-ui.js";

/** Which devices there are, and which of them are chosen. */
export type DeviceChoices = Pick<RoomSnapshot, "devices" | "microphoneId" | "cameraId" | "speakerId">;

export const selectChoices = ({ devices, microphoneId, cameraId, speakerId }: RoomSnapshot): DeviceChoices => ({
  devices,
  microphoneId,
  cameraId,
  speakerId,
});

/** What of a room concerns its devices. */
export type DevicesState = DeviceChoices &
  Pick<RoomSnapshot, DeviceKind> & {
    readonly selfId: string;
  };

export const selectDevices = (snapshot: RoomSnapshot): DevicesState => ({
  ...selectChoices(snapshot),
  microphone: snapshot.microphone,
  camera: snapshot.camera,
  selfId: snapshot.self.id,
});

/** What a list of devices is made from. */
export interface DeviceView {
  readonly state: DeviceChoices;
  readonly localize: LocalizeController;
  /** Sends a request to the room. */
  request(event: CallsRequestEvent): void;
}

/** The devices of one kind. */
export interface DeviceList {
  readonly label: string;
  readonly options: readonly DeviceInfo[];
  /** The browser says what they are called: it does so once the person has allowed one. */
  readonly isNamed: boolean;
  /** The id of the one that is used, or that is turned on next; empty for the system's own choice. */
  readonly selected: string;
  choose(deviceId: string): void;
}

const LISTS = { microphone: "microphones", camera: "cameras", speaker: "speakers" } as const;
const EVENTS = { microphone: CallsMicrophoneSetEvent, camera: CallsCameraSetEvent } as const;

/** What a system calls the device of its own choice. */
const SYSTEM = "default";

/** Systems list their own choices beside the devices: one of them is enough, and it has words of ours. */
const isDevice = ({ deviceId }: DeviceInfo): boolean => deviceId !== SYSTEM && deviceId !== "communications";

/** Asks to turn a device on or off: the one that was chosen. */
export const deviceEvent = (kind: DeviceKind, enabled: boolean): CallsRequestEvent => new EVENTS[kind]({ enabled });

export const deviceList = (kind: DeviceKind | "speaker", { state, localize, request }: DeviceView): DeviceList => {
  const all = state.devices[LISTS[kind]];
  const devices = all.filter(isDevice);
  const isSpeaker = kind === "speaker";
  const system: DeviceInfo = { deviceId: isSpeaker ? "" : SYSTEM, label: localize.term("systemDefault") };
  // Speakers can always be left to the system, whether or not it lists itself.
  const hasSystem = isSpeaker ? all.length > 0 : devices.length < all.length;
  const id = state[`${kind}Id`];
  return {
    label: localize.term(kind),
    isNamed: all.some(({ label }) => label !== ""),
    options: hasSystem ? [system, ...devices] : devices,
    selected: isSpeaker && id === SYSTEM ? "" : id,
    // Neither opens anything: a microphone that is off stays off.
    choose: (deviceId) =>
      request(
        new CallsActionEvent(
          isSpeaker ? { type: "set-speaker", deviceId } : { type: "choose-device", source: kind, deviceId },
        ),
      ),
  };
};

/** A native list of devices. Nothing at all while there is nothing to choose, or the browser does not say what. */
export const deviceSelect = ({ options, isNamed, selected, choose }: DeviceList): TemplateResult | typeof nothing => {
  if (!isNamed) return nothing;
  const change = (event: Event): void => choose((event.target as HTMLSelectElement).value);
  return html`<select part="select" @change=${change}>
    ${options.map(({ deviceId, label }) =>
      label === "" ? nothing : html`<option value=${deviceId} .selected=${deviceId === selected}>${label}</option>`,
    )}
  </select>`;
};

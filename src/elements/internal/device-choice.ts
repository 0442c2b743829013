import type { Room } from "../../client/room/types.js";
import type { DeviceKind } from "./device-toggle.js";
import { CallsCameraSetEvent, CallsMicrophoneSetEvent, type CallsRequestEvent } from "./events.js";

/** Devices that were chosen while they were off: they wait until they are turned on, for a choice opens no microphone. */
const chosen = new WeakMap<Room, Partial<Record<DeviceKind, string>>>();

const EVENTS = { microphone: CallsMicrophoneSetEvent, camera: CallsCameraSetEvent } as const;

export const chosenDevice = (room: Room, kind: DeviceKind): string | undefined => {
  const state = room.snapshot[kind];
  return chosen.get(room)?.[kind] ?? (state.status === "on" ? state.deviceId : undefined);
};

/** Keeps a choice for later. */
export const chooseDevice = (room: Room, kind: DeviceKind, deviceId: string): void => {
  chosen.set(room, { ...chosen.get(room), [kind]: deviceId });
};

/** Asks to turn a device on, the one that was chosen, or off. */
export const deviceRequest = (room: Room, kind: DeviceKind, enabled: boolean): CallsRequestEvent => {
  const deviceId = enabled ? chosen.get(room)?.[kind] : undefined;
  if (deviceId !== undefined) chosen.set(room, { ...chosen.get(room), [kind]: undefined });
  return new EVENTS[kind]({ enabled, ...(deviceId === undefined ? {} : { deviceId }) });
};

import { syntheticCamera } from "./synthetic-camera.js";
import { syntheticScreen } from "./synthetic-screen.js";

let context: AudioContext | undefined;

/** A microphone in a quiet room. */
export const silence = (): MediaStreamTrack => {
  context ??= new AudioContext();
  const track = context.createMediaStreamDestination().stream.getAudioTracks()[0];
  if (!track) throw new Error("This browser cannot make a silent track.");
  return track;
};

/** What a story's person answers when the browser asks for the camera and the microphone. */
export type DeviceAnswer = "allowed" | "refused";

const DEVICES = (
  [
    ["audioinput", "Desk microphone"],
    ["audioinput", "Headset"],
    ["videoinput", "Built-in camera"],
    ["audiooutput", "Loudspeakers"],
    ["audiooutput", "Headset"],
  ] as const
).map(([kind, label], index): MediaDeviceInfo => {
  const device = { kind, label, deviceId: `device-${index}`, groupId: "" };
  return { ...device, toJSON: () => device };
});

/** Gives the page a camera and a microphone of its own, so that no story asks for yours. */
export const useSyntheticDevices = (answer: DeviceAnswer = "allowed"): void => {
  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    if (answer === "refused") throw new DOMException("The story wants it so.", "NotAllowedError");
    return new MediaStream([...(audio ? [silence()] : []), ...(video ? [syntheticCamera({ hue: 20 }).track] : [])]);
  };
  navigator.mediaDevices.enumerateDevices = async () => (answer === "refused" ? [] : DEVICES);
  navigator.mediaDevices.getDisplayMedia = async () => {
    if (answer === "refused") throw new DOMException("The story wants it so.", "NotAllowedError");
    return new MediaStream([syntheticScreen().track]);
  };
};

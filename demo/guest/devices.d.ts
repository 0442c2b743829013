export interface WantedDevices {
  readonly camera?: string | null | undefined;
  readonly microphone?: string | null | undefined;
}

export declare class DeviceError extends Error {
  readonly why: "refused" | "none" | "busy" | "insecure";
}
export declare const openDevices: (wanted?: WantedDevices) => Promise<MediaStream>;
export declare const watchDevices: (
  stream: Pick<MediaStream, "getTracks">,
  onLost: (device: "camera" | "microphone") => void,
) => () => void;
export declare const openWithout: (lost: "camera" | "microphone", wanted: WantedDevices) => Promise<MediaStream>;

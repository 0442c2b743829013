import { createEnvironment, type Environment } from "../../src/client/environment.js";
import { CaptureDevice } from "../../src/client/media/capture-device.js";
import type { CaptureSource } from "../../src/client/media/capture-error.js";
import { loadTrouble } from "../../src/client/media/trouble.js";

// As in a page that has been there for a moment: what is said of a device that fails is there when it fails.
await loadTrouble();

/** A track of a device with this id. */
export class Track extends EventTarget {
  readyState = "live";
  enabled = true;
  muted = false;
  readonly deviceId: string;

  constructor(deviceId: string) {
    super();
    this.deviceId = deviceId;
  }
  get label(): string {
    return `device ${this.deviceId}`;
  }
  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }
  stop(): void {
    this.readyState = "ended";
  }
  /** As systems do: by a switch on the device, or for a phone call. */
  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
  unplug(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

export type Ask = (constraints: MediaTrackConstraints) => Promise<Track> | Track;

/** A device whose capture is answered by `ask`. */
export function setUp(
  ask: Ask,
  source: CaptureSource = "camera",
  storage: Environment["storage"] = undefined,
  devices: readonly string[] = [],
) {
  const tracks: Track[] = [];
  const statuses: string[] = [];
  const mediaDevices = {
    async getUserMedia({ audio, video }: MediaStreamConstraints) {
      const track = await ask((audio ?? video) as MediaTrackConstraints);
      tracks.push(track);
      return { getTracks: () => [track] } as unknown as MediaStream;
    },
    async enumerateDevices() {
      const kind = source === "camera" ? "videoinput" : "audioinput";
      return [
        { kind: "audiooutput", deviceId: "speaker" },
        ...devices.map((deviceId) => ({ kind, deviceId })),
      ] as MediaDeviceInfo[];
    },
  };
  const environment = createEnvironment({ mediaDevices, storage });
  const device = new CaptureDevice({ source, environment, onChange: () => statuses.push(device.state.status) });
  return { device, tracks, statuses, live: () => tracks.filter(({ readyState }) => readyState === "live") };
}

/** The exception of that name. */
export const named = (name: string, more = {}) => Object.assign(new DOMException("no", name), more);

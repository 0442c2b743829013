import { createEnvironment, type Environment } from "../../src/client/environment.js";
import { CaptureDevice } from "../../src/client/media/capture-device.js";
import type { CaptureSource } from "../../src/client/media/capture-error.js";

/** A track of a device with this id. */
export class Track extends EventTarget {
  readyState = "live";
  enabled = true;
  readonly deviceId: string;

  constructor(deviceId: string) {
    super();
    this.deviceId = deviceId;
  }
  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }
  stop(): void {
    this.readyState = "ended";
  }
  unplug(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

export type Ask = (constraints: MediaTrackConstraints) => Promise<Track> | Track;

/** A device whose capture is answered by `ask`. */
export function setUp(ask: Ask, source: CaptureSource = "camera", storage: Environment["storage"] = undefined) {
  const tracks: Track[] = [];
  const statuses: string[] = [];
  const mediaDevices = {
    async getUserMedia({ audio, video }: MediaStreamConstraints) {
      const track = await ask((audio ?? video) as MediaTrackConstraints);
      tracks.push(track);
      return { getTracks: () => [track] } as unknown as MediaStream;
    },
  };
  const environment = createEnvironment({ mediaDevices, storage });
  const device = new CaptureDevice({ source, environment, onChange: () => statuses.push(device.state.status) });
  return { device, tracks, statuses, live: () => tracks.filter(({ readyState }) => readyState === "live") };
}

/** The exception of that name. */
export const named = (name: string, more = {}) => Object.assign(new DOMException("no", name), more);

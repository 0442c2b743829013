import type { Environment } from "../environment.js";
import type { CaptureSource } from "./capture-error.js";
import { share, shareList } from "../../base/share.js";
import type { DeviceInfo, DeviceLists } from "./types.js";

/** Options of {@link DeviceList}. */
export interface DeviceListOptions {
  readonly environment: Environment;
  readonly hasSpeakerChoice: boolean;
  /** {@link DeviceList.lists} changed. */
  onChange(): void;
  /** The devices are others, or the system has chosen another one of them. */
  onFound?(found: readonly MediaDeviceInfo[]): void;
  /** The person has allowed something in the browser's own settings. */
  onGranted?(source: CaptureSource): void;
}

const NONE: DeviceLists = Object.freeze({ microphones: [], cameras: [], speakers: [] });

/** The devices that can be chosen, kept fresh. */
export class DeviceList {
  readonly #options: DeviceListOptions;
  readonly #closing = new AbortController();
  #lists = NONE;
  #reading = 0;

  constructor(options: DeviceListOptions) {
    this.#options = options;
    const { mediaDevices } = options.environment;
    mediaDevices?.addEventListener?.("devicechange", () => void this.refresh(), { signal: this.#closing.signal });
    void this.refresh();
    for (const source of ["microphone", "camera"] as const) void this.#watch(source);
  }

  get lists(): DeviceLists {
    return this.#lists;
  }

  /** Reads the list. A grant has to be followed by it: browsers name devices only then. Never rejects. */
  async refresh(): Promise<void> {
    const reading = ++this.#reading;
    const found = await this.#read();
    if (!found || reading !== this.#reading || this.#closing.signal.aborted) return;
    this.#options.onFound?.(found);
    this.#set({
      ...this.#lists,
      microphones: pick(this.#lists.microphones, found, "audioinput"),
      cameras: pick(this.#lists.cameras, found, "videoinput"),
      // Where a speaker cannot be chosen, there is none to choose from.
      speakers: this.#options.hasSpeakerChoice ? pick(this.#lists.speakers, found, "audiooutput") : NONE.speakers,
    });
  }

  close(): void {
    this.#closing.abort();
  }

  #set(next: DeviceLists): void {
    const lists = share(this.#lists, next);
    if (lists === this.#lists) return;
    this.#lists = lists;
    this.#options.onChange();
  }

  /** Follows what the person allows, where the browser tells. */
  async #watch(source: CaptureSource): Promise<void> {
    const { signal } = this.#closing;
    try {
      const status = await this.#options.environment.permissions?.query({ name: source });
      const take = (): void => {
        if (!signal.aborted)
          this.#set({ ...this.#lists, permissions: { ...this.#lists.permissions, [source]: status?.state } });
      };
      status?.addEventListener(
        "change",
        () => {
          take();
          void this.refresh();
          if (status.state === "granted") this.#options.onGranted?.(source);
        },
        { signal },
      );
      if (status) take();
    } catch {
      // Older versions of Firefox throw for this permission; the list then goes without what the person has allowed.
    }
  }

  async #read(): Promise<readonly MediaDeviceInfo[] | undefined> {
    try {
      return await this.#options.environment.mediaDevices?.enumerateDevices?.();
    } catch {
      // A page that may not enumerate devices keeps the list that it has.
      return undefined;
    }
  }
}

/** The devices of a kind that have an id to choose them by. Those that are as before keep their identity. */
function pick(
  before: readonly DeviceInfo[],
  found: readonly MediaDeviceInfo[],
  kind: MediaDeviceKind,
): readonly DeviceInfo[] {
  const chosen = found.filter((device) => device.kind === kind && device.deviceId !== "");
  const previous = new Map(before.map((device) => [device.deviceId, device]));
  return shareList(
    before,
    chosen.map(({ deviceId, label }) => share(previous.get(deviceId), { deviceId, label })),
  );
}

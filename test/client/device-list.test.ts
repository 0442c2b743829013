import { describe, expect, it } from "vitest";
import { createEnvironment, type CaptureDevices } from "../../src/client/environment.js";
import { DeviceList } from "../../src/client/media/device-list.js";
import { settled } from "./clock.js";

const device = (kind: MediaDeviceKind, deviceId: string, label = `${kind} ${deviceId}`) =>
  ({ kind, deviceId, label, groupId: "" }) as MediaDeviceInfo;

type Read = () => Promise<MediaDeviceInfo[]> | MediaDeviceInfo[];

/** A list of what `read` gives. */
function setUp(read: Read, hasSpeakerChoice = true) {
  const browser = new EventTarget();
  const mediaDevices = Object.assign(browser, { enumerateDevices: async () => read() });
  let changes = 0;
  const list = new DeviceList({
    environment: createEnvironment({ mediaDevices: mediaDevices as unknown as CaptureDevices }),
    hasSpeakerChoice,
    onChange: () => changes++,
  });
  const change = async () => {
    browser.dispatchEvent(new Event("devicechange"));
    await settled();
  };
  return { list, change, changes: () => changes };
}

const ALL = [device("audioinput", "1"), device("videoinput", "2"), device("audiooutput", "3")];

describe("DeviceList", () => {
  it("sorts devices by what they are for", async () => {
    const { list } = setUp(() => ALL);
    await settled();
    expect(list.lists).toEqual({
      microphones: [{ deviceId: "1", label: "audioinput 1" }],
      cameras: [{ deviceId: "2", label: "videoinput 2" }],
      speakers: [{ deviceId: "3", label: "audiooutput 3" }],
    });
  });

  it("offers no speaker where none can be chosen, and nothing without an id", async () => {
    const { list, changes } = setUp(() => [device("audioinput", "", ""), device("audiooutput", "3")], false);
    await settled();
    expect(list.lists).toEqual({ microphones: [], cameras: [], speakers: [] });
    expect(changes()).toBe(0);
  });

  it("follows what is plugged in and out, and keeps what did not change", async () => {
    let found = ALL;
    const { list, change, changes } = setUp(() => found);
    await settled();
    const before = list.lists;
    await change();
    expect(list.lists).toBe(before);
    found = [...ALL, device("videoinput", "4")];
    await change();
    expect(list.lists.cameras.map(({ deviceId }) => deviceId)).toEqual(["2", "4"]);
    expect(list.lists.cameras[0]).toBe(before.cameras[0]);
    expect(list.lists.microphones).toBe(before.microphones);
    expect(changes()).toBe(2);
  });

  it("learns the names when it is told of a grant", async () => {
    let label = "";
    const { list } = setUp(() => [device("audioinput", "1", label)]);
    await settled();
    label = "Headset";
    await list.refresh();
    expect(list.lists.microphones).toEqual([{ deviceId: "1", label: "Headset" }]);
  });

  it("believes the latest reading, whichever comes last", async () => {
    const readings: ((found: MediaDeviceInfo[]) => void)[] = [];
    const { list } = setUp(() => new Promise((resolve) => readings.push(resolve)));
    const second = list.refresh();
    await settled();
    readings[1]?.(ALL);
    await second;
    readings[0]?.([]);
    await settled();
    expect(list.lists.cameras).toHaveLength(1);
  });

  it("keeps what it had when it may not read, and says nothing after its end", async () => {
    let read: Read = () => ALL;
    const { list, change, changes } = setUp(() => read());
    await settled();
    read = () => {
      throw new DOMException("no", "NotAllowedError");
    };
    await change();
    expect(list.lists.cameras).toHaveLength(1);
    list.close();
    read = () => [];
    await change();
    await list.refresh();
    expect(changes()).toBe(1);
  });

  it("follows what the person allows, and reads anew after a grant", async () => {
    const statuses = new Map<string, PermissionStatus>();
    const permissions: Permissions = {
      async query({ name }) {
        if (name === "camera") throw new TypeError("unknown permission");
        const status = Object.assign(new EventTarget(), { name, state: "prompt", onchange: null });
        statuses.set(name, status as PermissionStatus);
        return status as PermissionStatus;
      },
    };
    let reads = 0;
    const mediaDevices = Object.assign(new EventTarget(), { enumerateDevices: async () => (reads++, ALL) });
    const granted: string[] = [];
    const found: number[] = [];
    const list = new DeviceList({
      environment: createEnvironment({ mediaDevices: mediaDevices as unknown as CaptureDevices, permissions }),
      hasSpeakerChoice: true,
      onChange: () => {},
      onFound: (devices) => found.push(devices.length),
      onGranted: (source) => granted.push(source),
    });
    await settled();
    expect(list.lists.permissions).toEqual({ microphone: "prompt" });
    const before = reads;
    const status = statuses.get("microphone")!;
    Object.assign(status, { state: "granted" });
    status.dispatchEvent(new Event("change"));
    await settled();
    expect(list.lists.permissions).toEqual({ microphone: "granted" });
    expect(granted).toEqual(["microphone"]);
    expect(reads).toBe(before + 1);
    expect(found).toEqual([3, 3]);
    list.close();
    status.dispatchEvent(new Event("change"));
    expect(granted).toHaveLength(1);
  });

  it("is empty where the browser has no devices to tell of", async () => {
    const environment = createEnvironment({ mediaDevices: undefined });
    const list = new DeviceList({ environment, hasSpeakerChoice: true, onChange: () => {} });
    await list.refresh();
    expect(list.lists.cameras).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { named, setUp, Track } from "./capture-fixture.js";
import { settled } from "./clock.js";

describe("CaptureDevice, when devices come and go,", () => {
  const info = (deviceId: string, groupId = deviceId) => ({ deviceId, groupId, label: "" }) as MediaDeviceInfo;
  const exact = ({ deviceId }: MediaTrackConstraints) => (deviceId as { exact?: string } | undefined)?.exact;

  /** A desk with these devices, the first being the system's choice. */
  function desk(...there: string[]) {
    const plugged = [...there];
    const kit = setUp((constraints) => {
      const wanted = exact(constraints) ?? plugged[0];
      if (wanted === undefined || !plugged.includes(wanted)) {
        throw exact(constraints) ? named("OverconstrainedError", { constraint: "deviceId" }) : named("NotFoundError");
      }
      return new Track(wanted);
    });
    const tell = async (): Promise<void> => {
      kit.device.devicesChanged(plugged.map((id) => info(id)));
      await settled();
    };
    const unplug = async (id: string): Promise<void> => {
      plugged.splice(plugged.indexOf(id), 1);
      for (const track of kit.live()) if (track.deviceId === id) track.unplug();
      await settled();
      await tell();
    };
    const plug = async (id: string): Promise<void> => {
      plugged.push(id);
      await tell();
    };
    return { ...kit, plug, unplug, tell };
  }

  it("falls back to another one, and returns to the one that was asked for", async () => {
    const { device, plug, unplug, live } = desk("built-in", "good");
    await device.set(true, "good");
    await unplug("good");
    expect(device.state).toMatchObject({ status: "on", deviceId: "built-in" });
    await plug("good");
    expect(device.state).toMatchObject({ status: "on", deviceId: "good" });
    expect(live()).toHaveLength(1);
  });

  it("comes back by itself after the last one was gone", async () => {
    const { device, plug, unplug, tell } = desk("only");
    await device.set(true);
    await unplug("only");
    expect(device.state).toMatchObject({ status: "failed", error: { code: "device-lost" } });
    await tell();
    await plug("another");
    expect(device.state).toMatchObject({ status: "on", deviceId: "another" });
  });

  it("starts what was asked for before it was there", async () => {
    const { device, plug } = desk();
    await expect(device.set(true)).rejects.toMatchObject({ code: "device-not-found" });
    await plug("late");
    expect(device.state).toMatchObject({ status: "on", deviceId: "late" });
  });

  it("stays with what works when the better one does not start", async () => {
    let isBusy = false;
    const { device, tracks, live } = setUp((constraints) => {
      if (exact(constraints) === "good" && isBusy) throw named("NotReadableError");
      return new Track(exact(constraints) ?? "built-in");
    });
    await device.set(true, "good");
    isBusy = true;
    tracks[0]?.unplug();
    await settled();
    expect(device.state.status).toBe("failed");
    isBusy = false;
    await device.set(true, "built-in");
    await device.set(true, "good");
    expect(live()).toHaveLength(1);
    isBusy = true;
    device.devicesChanged([info("good"), info("built-in")]);
    await settled();
    expect(device.state).toMatchObject({ status: "on", deviceId: "good" });
  });

  it("follows the system's own choice", async () => {
    let group = "headset";
    class Default extends Track {
      override getSettings(): MediaTrackSettings {
        return { deviceId: "default", groupId: this.group };
      }
      readonly group = group;
    }
    const { device, tracks } = setUp(() => new Default("default"), "microphone");
    await device.set(true);
    device.devicesChanged([info("default", "headset"), info("1", "headset")]);
    await settled();
    expect(tracks).toHaveLength(1);
    group = "desk";
    device.devicesChanged([info("default", "desk"), info("2", "desk")]);
    await settled();
    expect(tracks).toHaveLength(2);
    expect(tracks[0]?.readyState).toBe("ended");
    expect(device.state.status).toBe("on");
  });

  it("does nothing while it is off, and starts when the person allows it after all", async () => {
    let isAllowed = false;
    const { device, tracks } = setUp(() => {
      if (!isAllowed) throw named("NotAllowedError");
      return new Track("1");
    });
    device.permissionGranted();
    device.devicesChanged([info("1")]);
    await settled();
    expect(device.state.status).toBe("off");
    await device.set(true).catch(() => {});
    device.devicesChanged([info("1")]);
    await settled();
    expect(device.state).toMatchObject({ status: "failed", error: { code: "permission-denied" } });
    isAllowed = true;
    device.permissionGranted();
    await settled();
    expect(device.state.status).toBe("on");
    await device.set(false);
    device.devicesChanged([info("1"), info("2")]);
    await settled();
    expect(tracks).toHaveLength(1);
  });

  it("says so when the permission is taken away", async () => {
    let isAllowed = true;
    const { device, tracks } = setUp(() => {
      if (!isAllowed) throw named("NotAllowedError");
      return new Track("1");
    });
    await device.set(true);
    isAllowed = false;
    tracks[0]?.unplug();
    await settled();
    expect(device.state).toMatchObject({ status: "failed", error: { code: "permission-denied" } });
  });
});

import { afterEach, describe, expect, it, vi } from "vitest";
import { createEnvironment, type Environment } from "../../src/client/environment.js";
import { CaptureDevice } from "../../src/client/media/capture-device.js";
import { PushToTalk } from "../../src/client/media/push-to-talk.js";
import { named, setUp, Track, type Ask } from "./capture-fixture.js";
import { settled } from "./clock.js";

describe("CaptureDevice", () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ["NotAllowedError", "permission-denied"],
    ["SecurityError", "permission-denied"],
    ["NotFoundError", "device-not-found"],
    ["NotReadableError", "device-in-use"],
    ["AbortError", "device-in-use"],
    ["OverconstrainedError", "device-unsuitable"],
    ["InvalidStateError", "not-supported"],
    ["UnknownError", "internal"],
  ])("maps %s to %s, says what to do, and tries again when asked", async (name, code) => {
    let failure: unknown = named(name);
    const { device, statuses } = setUp(() => {
      if (failure) throw failure;
      return new Track("1");
    });
    await expect(device.set(true)).rejects.toMatchObject({ code });
    expect(device.state).toMatchObject({ status: "failed", error: { code } });
    failure = undefined;
    await device.set(true);
    expect(statuses).toEqual(["starting", "failed", "starting", "on"]);
  });

  it("takes an impossible device for a missing one", async () => {
    const { device } = setUp(() => {
      throw named("OverconstrainedError", { constraint: "deviceId" });
    });
    await expect(device.set(true, "gone")).rejects.toMatchObject({ code: "device-not-found" });
  });

  it("tells an insecure page from an old browser", async () => {
    const device = new CaptureDevice({
      source: "camera",
      environment: createEnvironment({ mediaDevices: undefined }),
      onChange: () => {},
    });
    vi.stubGlobal("isSecureContext", false);
    await expect(device.set(true)).rejects.toMatchObject({ code: "insecure-context" });
    vi.stubGlobal("isSecureContext", true);
    await expect(device.set(true)).rejects.toMatchObject({ code: "not-supported" });
  });

  it("keeps a device that is chosen while it is off for later, and takes it at once while it is on", async () => {
    const { device, tracks, live } = setUp(({ deviceId }) => {
      const { exact = "1" } = (deviceId ?? {}) as { exact?: string };
      return new Track(exact);
    }, "microphone");
    expect(device.deviceId).toBe("");
    await device.choose("2");
    expect(device.deviceId).toBe("2");
    expect(tracks).toEqual([]);
    await device.set(true);
    expect(live().map(({ deviceId }) => deviceId)).toEqual(["2"]);
    await device.choose("3");
    expect(device.state).toMatchObject({ status: "on", deviceId: "3" });
    expect(live().map(({ deviceId }) => deviceId)).toEqual(["3"]);

    // Muted in a call it goes on in silence, and is still another one than the one that is wanted next.
    device.keepsWhileOff = true;
    await device.set(false);
    await device.choose("2");
    expect(device.deviceId).toBe("2");
    expect(live().map(({ deviceId }) => deviceId)).toEqual(["3"]);
    await device.set(true);
    expect(live().map(({ deviceId }) => deviceId)).toEqual(["2"]);
  });

  it("is, for as long as somebody pushes to talk, the one that was chosen", async () => {
    const { device, live } = setUp(({ deviceId }) => {
      const { exact = "1" } = (deviceId ?? {}) as { exact?: string };
      return new Track(exact);
    }, "microphone");
    const pushToTalk = new PushToTalk(device);
    await device.choose("2");
    await pushToTalk.set(true);
    expect(live().map(({ deviceId }) => deviceId)).toEqual(["2"]);
    await pushToTalk.set(false);
    expect(device.state.status).toBe("off");
  });

  it("stops a capture that comes too late", async () => {
    let give: ((track: Track) => void) | undefined;
    const { device, tracks, live } = setUp(() => new Promise<Track>((resolve) => (give = resolve)));
    const asked = device.set(true).catch((error: unknown) => error);
    await settled();
    await device.set(false);
    give?.(new Track("1"));
    expect(await asked).toMatchObject({ code: "aborted" });
    expect(tracks).toHaveLength(1);
    expect(live()).toEqual([]);
    expect(device.state.status).toBe("off");
  });

  it("goes from one device to another without a gap, and forgets a wish that was overtaken", async () => {
    const { device, live, tracks } = setUp(({ deviceId }) => {
      const { exact } = (deviceId ?? { exact: "default" }) as { exact: string };
      return new Track(exact);
    });
    await device.set(true);
    const first = device.track;
    const overtaken = device.set(true, "a").catch((error: unknown) => error);
    const wanted = device.set(true, "b");
    expect(device.track).toBe(first);
    expect(device.state.status).toBe("starting");
    await wanted;
    expect(await overtaken).toMatchObject({ code: "aborted" });
    expect(device.state).toMatchObject({ status: "on", deviceId: "b" });
    expect(live()).toEqual([device.track]);
    const asked = tracks.length;
    await device.set(true, "b");
    await device.set(true);
    expect(tracks).toHaveLength(asked);
  });

  it("lets go of the device in use when the other one does not start beside it", async () => {
    let inUse = 0;
    const { device, live } = setUp(({ deviceId }) => {
      if (live().length > 0) {
        inUse++;
        throw named("NotReadableError");
      }
      return new Track(deviceId ? "back" : "front");
    });
    await device.set(true);
    await device.set(true, "back");
    expect(inUse).toBe(1);
    expect(device.state).toMatchObject({ status: "on", deviceId: "back" });
    expect(live()).toHaveLength(1);
  });

  describe("whose device is in use elsewhere", () => {
    const idOf = ({ deviceId }: MediaTrackConstraints) => (deviceId as { exact?: string } | undefined)?.exact;
    /** A desk with three cameras, of which these are in use. */
    const desk = (busy: string[], storage?: Environment["storage"]) => {
      const asked: string[] = [];
      const ask: Ask = (constraints) => {
        const id = idOf(constraints) ?? "1";
        asked.push(id);
        if (busy.includes(id)) throw named("NotReadableError");
        return new Track(id);
      };
      return { ...setUp(ask, "camera", storage, ["default", "1", "2", "3"]), asked };
    };

    it("takes the next one that starts, says which, and keeps it for no choice", async () => {
      const kept: string[] = [];
      const busy = ["1", "2"];
      const storage = { getItem: () => null, setItem: (_key: string, value: string) => void kept.push(value) };
      const { device, asked } = desk(busy, storage);
      await device.set(true);
      expect(asked).toEqual(["1", "1", "2", "3"]);
      expect(device.state).toMatchObject({
        status: "on",
        deviceId: "3",
        standsIn: { label: "device 3", error: { code: "device-in-use" } },
      });
      expect(kept).toEqual([]);
      busy.length = 0;
      await device.set(false);
      await device.set(true);
      expect(device.state).toMatchObject({ status: "on", deviceId: "1" });
      expect(device.state).not.toHaveProperty("standsIn");
    });

    it("takes no other than the one that the person chose just now", async () => {
      const { device, asked } = desk(["2"]);
      await expect(device.set(true, "2")).rejects.toMatchObject({ code: "device-in-use" });
      expect(asked).toEqual(["2"]);
      await expect(device.choose("2")).rejects.toMatchObject({ code: "device-in-use" });
      expect(device.state.status).toBe("failed");
    });

    it("fails when all of them are, and leaves them alone once nobody wants one", async () => {
      const all = desk(["1", "2", "3"]);
      await expect(all.device.set(true)).rejects.toMatchObject({ code: "device-in-use" });
      const given = desk(["1"]);
      const asked = given.device.set(true).catch((error: unknown) => error);
      await given.device.set(false);
      expect(await asked).toMatchObject({ code: "aborted" });
      await settled();
      expect(given.live()).toEqual([]);
    });
  });

  it("is off while the system mutes it, and on again by itself", async () => {
    const { device, tracks, live, statuses } = setUp(() => new Track("1"), "microphone");
    device.keepsWhileOff = true;
    await device.set(true);
    tracks[0]?.mute(true);
    expect(device.state).toMatchObject({ status: "failed", error: { code: "device-muted" } });
    expect(device.track).toBe(tracks[0]);
    tracks[0]?.mute(false);
    expect(statuses).toEqual(["starting", "on", "failed", "on"]);

    // What the person has muted does not come on by it.
    await device.set(false);
    tracks[0]?.mute(true);
    tracks[0]?.mute(false);
    expect(device.state.status).toBe("off");
    expect(live()).toHaveLength(1);
  });

  it("captures anew when it is asked for what the system has muted, and tells when that is muted, too", async () => {
    let muted = false;
    const { device, tracks, live } = setUp(() => Object.assign(new Track("1"), { muted }));
    await device.set(true);
    tracks[0]?.mute(true);
    muted = true;
    await expect(device.set(true)).rejects.toMatchObject({ code: "device-muted" });
    expect(device.state.status).toBe("failed");
    muted = false;
    await device.set(true);
    expect(device.state.status).toBe("on");
    expect(tracks).toHaveLength(3);
    expect(live()).toEqual([tracks[2]]);
    tracks[2]?.mute(true);
    tracks[2]?.unplug();
    await settled();
    expect(device.state).toMatchObject({ status: "on" });
  });

  it("only silences a microphone in a call, and stops it outside of one", async () => {
    const { device, tracks } = setUp(() => new Track("1"), "microphone");
    device.keepsWhileOff = true;
    await device.set(true);
    await device.set(false);
    expect(tracks[0]).toMatchObject({ readyState: "live", enabled: false });
    await device.set(true);
    expect(tracks).toHaveLength(1);
    expect(tracks[0]?.enabled).toBe(true);
    await device.set(false);
    device.keepsWhileOff = false;
    expect(tracks[0]?.readyState).toBe("ended");
    expect(device.track).toBeUndefined();
  });

  it("tells that it was lost when there is no other, and says nothing of one that is off", async () => {
    let isThere = true;
    const ask: Ask = () => {
      if (!isThere) throw named("NotFoundError");
      return new Track("1");
    };
    const { device, tracks } = setUp(ask, "microphone");
    device.keepsWhileOff = true;
    await device.set(true);
    isThere = false;
    tracks[0]?.unplug();
    await settled();
    expect(device.state).toMatchObject({ status: "failed", error: { code: "device-lost", retryable: true } });
    isThere = true;
    await device.set(true);
    await device.set(false);
    tracks[1]?.unplug();
    expect(device.state.status).toBe("off");
    expect(device.track).toBeUndefined();
  });

  it("comes back to the device that was chosen, if it is there, and keeps no choice that failed", async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    await setUp(() => new Track("1"), "camera", storage).device.set(true);
    expect(kept.size).toBe(0);
    await setUp(() => new Track("2"), "camera", storage).device.set(true, "2");
    const gone = setUp(
      () => {
        throw named("NotFoundError");
      },
      "camera",
      storage,
    );
    await expect(gone.device.set(true, "3")).rejects.toMatchObject({ code: "device-not-found" });
    const asked: MediaTrackConstraints[] = [];
    const ask: Ask = (constraints) => (asked.push(constraints), new Track("2"));
    const recalled = setUp(ask, "camera", storage).device;
    expect(recalled.deviceId).toBe("2");
    await recalled.set(true);
    await setUp(ask, "microphone", storage).device.set(true);
    expect(asked.map(({ deviceId }) => deviceId)).toEqual([{ exact: "2" }, undefined]);
    const unplugged = setUp(
      ({ deviceId }) => {
        if (deviceId) throw named("OverconstrainedError", { constraint: "deviceId" });
        return new Track("1");
      },
      "camera",
      storage,
    );
    await unplugged.device.set(true);
    expect(unplugged.device.state).toMatchObject({ status: "on", deviceId: "1" });
  });

  it("captures where nothing can be kept", async () => {
    const refuse = () => {
      throw named("SecurityError");
    };
    const { device } = setUp(() => new Track("2"), "camera", { getItem: refuse, setItem: refuse });
    await device.set(true, "2");
    await device.set(false);
    await device.set(true);
    expect(device.state.status).toBe("on");
  });

  it("releases everything, whatever it was doing", async () => {
    const { device, live } = setUp(() => new Track("1"));
    await device.set(true);
    const again = device.set(true, "2").catch((error: unknown) => error);
    device.release();
    expect(await again).toMatchObject({ code: "aborted" });
    expect(live()).toEqual([]);
    expect(device.state.status).toBe("off");
  });
});

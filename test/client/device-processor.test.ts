import { describe, expect, it, vi } from "vitest";
import type { CaptureDevice } from "../../src/client/media/capture-device.js";
import { setUp, Track } from "./capture-fixture.js";

describe("CaptureDevice with a processor", () => {
  const processing = (name: string) => {
    const made: Track[] = [];
    const signals: AbortSignal[] = [];
    const processor = async (track: MediaStreamTrack, { signal }: { signal: AbortSignal }) => {
      const result = new Track(`${name} of ${track.getSettings().deviceId}`);
      made.push(result);
      signals.push(signal);
      return result as unknown as MediaStreamTrack;
    };
    return { processor, made, signals };
  };
  const sent = (device: CaptureDevice) => device.track?.getSettings().deviceId;

  it("sends what it makes, now and of the next device, and lets go of what was", async () => {
    const { device, tracks } = setUp(({ deviceId }) => new Track((deviceId as { exact?: string })?.exact ?? "a"));
    const { processor, made, signals } = processing("blur");
    await device.set(true);
    await device.setProcessor(processor);
    expect(sent(device)).toBe("blur of a");
    expect(device.state).toMatchObject({ status: "on", deviceId: "a" });
    expect(device.raw?.readyState).toBe("live");
    await device.set(true, "b");
    expect(sent(device)).toBe("blur of b");
    expect(made[0]?.readyState).toBe("ended");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await device.setProcessor(undefined);
    expect(sent(device)).toBe("b");
    expect(signals[1]?.aborted).toBe(true);
    expect(tracks.at(-1)?.readyState).toBe("live");
    device.release();
    expect([...tracks, ...made].every(({ readyState }) => readyState === "ended")).toBe(true);
  });

  it("shows nothing that is not processed", async () => {
    const { device } = setUp(() => new Track("a"));
    await device.setProcessor(processing("blur").processor);
    const seen: (string | undefined)[] = [];
    const on = device.set(true);
    seen.push(sent(device));
    await on;
    seen.push(sent(device));
    expect(seen).toEqual([undefined, "blur of a"]);
  });

  it("keeps a mute", async () => {
    const { device } = setUp(() => new Track("a"), "microphone");
    device.keepsWhileOff = true;
    await device.set(true);
    await device.set(false);
    await device.setProcessor(processing("calm").processor);
    expect(device.track?.enabled).toBe(false);
    await device.setProcessor(undefined);
    expect(device.track?.enabled).toBe(false);
    expect(device.state.status).toBe("off");
  });

  it("sends the device itself when it fails, and says why", async () => {
    const { device } = setUp(() => new Track("a"));
    await device.set(true);
    const fails = () => Promise.reject(new Error("no WebGL"));
    await expect(device.setProcessor(fails)).rejects.toMatchObject({ code: "internal", reason: "no WebGL" });
    expect(sent(device)).toBe("a");
    expect(device.state).toMatchObject({ status: "on", processorError: { reason: "no WebGL" } });
    await device.setProcessor(undefined);
    expect(device.state).not.toHaveProperty("processorError");
  });

  it("sends the device itself when it stops later", async () => {
    const { device } = setUp(() => new Track("a"));
    const { processor, made } = processing("blur");
    await device.set(true);
    await device.setProcessor(processor);
    made[0]?.unplug();
    expect(sent(device)).toBe("a");
    expect(device.state).toMatchObject({ status: "on", processorError: { code: "internal" } });
  });

  it("is the last one that was set", async () => {
    const { device } = setUp(() => new Track("a"));
    await device.set(true);
    let give = (): void => {};
    const slow = processing("slow");
    const first = device.setProcessor(async (track, options) => {
      await new Promise<void>((resolve) => (give = resolve));
      return await slow.processor(track, options);
    });
    const second = device.setProcessor(processing("fast").processor);
    await second;
    give();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    expect(sent(device)).toBe("fast of a");
    expect(slow.made.every(({ readyState }) => readyState === "ended")).toBe(true);
  });

  it("is let go of with the device, however late it comes", async () => {
    const { device, live } = setUp(() => new Track("a"));
    let give = (): void => {};
    const slow = processing("slow");
    await device.setProcessor(async (track, options) => {
      await new Promise<void>((resolve) => (give = resolve));
      return await slow.processor(track, options);
    });
    const on = device.set(true).catch((error: unknown) => error);
    await vi.waitFor(() => expect(live()).toHaveLength(1));
    device.release();
    await vi.waitFor(() => {
      give();
      expect(slow.made).toHaveLength(1);
    });
    expect(await on).toMatchObject({ code: "aborted" });
    expect([...live(), ...slow.made.filter(({ readyState }) => readyState === "live")]).toEqual([]);
  });
});

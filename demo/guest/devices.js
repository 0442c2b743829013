/** Camera and microphone of a guest, and what is in the way of them. */

const WHY = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Why devices do not open: `refused`, `none`, `busy`, or `insecure` where pages get none at all. */
export class DeviceError extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

const constraintsOf = (id, rest = {}) => (id ? { ...rest, deviceId: { exact: id } } : rest);

/**
 * Opens them, which asks the person once.
 *
 * @param wanted ids of devices; `camera: null` for none.
 * @throws DeviceError
 */
export async function openDevices({ camera, microphone } = {}) {
  if (!navigator.mediaDevices) throw new DeviceError("insecure");
  const video = camera === null ? false : constraintsOf(camera, { width: { ideal: 1280 }, height: { ideal: 720 } });
  const audio =
    microphone === null ? false : constraintsOf(microphone, { echoCancellation: true, noiseSuppression: true });
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio });
  } catch (error) {
    throw new DeviceError(WHY[error.name] ?? "busy");
  }
}

/**
 * Calls back with `camera` or `microphone` when one is taken away: unplugged, or no longer allowed. What a page stops itself is not.
 *
 * @returns ends it.
 */
export function watchDevices(stream, onLost) {
  const watch = new AbortController();
  for (const track of stream.getTracks()) {
    const device = track.kind === "video" ? "camera" : "microphone";
    track.addEventListener("ended", () => onLost(device), { signal: watch.signal });
  }
  return () => watch.abort();
}

/**
 * Opens what there is still after one was lost: another of its kind, or the rest without it. The rest may have gone with it, as with a
 * camera that has a microphone, so that another one of its kind will do, too.
 *
 * @throws DeviceError when nothing is left.
 */
export async function openWithout(lost, wanted) {
  const other = lost === "camera" ? "microphone" : "camera";
  const others = wanted[other] === null ? [null] : [...new Set([wanted[other], undefined, null])];
  let first;
  for (const rest of others) {
    for (const own of rest === null ? [undefined] : [undefined, null]) {
      try {
        return await openDevices({ [lost]: own, [other]: rest });
      } catch (error) {
        first ??= error;
      }
    }
  }
  throw first;
}

/** Devices by kind, as a person would choose among them. */
export async function listDevices() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const of = (kind) => devices.filter((device) => device.kind === kind && device.deviceId !== "");
  return { camera: of("videoinput"), microphone: of("audioinput") };
}

/**
 * Shows how loud a microphone is, as `--level` from 0 to 1 on an element.
 *
 * @returns ends it.
 */
export function showLevel(track, element) {
  const context = new AudioContext();
  const meter = context.createAnalyser();
  meter.fftSize = 512;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(meter);
  const samples = new Float32Array(meter.fftSize);
  let frame = 0;
  const draw = () => {
    meter.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // From a whisper at -55 dB to somebody who is near, at -15 dB.
    const level = Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-12) + 55) / 40));
    element.style.setProperty("--level", track.enabled ? level.toFixed(2) : "0");
    frame = requestAnimationFrame(draw);
  };
  draw();
  // Where a page may not play by itself, nothing is heard before a first click.
  const wake = () => void context.resume();
  addEventListener("click", wake);
  return () => {
    removeEventListener("click", wake);
    cancelAnimationFrame(frame);
    element.style.setProperty("--level", "0");
    void context.close();
  };
}

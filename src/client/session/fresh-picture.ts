import { delay } from "../../base/clock.js";
import type { Environment } from "../environment.js";

/** Milliseconds between looks, between looks whatever is played, and after which a frame alone is sign enough. */
const LOOK = 15;
const LOOK_CLOSELY = 90;
const WITHOUT_KEY_FRAME = 1_500;

/**
 * Resolves when a receiver that was pointed at another publication has a picture of it: nobody's face may appear under
 * somebody else's name.
 *
 * The SFU sends nothing more of the old publication once it has answered, and begins the new one with a key frame. So it is the
 * new one as soon as more frames were decoded than had arrived by the answer, and a key frame since the question: it may come
 * before the answer does, or before the browser has counted. An SFU that goes on without a key frame is believed after a while.
 *
 * @param keysBefore key frames decoded when the receiver was about to be pointed at the other publication.
 * @throws CallsError `aborted`
 */
export async function freshPicture(
  receiver: RTCRtpReceiver,
  environment: Environment,
  signal: AbortSignal,
  keysBefore: Promise<number>,
): Promise<void> {
  if (receiver.track.kind === "audio") return;
  const start = environment.now();
  const [{ received }, known] = await Promise.all([frames(receiver), keysBefore]);
  for (let played = 0, looked = start; ;) {
    await delay(environment, LOOK, signal);
    const now = environment.now();
    // Asking a receiver for its sources costs next to nothing and shows whether a frame was played. Statistics are expensive, so
    // that they are read only after that.
    const { rtpTimestamp = 0 } = receiver.getSynchronizationSources?.()[0] ?? {};
    if (rtpTimestamp === played && now - looked < LOOK_CLOSELY) continue;
    [played, looked] = [rtpTimestamp, now];
    const { decoded, keys } = await frames(receiver);
    if (decoded > received && (keys > known || now - start > WITHOUT_KEY_FRAME)) return;
  }
}

/** Key frames that a receiver has decoded. */
export async function keyFrames(receiver: RTCRtpReceiver): Promise<number> {
  return receiver.track.kind === "audio" ? 0 : (await frames(receiver)).keys;
}

async function frames(receiver: RTCRtpReceiver): Promise<{ received: number; decoded: number; keys: number }> {
  for (const report of (await receiver.getStats()).values()) {
    if (report.type !== "inbound-rtp") continue;
    const { framesReceived = 0, framesDecoded = 0, framesDropped = 0, keyFramesDecoded = 0 } = report;
    return { received: framesReceived, decoded: framesDecoded + framesDropped, keys: keyFramesDecoded };
  }
  return { received: 0, decoded: 0, keys: 0 };
}

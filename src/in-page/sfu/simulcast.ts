/**
 * Simulcast, as far as a page can play it: Chromium receives one layer and the SFU encodes anew, so that a subscriber's
 * preferred layer becomes a scaling of what it is sent.
 */
import type { Simulcast } from "../../wire/calls-api.js";
import { mediaSection } from "./media-section.js";

/** The RIDs that media section `mid` of an offer sends, best first: the alphabet goes from a, the best, downwards. */
export function offeredRids(sdp: string, mid: string): readonly string[] {
  return Array.from(mediaSection(sdp, mid).matchAll(/^a=rid:(\S+) send/gm), ([, rid = ""]) => rid);
}

/** Sends what the preferred layer of `rids` would show: every next layer has half the width and height. */
export async function prefer(sender: RTCRtpSender, rids: readonly string[], simulcast?: Simulcast): Promise<void> {
  const layer = rids.indexOf(simulcast?.preferredRid ?? "");
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings;
  if (sender.track?.kind !== "video" || !encoding) return;
  encoding.scaleResolutionDownBy = 2 ** Math.max(layer, 0);
  await sender.setParameters(parameters);
}

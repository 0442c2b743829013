import { negotiateLayers } from "./layer-extensions.js";
import type { Sending } from "./sending.js";

/** Adds a track to a connection, to be offered next. */
export function addSender(
  connection: RTCPeerConnection,
  track: MediaStreamTrack,
  { encodings, codecs }: Sending,
): RTCRtpTransceiver {
  const isLayered = encodings && encodings.length > 1;
  // Without it, Chromium makes one scalable stream of VP9 and AV1, of which an SFU cannot take a layer.
  const mode = isLayered && codecs && { scalabilityMode: "L1T1" };
  const transceiver = connection.addTransceiver(track, {
    direction: "sendonly",
    ...(encodings && { sendEncodings: encodings.map((encoding) => ({ ...mode, ...encoding })) }),
  });
  if (isLayered) negotiateLayers(transceiver);
  if (codecs) preferCodecs(transceiver, codecs);
  return transceiver;
}

function preferCodecs(transceiver: RTCRtpTransceiver, wanted: readonly string[]): void {
  const known = RTCRtpReceiver.getCapabilities?.(transceiver.receiver.track.kind)?.codecs ?? [];
  const names = wanted.map((name) => name.toLowerCase());
  const rank = ({ mimeType }: { mimeType: string }): number =>
    names.indexOf(mimeType.toLowerCase()) + 1 || names.length + 1;
  transceiver.setCodecPreferences?.([...known].sort((a, b) => rank(a) - rank(b)));
}

/** A header extension as the WebRTC Extensions draft has it; not every browser does. */
interface HeaderExtension {
  readonly uri: string;
  direction: RTCRtpTransceiverDirection;
}

type Extensible = RTCRtpTransceiver & {
  getHeaderExtensionsToNegotiate?(): HeaderExtension[];
  setHeaderExtensionsToNegotiate?(extensions: HeaderExtension[]): void;
};

/** What tells the layers of one track apart on the wire. */
const LAYER_EXTENSIONS: readonly string[] = [
  "urn:ietf:params:rtp-hdrext:sdes:mid",
  "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
];

/**
 * Makes sure that a simulcast offer names its layers.
 *
 * After an offer of the service without these extensions, Chromium leaves them out of its own next offer, and then refuses
 * that offer: "negotiates simulcast but does not negotiate the RID RTP header extension". Subscribing before publishing is
 * enough to get there.
 */
export function negotiateLayers(transceiver: Extensible): void {
  const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
  if (!extensions) return;
  for (const extension of extensions) {
    if (LAYER_EXTENSIONS.includes(extension.uri)) extension.direction = "sendrecv";
  }
  transceiver.setHeaderExtensionsToNegotiate?.(extensions);
}

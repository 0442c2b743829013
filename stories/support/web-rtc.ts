/** Debian's WebKit has none. It also draws with the processor alone: there pictures move as little as they can. */
export const hasWebRtc = typeof RTCPeerConnection === "function";

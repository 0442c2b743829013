/** What a call holds of a browser: all of it has to be let go of when the element is gone. */

declare global {
  /** What is still held, in words. */
  var leftovers: () => string[];
  /** The kinds of all that was ever captured. */
  var captured: () => string[];
}

/** Runs in a page before its own scripts. */
export function watchLeftovers(): void {
  const tracks: MediaStreamTrack[] = [];
  const connections: RTCPeerConnection[] = [];
  const sockets: WebSocket[] = [];
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  const watched = <T extends object>(Made: new (...args: never[]) => T, all: T[]): typeof Made =>
    new Proxy(Made, {
      construct: (target, args, newTarget) => {
        const made = Reflect.construct(target, args, newTarget) as T;
        all.push(made);
        return made;
      },
    });
  Object.assign(globalThis, {
    RTCPeerConnection: watched(RTCPeerConnection, connections),
    WebSocket: watched(WebSocket, sockets),
    captured: () => tracks.map(({ kind }) => kind),
    leftovers: () => [
      ...tracks.filter(({ readyState }) => readyState === "live").map(({ kind }) => `a live ${kind} track`),
      ...connections.filter(({ signalingState }) => signalingState !== "closed").map(() => "a peer connection"),
      ...sockets.filter(({ readyState }) => readyState <= WebSocket.OPEN).map(() => "a socket"),
    ],
  });
}

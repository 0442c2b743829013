/** Those that wait for a click: a browser that saves power plays nothing before a gesture, also without sound. */
const refused = new WeakSet<HTMLVideoElement>();

const play = (video: HTMLVideoElement): void => {
  video.play().catch(({ name }: DOMException) => {
    // Any other error says that a later picture took this one's place.
    if (name !== "NotAllowedError" || refused.has(video)) return;
    refused.add(video);
    const retry = (): void => {
      refused.delete(video);
      if (video.srcObject) play(video);
    };
    video.ownerDocument.addEventListener("click", retry, { once: true, capture: true });
  });
};

/**
 * Shows a track in a video element. Setting `srcObject` restarts the picture, so it is set only for another track.
 */
export const attachTrack = (video: HTMLVideoElement, track: MediaStreamTrack | undefined): void => {
  const current = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks()[0] : undefined;
  if (current !== track) video.srcObject = track ? new MediaStream([track]) : null;
  // A video that was out of the page for a while has stopped. A play() that is refused leaves the first frame on screen.
  if (track && video.paused) play(video);
};

/**
 * Shows a track in a video element. Setting `srcObject` restarts the picture, so it is set only for another track.
 */
export const attachTrack = (video: HTMLVideoElement, track: MediaStreamTrack | undefined): void => {
  const current = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks()[0] : undefined;
  if (current !== track) video.srcObject = track ? new MediaStream([track]) : null;
  // A video that was out of the page for a while has stopped. A play() that is refused leaves the first frame on screen.
  if (track && video.paused) video.play().catch(() => undefined);
};

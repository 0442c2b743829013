const running = new Set<() => void>();

/** A camera that shows a colour and keeps sending. */
export const canvasTrack = (color: string): MediaStreamTrack => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 36 });
  const pen = canvas.getContext("2d")!;
  const draw = (): void => {
    pen.fillStyle = color;
    pen.fillRect(0, 0, 64, 36);
  };
  draw();
  const timer = setInterval(draw, 50);
  const track = canvas.captureStream(20).getVideoTracks()[0]!;
  running.add(() => {
    clearInterval(timer);
    track.stop();
  });
  return track;
};

/** For `afterEach`. */
export const stopCanvasTracks = (): void => {
  for (const stop of running) stop();
  running.clear();
};

/** A camera for everybody: one moving picture, so that drawing it costs the same whoever shows it. */
let track;

export const camera = () => {
  if (!track) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const pen = canvas.getContext("2d");
    let hue = 0;
    setInterval(() => {
      pen.fillStyle = `hsl(${hue++ % 360} 50% 50%)`;
      pen.fillRect(0, 0, 320, 180);
    }, 66);
    [track] = canvas.captureStream(15).getVideoTracks();
  }
  return track.clone();
};

/** A sound to send. */

let track: MediaStreamTrack | undefined;

/** One tone for everybody on the page: a browser makes only so many sounds. */
export function voice(): MediaStreamTrack {
  if (track) return track;
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const tone = new OscillatorNode(context);
  tone.connect(destination);
  tone.start();
  [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error("This browser makes no sound.");
  return track;
}

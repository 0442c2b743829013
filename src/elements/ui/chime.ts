/** Two soft notes, up for something that begins and down for something that ends. Frequencies in hertz. */
export const CHIMES = { begin: [523.25, 783.99], end: [659.25, 440], test: [523.25, 659.25, 783.99, 1046.5] } as const;

/** Seconds of one note, and from one note to the next. */
const LENGTH = 0.35;
const STEP = 0.14;

/**
 * Plays notes, quietly, one after the other.
 *
 * @param speakerId where; the system's own choice when empty, or where the browser does not let a page choose.
 * @returns a promise that resolves when they have been played, or at once where the browser plays nothing before a click.
 */
export const playChime = async (notes: readonly number[], speakerId = ""): Promise<void> => {
  // Before the first click it would wait for one, and sound when nobody expects it any more.
  if (!navigator.userActivation?.hasBeenActive) return;
  const context = new AudioContext();
  try {
    const choose: unknown = Reflect.get(context, "setSinkId");
    if (speakerId && typeof choose === "function") await Reflect.apply(choose, context, [speakerId]);
    const output = context.createGain();
    output.gain.value = 0.12;
    output.connect(context.destination);
    const last = notes.map((note, index) => playNote(context, output, note, context.currentTime + index * STEP)).at(-1);
    if (last) await new Promise((resolve) => last.addEventListener("ended", resolve, { once: true }));
  } finally {
    await context.close();
  }
};

const playNote = (context: AudioContext, output: AudioNode, note: number, at: number): OscillatorNode => {
  const oscillator = new OscillatorNode(context, { type: "sine", frequency: note });
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(1, at + 0.015);
  envelope.gain.exponentialRampToValueAtTime(0.001, at + LENGTH);
  oscillator.connect(envelope).connect(output);
  oscillator.start(at);
  oscillator.stop(at + LENGTH);
  return oscillator;
};

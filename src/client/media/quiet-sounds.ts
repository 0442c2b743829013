/** A sound that is not as loud as it comes. */
export interface QuietSound {
  readonly track: MediaStreamTrack;
  /** 0 to 1. */
  readonly volume: number;
}

/** Plays each sound on its own, as loud as it is wanted. */
export class QuietSounds {
  readonly #speakerId: () => string;
  readonly #players = new Map<MediaStreamTrack, Player>();

  /** @param speakerId where to play; empty for the system's own choice. */
  constructor(speakerId: () => string) {
    this.#speakerId = speakerId;
  }

  /** Makes what is heard here exactly `sounds`. */
  set(sounds: readonly QuietSound[]): void {
    for (const [track, player] of this.#players) {
      if (sounds.some((sound) => sound.track === track)) continue;
      player.close();
      this.#players.delete(track);
    }
    for (const { track, volume } of sounds) {
      const player = this.#players.get(track) ?? new Player(track, this.#speakerId());
      this.#players.set(track, player);
      player.volume = volume;
    }
  }

  /** The speaker is another. */
  follow(): void {
    for (const player of this.#players.values()) player.playOn(this.#speakerId());
  }
}

/** One sound. */
class Player {
  readonly #element = new Audio();
  readonly #stream: MediaStream;
  #context: AudioContext | undefined;
  #gain: GainNode | undefined;

  constructor(track: MediaStreamTrack, speakerId: string) {
    this.#stream = new MediaStream([track]);
    this.#element.srcObject = this.#stream;
    this.playOn(speakerId);
  }

  set volume(volume: number) {
    const element = this.#element;
    element.volume = volume;
    // iPhones leave the volume of an element to the buttons on their side.
    if (element.volume === volume) void element.play().catch(() => {});
    else this.#setGain(volume);
  }

  playOn(speakerId: string): void {
    if (speakerId || this.#element.sinkId) void this.#element.setSinkId(speakerId).catch(() => {});
  }

  close(): void {
    this.#element.srcObject = null;
    void this.#context?.close();
  }

  #setGain(volume: number): void {
    if (!this.#context || !this.#gain) {
      this.#context = new AudioContext();
      this.#gain = this.#context.createGain();
      this.#context.createMediaStreamSource(this.#stream).connect(this.#gain).connect(this.#context.destination);
      // Without an element, Web Audio gets nothing of a received track.
      this.#element.muted = true;
      void this.#element.play().catch(() => {});
    }
    void this.#context.resume();
    this.#gain.gain.value = volume;
  }
}

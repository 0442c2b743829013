/** Holds the microphone open while a key is held, and lets go of it whatever happens. */
export class PushToTalk {
  #talk: ((active: boolean) => void) | undefined;

  /** @param talk told when it begins, and when it ends. */
  press(talk: (active: boolean) => void): void {
    if (this.#talk) return;
    this.#talk = talk;
    document.addEventListener("keyup", this.#up, true);
    document.addEventListener("visibilitychange", this.release);
    addEventListener("blur", this.release);
    talk(true);
  }

  readonly release = (): void => {
    const talk = this.#talk;
    if (!talk) return;
    this.#talk = undefined;
    document.removeEventListener("keyup", this.#up, true);
    document.removeEventListener("visibilitychange", this.release);
    removeEventListener("blur", this.release);
    talk(false);
  };

  readonly #up = (event: KeyboardEvent): void => {
    if (event.key === " ") this.release();
  };
}

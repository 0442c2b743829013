/** Yourself, in a list of {@link seatKey | keys}. */
export const SELF = "c:";

/** What a tile shows: somebody's camera or shared screen. One's own id is empty. */
export const seatKey = (id: string, isScreen = false): string => `${isScreen ? "s" : "c"}:${id}`;
export const isScreenKey = (key: string): boolean => key.startsWith("s");
export const idOfKey = (key: string): string => key.slice(2);

/**
 * Who sits where. Nobody moves when somebody comes, goes or speaks, but for one swap: a speaker whom nobody sees takes the
 * place of the one on the first page who has been silent for longest.
 */
export class Seats {
  #order: readonly string[] = [];
  /** When somebody spoke last, as a count of turns. */
  readonly #spoke = new Map<string, number>();
  #turn = 0;

  get order(): readonly string[] {
    return this.#order;
  }

  /** Takes over who is here now. Whoever is new comes last; a new shared screen comes first, after yourself. */
  seat(keys: readonly string[]): void {
    const stay = this.#order.filter((key) => keys.includes(key));
    const fresh = keys.filter((key) => !this.#order.includes(key));
    if (fresh.length === 0 && stay.length === this.#order.length) return;
    const screens = fresh.filter(isScreenKey);
    const people = fresh.filter((key) => !isScreenKey(key));
    const rest = [...screens, ...stay, ...people].filter((key) => key !== SELF);
    this.#order = keys.includes(SELF) ? [SELF, ...rest] : rest;
    for (const key of this.#spoke.keys()) if (!keys.includes(key)) this.#spoke.delete(key);
  }

  /**
   * Brings those who speak into sight.
   *
   * @param seen the first page, in order: of these, all but yourself and shared screens may give up their seat.
   */
  hear(speaking: readonly string[], seen: readonly string[]): void {
    for (const key of speaking) this.#spoke.set(key, ++this.#turn);
    const inSight = [...seen];
    for (const key of speaking) {
      if (inSight.includes(key) || !this.#order.includes(key)) continue;
      const silent = inSight
        .filter((each) => each !== SELF && !isScreenKey(each) && !speaking.includes(each))
        .reverse()
        .sort((a, b) => (this.#spoke.get(a) ?? 0) - (this.#spoke.get(b) ?? 0))[0];
      if (silent === undefined) return;
      this.#swap(key, silent);
      inSight[inSight.indexOf(silent)] = key;
    }
  }

  #swap(a: string, b: string): void {
    this.#order = this.#order.map((key) => (key === a ? b : key === b ? a : key));
  }
}

/** From which incoming sequence number on which shift holds. */
interface Shift {
  readonly from: number;
  readonly by: number;
}

/** Shifts that are kept for packets that come late. */
const MAX_SHIFTS = 256;

/** Maps the sequence numbers of changing sources to one that counts on without gaps of our making. */
export class SequenceMap {
  #shifts: Shift[] = [];
  #lastIn = -1;
  #lastOut: number;

  /** @param first - The first outgoing sequence number. */
  constructor(first: number) {
    this.#lastOut = first - 1;
  }

  /** The next packet, incoming `extended`, is the first of another source. */
  switchSource(extended: number): void {
    this.#shifts = [{ from: extended, by: this.#lastOut + 1 - extended }];
    this.#lastIn = extended - 1;
  }

  /** The outgoing number, not yet wrapped to 16 bits; undefined for one that is older than all that we know. */
  map(extended: number): number | undefined {
    const shift = this.#shifts.findLast(({ from }) => from <= extended);
    if (!shift) return undefined;
    const out = extended + shift.by;
    this.#lastIn = Math.max(this.#lastIn, extended);
    this.#lastOut = Math.max(this.#lastOut, out);
    return out;
  }

  /** Leaves out a packet: those after it move up. False when later ones are sent already, so that its place is taken. */
  skip(extended: number): boolean {
    const last = this.#shifts.at(-1);
    if (!last || extended <= this.#lastIn) return false;
    this.#shifts.push({ from: extended + 1, by: last.by - 1 });
    if (this.#shifts.length > MAX_SHIFTS) this.#shifts.shift();
    this.#lastIn = extended;
    return true;
  }
}

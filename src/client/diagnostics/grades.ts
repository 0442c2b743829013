import type { QualityGrade } from "./types.js";
import type { Sample } from "./sampler.js";

/** From the best to the worst. */
const GRADES = ["good", "fair", "poor"] as const;

/** Looks in a row, one a second, before a grade follows what is measured: it gets worse sooner than it gets better. */
const LOOKS_TO_WORSE = 3;
const LOOKS_TO_BETTER = 6;

/** What a person would begin to notice, and what spoils the conversation. */
const LIMITS = {
  loss: [0.03, 0.1],
  /** Milliseconds. */
  jitter: [60, 150],
  roundTrip: [300, 700],
  /** Share of the time. */
  frozen: [0.1, 0.4],
} as const;

/** Pictures per second of a camera, below which a limited encoder spoils it. */
const FEW_FRAMES = 8;

/** What one look at a track says; `undefined` when it says nothing, as of a muted one. */
export function gradeOf(sample: Sample, stalled: boolean): QualityGrade | undefined {
  if (!sample.enabled || sample.bytes === undefined) return undefined;
  if (stalled) return "poor";
  const levels = (["loss", "jitter", "roundTrip", "frozen"] as const).map((member) =>
    levelOf(sample[member], LIMITS[member]),
  );
  if (sample.limitation === "bandwidth") levels.push((sample.framesPerSecond ?? FEW_FRAMES) < FEW_FRAMES ? 2 : 1);
  return GRADES[Math.max(...levels)];
}

function levelOf(value: number | undefined, [noticed, spoilt]: readonly [number, number]): number {
  if (value === undefined || value < noticed) return 0;
  return value < spoilt ? 1 : 2;
}

/** The worst of several; `undefined` when there is none. */
export function worstOf(grades: readonly (QualityGrade | undefined)[]): QualityGrade | undefined {
  const known = grades.flatMap((grade) => grade ?? []);
  return known.length > 0 ? GRADES[Math.max(...known.map((grade) => GRADES.indexOf(grade)))] : undefined;
}

/** A grade that does not flicker. */
export class SettledGrade {
  #grade: QualityGrade | undefined;
  /** What was measured since it first differed from the grade, in one direction. */
  #run: number[] = [];

  get grade(): QualityGrade | undefined {
    return this.#grade;
  }

  /** Takes over another look. */
  look(measured: QualityGrade | undefined): void {
    if (measured === undefined || this.#grade === undefined) {
      this.#grade = measured;
      this.#run = [];
      return;
    }
    const now = GRADES.indexOf(this.#grade);
    const next = GRADES.indexOf(measured);
    const isWorse = next > now;
    const former = this.#run[0];
    if (next === now || (former !== undefined && former > now !== isWorse)) this.#run = [];
    if (next === now) return;
    this.#run.push(next);
    if (this.#run.length < (isWorse ? LOOKS_TO_WORSE : LOOKS_TO_BETTER)) return;
    // The looks may differ in how far the grade moved, so that it goes to the least of the changes that all of them bear out.
    this.#grade = GRADES[isWorse ? Math.min(...this.#run) : Math.max(...this.#run)];
    this.#run = [];
  }
}

import { gradeOf, SettledGrade, worstOf } from "./grades.js";
import type { Look, LookedAt } from "./sampler.js";
import type { QualityGrade, RoomStats } from "./types.js";

/** What is told of the looks at a stay: the figures of the last one, and a grade for everyone that follows many. */
export class Measures {
  readonly #grades = new Map<string, SettledGrade>();
  #stats: RoomStats | undefined;

  get stats(): RoomStats | undefined {
    return this.#stats;
  }

  gradeOf(participantId: string): QualityGrade | undefined {
    return this.#grades.get(participantId)?.grade;
  }

  /** Takes over another look. @param at milliseconds since 1970. */
  take({ connection, samples }: Look, at: number): RoomStats {
    this.#grade(samples);
    this.#stats = Object.freeze({ at, connection, tracks: samples.map(withoutCounters) });
    return this.#stats;
  }

  #grade(samples: readonly LookedAt[]): void {
    const measured = new Map<string, (QualityGrade | undefined)[]>();
    for (const sample of samples) {
      const grades = measured.get(sample.participantId) ?? [];
      grades.push(gradeOf(sample, sample.stalled));
      measured.set(sample.participantId, grades);
    }
    for (const id of this.#grades.keys()) if (!measured.has(id)) this.#grades.delete(id);
    for (const [id, grades] of measured) {
      const settled = this.#grades.get(id) ?? new SettledGrade();
      settled.look(worstOf(grades));
      this.#grades.set(id, settled);
    }
  }
}

function withoutCounters(sample: LookedAt): Omit<LookedAt, "bytes" | "frames" | "heardOf" | "frozen"> {
  const { bytes: _bytes, frames: _frames, heardOf: _heardOf, frozen: _frozen, ...rest } = sample;
  return rest;
}

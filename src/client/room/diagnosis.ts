import { Diagnostics } from "../diagnostics/diagnostics.js";
import type { Environment } from "../environment.js";
import type { QualityGrade, RoomSnapshot } from "./types.js";
import type { Call } from "./call.js";

/** Options of {@link Diagnosis}. */
export interface DiagnosisOptions {
  readonly environment: Environment;
  snapshot(): RoomSnapshot;
  call(): Call | undefined;
  /** {@link Diagnosis.gradeOf} may say something else. */
  onChange(): void;
}

/** The diagnostics of a room, whatever call it is in. */
export class Diagnosis extends Diagnostics {
  #gradeOf: ((participantId: string) => QualityGrade | undefined) | undefined;

  constructor({ environment, snapshot, call, onChange }: DiagnosisOptions) {
    super({
      environment,
      snapshot,
      stats: async () => await call()?.stats(),
      sent: () => call()?.sent ?? [],
      pullAgain: (participantId, source) => call()?.pullAgain(participantId, source),
      publishAgain: (source) => call()?.publishAgain(source),
      isPublished: async (source) => (await call()?.isPublished(source)) ?? true,
      history: () => [],
      onGrades: (gradeOf) => {
        this.#gradeOf = gradeOf;
        onChange();
      },
    });
  }

  /** How well somebody's media gets here, and one's own gets out. */
  gradeOf(participantId: string): QualityGrade | undefined {
    return this.#gradeOf?.(participantId);
  }

  /** Measures while there is a call with a connection, once it has had one. */
  sync(): void {
    const { status } = this.snapshot;
    const isJoined = status.phase === "joined";
    if (!isJoined) this.#gradeOf = undefined;
    if (!isJoined || status.media === "connected") this.on = isJoined;
  }
}

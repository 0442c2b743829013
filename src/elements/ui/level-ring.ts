import type { Room } from "../../client/types.js";

/** Below this, a change of the level is not seen. */
const STEP = 0.05;

/**
 * Writes how loud somebody is to the custom property `--calls-level`, 0 to 1, of an element: many times a second, and
 * without rendering anything.
 */
export class LevelRing {
  #room: Room | undefined;
  #participantId: string | undefined;
  #target: HTMLElement | undefined;
  #unsubscribe: (() => void) | undefined;

  /** Follows a participant, or nobody when one of these is missing. The same again changes nothing. */
  follow(room: Room | undefined, participantId: string | undefined, target: HTMLElement | undefined): void {
    if (room === this.#room && participantId === this.#participantId && target === this.#target) return;
    this.stop();
    this.#room = room;
    this.#participantId = participantId;
    this.#target = target;
    if (!room || participantId === undefined || !target) return;
    let shown = 0;
    this.#unsubscribe = room.onLevel(participantId, (level) => {
      if (level !== 0 && Math.abs(level - shown) < STEP) return;
      shown = level;
      target.style.setProperty("--calls-level", level.toFixed(2));
    });
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#target?.style.removeProperty("--calls-level");
    this.#room = undefined;
    this.#target = undefined;
    this.#participantId = undefined;
  }
}

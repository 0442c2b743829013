import type { Environment } from "../environment.js";
import type { QualityGrade, RoomSnapshot } from "../room/types.js";
import type { Repair, RoomStats } from "./types.js";

/** What is measured while a room is joined. */
export interface MonitorPort {
  readonly stats: RoomStats | undefined;
  readonly repairs: readonly Repair[];
  gradeOf(participantId: string): QualityGrade | undefined;
  close(): void;
}

/** What the diagnostics need of a room. */
export interface DiagnosticsPort {
  readonly environment: Environment;
  snapshot(): RoomSnapshot;
  onStats(stats: RoomStats): void;
  /** Something that the snapshot tells may be another. */
  onChange(): void;
}

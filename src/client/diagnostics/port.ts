import type { QualityGrade, RoomSnapshot } from "../room/types.js";
import type { Views } from "../room/views.js";
import type { TalkingOptions } from "./talking.js";
import type { Repair, RoomStats } from "./types.js";

/** What is measured while a room is joined. */
export interface MonitorPort {
  readonly stats: RoomStats | undefined;
  readonly repairs: readonly Repair[];
  readonly talkingWhileMuted: boolean;
  /** Devices may have changed. */
  sync(): void;
  gradeOf(participantId: string): QualityGrade | undefined;
  close(): void;
}

/** What the diagnostics need of a room. */
export interface DiagnosticsPort extends TalkingOptions {
  snapshot(): RoomSnapshot;
  /** What is taken of the others' video. */
  readonly views: Pick<Views, "networkLimit" | "limit">;
  onStats(stats: RoomStats): void;
}

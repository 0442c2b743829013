import type { DiagnosticsPort, MonitorPort } from "../diagnostics/port.js";
import type { ApiCallRecord, RoomReport } from "../diagnostics/types.js";
import type { Call } from "./call.js";
import type { QualityGrade } from "./types.js";

/** Options of {@link Diagnosis}. */
export interface DiagnosisOptions extends DiagnosticsPort {
  call(): Call | undefined;
}

/** The little of the diagnostics that is there from the beginning. The rest is loaded once media flows. */
export class Diagnosis {
  /** The last calls of the service's API, of every stay in a room. */
  readonly history: ApiCallRecord[] = [];
  readonly #options: DiagnosisOptions;
  #monitor: MonitorPort | undefined;
  #call: Call | undefined;

  constructor(options: DiagnosisOptions) {
    this.#options = options;
  }

  /** How well somebody's media gets here, and one's own gets out. */
  gradeOf(participantId: string): QualityGrade | undefined {
    return this.#monitor?.gradeOf(participantId);
  }

  get talkingWhileMuted(): boolean {
    return this.#monitor?.talkingWhileMuted ?? false;
  }

  /** Measures the call that there is now, once it has a connection. */
  sync(): void {
    this.#monitor?.sync();
    const call = this.#options.call();
    if (call === this.#call || (call && call.media !== "connected")) return;
    this.#monitor?.close();
    this.#monitor = undefined;
    this.#call = call;
    // A page that cannot load it goes without.
    if (call) void this.#load(call).catch(() => {});
  }

  async report(): Promise<RoomReport> {
    const { makeReport } = await import("../diagnostics/report.js");
    return makeReport(this.#options, this.#monitor, this.history);
  }

  async #load(call: Call): Promise<void> {
    const { Monitor } = await import("../diagnostics/monitor.js");
    if (call === this.#call) this.#monitor = new Monitor(call, this.#options);
  }
}

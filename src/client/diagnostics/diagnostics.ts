import type { Environment } from "../environment.js";
import { notify } from "../notify.js";
import type { QualityGrade, RoomSnapshot } from "../room/types.js";
import type { MediaSource } from "../../wire/room-protocol.js";
import type { ApiCallRecord, Repair, RoomReport, RoomStats } from "./types.js";

/** What the diagnostics need of a room. */
export interface DiagnosticsPort {
  readonly environment: Environment;
  snapshot(): RoomSnapshot;
  /** The browser's statistics of the connection; `undefined` while there is none. */
  stats(): Promise<RTCStatsReport | undefined>;
  /** What is published now, and the tracks that are sent. */
  sent(): readonly { readonly source: MediaSource; readonly track: MediaStreamTrack; readonly enabled: boolean }[];
  /** Subscribes to somebody's track anew. */
  pullAgain(participantId: string, source: MediaSource): void;
  /** Publishes a device anew. */
  publishAgain(source: MediaSource): void;
  /** Asks the service whether it still has what this browser publishes. */
  isPublished(source: MediaSource): Promise<boolean>;
  /** The last calls of the service's API. */
  history(): readonly ApiCallRecord[];
  /** Somebody's grade may have changed. */
  onGrades(grade: (participantId: string) => QualityGrade | undefined): void;
}

/** What is measured while a room is joined. */
export interface MonitorPort {
  readonly stats: RoomStats | undefined;
  readonly repairs: readonly Repair[];
  close(): void;
}

/** The little of the diagnostics that is there from the beginning. The rest is loaded once a room is joined. */
export class Diagnostics {
  readonly #port: DiagnosticsPort;
  readonly #listeners = new Set<(stats: RoomStats) => void>();
  #monitor: MonitorPort | undefined;
  #isOn = false;

  constructor(port: DiagnosticsPort) {
    this.#port = port;
  }

  protected get snapshot(): RoomSnapshot {
    return this.#port.snapshot();
  }

  /** Measures, or stops. */
  set on(isOn: boolean) {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    this.#monitor?.close();
    this.#monitor = undefined;
    // A page that cannot load it goes without.
    if (isOn) void this.#load().catch(() => {});
  }

  /** @returns a function that ends the subscription. */
  listen(listener: (stats: RoomStats) => void): () => void {
    const entry = (stats: RoomStats): void => listener(stats);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  async report(): Promise<RoomReport> {
    const { makeReport } = await import("./report.js");
    return makeReport(this.#port, this.#monitor);
  }

  /** Ends every subscription. */
  close(): void {
    this.on = false;
    this.#listeners.clear();
  }

  async #load(): Promise<void> {
    const { Monitor } = await import("./monitor.js");
    if (this.#isOn) this.#monitor ??= new Monitor(this.#port, (stats) => notify(this.#listeners, stats));
  }
}

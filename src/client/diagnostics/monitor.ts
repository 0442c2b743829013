import type { Call } from "../room/call.js";
import type { QualityGrade, RoomSnapshot } from "../room/types.js";
import type { MediaSource } from "../../wire/room-protocol.js";
import { DeadTracks, type Remedy } from "./dead-tracks.js";
import { gradeOf, SettledGrade, worstOf } from "./grades.js";
import type { DiagnosticsPort, MonitorPort } from "./port.js";
import { Relief } from "./relief.js";
import { isPublished, publishAgain, pullAgain, sentBy } from "./repairs.js";
import { Sampler, type Sample, type WatchedTrack } from "./sampler.js";
import { Talking } from "./talking.js";
import { Voice } from "./voice.js";
import type { Repair, RoomStats } from "./types.js";

/** Milliseconds between looks. */
const EVERY = 1_000;
/** Repairs that a report tells of. */
const REPAIRS = 50;

/** Looks at the statistics once a second, while a room is joined: grades, repairs, and tells whoever listens. */
export class Monitor implements MonitorPort {
  readonly #call: Call;
  readonly #port: DiagnosticsPort;
  readonly #grades = new Map<string, SettledGrade>();
  readonly #deadTracks = new DeadTracks();
  readonly #repairs: Repair[] = [];
  readonly #relief = new Relief();
  readonly #talking: Talking;
  readonly #voice: Voice;
  #isMuted = false;
  #sampler = new Sampler();
  #stats: RoomStats | undefined;
  #cancel = (): void => {};
  #closed = false;

  constructor(call: Call, port: DiagnosticsPort) {
    this.#call = call;
    this.#port = port;
    this.#talking = new Talking(port);
    this.#voice = new Voice(call.connection);
    this.sync();
    this.#wait();
  }

  get talkingWhileMuted(): boolean {
    return this.#isMuted && this.#talking.talks;
  }

  /** The microphone was muted, or is another, or the person began or ended to talk. */
  sync(): void {
    if (this.#closed) return;
    const { device } = this.#call.own.find(({ source }) => source === "microphone") ?? {};
    const isMuted = device?.state.status === "off";
    const wasMuted = this.#isMuted;
    this.#isMuted = isMuted;
    // What was heard before a mute says nothing of the time after it.
    if (isMuted !== wasMuted) this.#talking.close();
    const mayBeHeard = isMuted || (device?.state.status === "on" && this.#call.connection.act);
    this.#talking.listen(mayBeHeard ? device?.raw : undefined);
    this.#voice.update(!isMuted && this.#talking.talks);
  }

  get stats(): RoomStats | undefined {
    return this.#stats;
  }

  get repairs(): readonly Repair[] {
    return this.#repairs;
  }

  gradeOf(participantId: string): QualityGrade | undefined {
    return this.#grades.get(participantId)?.grade;
  }

  close(): void {
    this.#closed = true;
    this.#talking.close();
    this.#cancel();
  }

  #wait(): void {
    if (!this.#closed) this.#cancel = this.#port.environment.schedule(() => void this.#look(), EVERY);
  }

  async #look(): Promise<void> {
    const reports = await this.#call.session?.stats().catch(() => undefined);
    if (this.#closed) return;
    const snapshot = this.#port.snapshot();
    if (reports) this.#take(reports, snapshot);
    else this.#forget();
    this.#wait();
  }

  #take(reports: RTCStatsReport, snapshot: RoomSnapshot): void {
    const samples = this.#sampler.tracks(reports, [...this.#sent(snapshot), ...received(snapshot)]);
    const connection = this.#sampler.connection(reports);
    const isConnected = snapshot.status.phase === "joined" && snapshot.status.media === "connected";
    // A page that nobody sees may be put to sleep by the browser, and decode nothing.
    if (isConnected && document.visibilityState === "visible") this.#repair(this.#deadTracks.look(samples));
    else this.#deadTracks.reset();
    if (isConnected) this.#relieve(samples);
    this.#grade(samples);
    this.#stats = Object.freeze({
      at: Date.now(),
      connection,
      tracks: samples.map((sample) => ({
        ...withoutCounters(sample),
        stalled: this.#deadTracks.isStalled(sample),
      })),
    });
    this.#port.onStats(this.#stats);
  }

  /** Between two sessions. */
  #forget(): void {
    this.#sampler = new Sampler();
    this.#deadTracks.reset();
  }

  #sent({ self }: RoomSnapshot): WatchedTrack[] {
    return sentBy(this.#call).map(({ source, track, enabled }) => ({
      participantId: self.id,
      source,
      kind: kindOf(source),
      direction: "outbound",
      enabled,
      trackId: track.id,
    }));
  }

  #grade(samples: readonly Sample[]): void {
    const measured = new Map<string, (QualityGrade | undefined)[]>();
    for (const sample of samples) {
      const grades = measured.get(sample.participantId) ?? [];
      grades.push(gradeOf(sample, this.#deadTracks.isStalled(sample)));
      measured.set(sample.participantId, grades);
    }
    for (const id of this.#grades.keys()) if (!measured.has(id)) this.#grades.delete(id);
    for (const [id, grades] of measured) {
      const settled = this.#grades.get(id) ?? new SettledGrade();
      settled.look(worstOf(grades));
      this.#grades.set(id, settled);
    }
    this.#port.onChange();
  }

  #relieve(samples: readonly Sample[]): void {
    const { views } = this.#port;
    // The file that it takes came with this one.
    void views.limit("network", this.#relief.look(samples, views.networkLimit)).catch(() => {});
  }

  #repair(remedies: readonly Remedy[]): void {
    for (const { sample, action } of remedies) {
      if (action === "ask") void this.#ask(sample);
      else this.#act(sample, action);
    }
  }

  #act({ participantId, source }: Sample, action: Repair["action"]): void {
    this.#repairs.push({ at: Date.now(), participantId, source, action });
    if (this.#repairs.length > REPAIRS) this.#repairs.shift();
    if (action === "pull") pullAgain(this.#call, participantId, source);
    if (action === "publish") publishAgain(this.#call, source);
  }

  async #ask(sample: Sample): Promise<void> {
    const isThere = await isPublished(this.#call, sample.source).catch(() => true);
    if (isThere || this.#closed) return;
    this.#deadTracks.forgotten(sample);
    this.#act(sample, "publish");
  }
}

const SOURCES = ["microphone", "camera", "screen", "screenAudio"] as const;

/** What arrives from the others. */
function received({ participants }: RoomSnapshot): WatchedTrack[] {
  return participants.flatMap((participant) =>
    SOURCES.flatMap((member): WatchedTrack[] => {
      const media = participant[member];
      if (!media?.track) return [];
      const { source, enabled, track } = media;
      return [
        {
          participantId: participant.id,
          source,
          kind: kindOf(source),
          direction: "inbound",
          enabled,
          trackId: track.id,
        },
      ];
    }),
  );
}

function kindOf(source: MediaSource): "audio" | "video" {
  return source === "microphone" || source === "screen-audio" ? "audio" : "video";
}

function withoutCounters(sample: Sample): Omit<Sample, "bytes" | "frames" | "heardOf" | "frozen"> {
  const { bytes: _bytes, frames: _frames, heardOf: _heardOf, frozen: _frozen, ...rest } = sample;
  return rest;
}

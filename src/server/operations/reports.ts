/** What people and their pages tell of a call: whether it was good, what did not arrive, and what went wrong. */
import * as v from "valibot";
import type { Log } from "../log.js";

const word = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const words = (length: number): v.GenericSchema<string> => v.pipe(v.string(), v.maxLength(length));

/** How the call was. */
export interface Feedback {
  /** From 1, bad, to 5. */
  rating?: number | undefined;
  experiencedIssues?: boolean | undefined;
  /** Such as `audio` or `froze`. */
  issues?: string[] | undefined;
  comment?: string | undefined;
}

/** A track that was announced and does not arrive. */
export interface DeadTrack {
  sessionId?: string | undefined;
  trackName: string;
  kind?: "audio" | "video" | undefined;
  /** The participant who publishes it. */
  publisher?: string | undefined;
  /** Milliseconds without a packet. */
  silentFor?: number | undefined;
  repaired?: boolean | undefined;
}

/** Something is wrong, in somebody's own words. */
export interface BugReport {
  description: string;
  /** What the page knows: statistics, events. Anything. */
  debug?: unknown;
}

interface ReportBodies {
  readonly feedback: Feedback;
  readonly "dead-track": DeadTrack;
  readonly report: BugReport;
}

export const FeedbackSchema = v.object({
  rating: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5))),
  experiencedIssues: v.optional(v.boolean()),
  issues: v.optional(v.pipe(v.array(word), v.maxLength(16))),
  comment: v.optional(words(2_000)),
});

export const DeadTrackSchema = v.object({
  sessionId: v.optional(word),
  trackName: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  kind: v.optional(v.picklist(["audio", "video"])),
  publisher: v.optional(words(128)),
  silentFor: v.optional(v.pipe(v.number(), v.minValue(0))),
  repaired: v.optional(v.boolean()),
});

export const BugReportSchema = v.object({
  description: v.pipe(v.string(), v.minLength(1), v.maxLength(4_000)),
  debug: v.optional(v.unknown()),
});

export const REPORT_SCHEMAS = {
  feedback: FeedbackSchema,
  "dead-track": DeadTrackSchema,
  report: BugReportSchema,
} as const satisfies { [K in ReportKind]: v.GenericSchema<unknown, ReportBodies[K]> };
/** What a report tells: how a call was, of a track that does not arrive, or of trouble in somebody's own words. */
export type ReportKind = keyof ReportBodies;

/** One report, and whose it is. */
export type Report = {
  [K in ReportKind]: {
    readonly kind: K;
    /** To name it by. */
    readonly id: string;
    readonly room: string;
    readonly participant: string;
    readonly body: ReportBodies[K];
  };
}[ReportKind];

/** Takes reports to where they are read. When it fails, whoever reported is told to try again. */
export type ReportSink = (report: Report) => void | Promise<void>;

/** Tells more than one. Whoever reported is told to try again when the first of them fails. */
export const toEach =
  (...sinks: readonly (ReportSink | undefined)[]): ReportSink =>
  async (report) => {
    for (const sink of sinks) await sink?.(report);
  };

/** A sink that logs what was reported, without people's own words and without what their page knows. */
export function logReports(log: Log): ReportSink {
  return ({ kind, id, room, participant, body }) =>
    log({ level: "info", event: `${kind} ${id}`, room, participant, code: summaryOf(kind, body) });
}

/** A few fixed words and numbers. */
function summaryOf(kind: ReportKind, body: object): string {
  const said = body as Partial<Feedback & DeadTrack & BugReport>;
  switch (kind) {
    case "feedback":
      return [`rating ${said.rating ?? "none"}`, ...(said.issues ?? [])].join(" ").slice(0, 200);
    case "dead-track":
      return `${said.kind ?? "track"} silent for ${Math.round(said.silentFor ?? 0)} ms${said.repaired ? ", repaired" : ""}`;
    case "report":
      return `${said.description?.length ?? 0} characters`;
  }
}

/** What the page and the server know of captions and the transcript: names and shapes, and no code. */
import type { FeatureToken } from "../../wire/feature.js";

/** Something that somebody has said, in words that stay. */
export interface CaptionLine {
  /** Counts the lines of the room. */
  readonly id: number;
  /** Who said it: the id of a participant, who may have left by now. */
  readonly from: string;
  /** As they were called when they said it. */
  readonly name: string;
  /** What they said, of one line. */
  readonly text: string;
  /** When it began, in milliseconds since 1970, by the server's clock. */
  readonly at: number;
  /** When it was over. */
  readonly until: number;
  /** A BCP 47 tag, where it is known. */
  readonly language?: string;
}

/** What somebody is saying: words that may still change. */
export interface LiveCaption {
  /** As they are called. */
  readonly name: string;
  /** The last that is known of what they are saying. */
  readonly text: string;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  /** When it changed last. */
  readonly changedAt: number;
  /** A BCP 47 tag, where it is known. */
  readonly language?: string;
}

/** Who turns speech into words: a service of the server, or the browser of each speaker. */
export type CaptionSource = "server" | "browser";

/** What everybody in the room sees of the captions. */
export interface CaptionsView {
  /** Hosts switch them for the room. */
  readonly on: boolean;
  /** Who does the hearing. */
  readonly source: CaptionSource;
  /** The room's language as a BCP 47 tag; empty for whatever is spoken. */
  readonly language: string;
  /** Somebody reads them while they are on, or a transcript is written: browsers that make captions need not listen for nobody. */
  readonly isRead: boolean;
  /** Who keeps their own words out, by id. */
  readonly out: readonly string[];
  /** Languages of people who speak another than the room's, by id. */
  readonly languages: Readonly<Record<string, string>>;
  /** What is being said, by the id of who says it. While they are off there is nothing, and no line, whatever is written. */
  readonly live: Readonly<Record<string, LiveCaption>>;
  /** What was said last. */
  readonly lines: readonly CaptionLine[];
  /** Nothing is heard at the moment, as whoever does the hearing does not answer. */
  readonly trouble: boolean;
}

/** What may be asked of the captions. */
export type CaptionsCommand =
  /** Hosts switch captions on and off for the room. */
  | { readonly type: "switch"; readonly on: boolean }
  /** I want to read captions, or no longer. Speech is turned into words only while somebody reads. */
  | { readonly type: "read"; readonly reading: boolean }
  /** Keeps my words out of the captions and of the transcript, or no longer. */
  | { readonly type: "keep-out"; readonly out: boolean }
  /** The language that I speak, as a BCP 47 tag; empty for the room's. */
  | { readonly type: "speak"; readonly language: string }
  /** Hosts say what the room speaks; empty for whatever is spoken. */
  | { readonly type: "language"; readonly language: string }
  /** My own words, as my browser understood them. */
  | { readonly type: "say"; readonly text: string; readonly isFinal: boolean; readonly language?: string }
  /** From the server alone: somebody's words, as its service understood them. */
  | {
      readonly type: "heard";
      readonly from: string;
      /** As they are called. */
      readonly name: string;
      readonly text: string;
      readonly isFinal: boolean;
      readonly language?: string;
    }
  /** From the server alone: whether its service can hear. */
  | { readonly type: "trouble"; readonly trouble: boolean }
  /** From the server alone: whether a transcript is written, for which speech is turned into words although nobody reads. */
  | { readonly type: "written"; readonly written: boolean };

/** What somebody sees of the transcript. */
export interface TranscriptView {
  /** It is being written: everybody is told. Hosts switch it. */
  readonly on: boolean;
  /** All that was written, for hosts. Empty for everybody else. */
  readonly lines: readonly CaptionLine[];
  /** Lines at the beginning that made way for others. */
  readonly dropped: number;
}

/** What may be asked of the transcript. */
export type TranscriptCommand =
  /** Hosts begin and end it. */
  | { readonly type: "switch"; readonly on: boolean }
  /** Hosts throw away all that was written. */
  | { readonly type: "erase" }
  /** From the server alone. */
  | { readonly type: "append"; readonly lines: readonly CaptionLine[] };

/** Captions, for a page: all that it needs to know of the feature. */
export const captions: FeatureToken<CaptionsCommand, CaptionsView> = { name: "captions" };
/** The transcript, for a page. */
export const transcript: FeatureToken<TranscriptCommand, TranscriptView> = { name: "transcript" };

/** Characters of one line, and of what is shown of words that may still change. */
export const CAPTION_LIMITS = { line: 1_000, live: 400 } as const;

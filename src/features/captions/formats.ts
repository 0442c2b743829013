/** A transcript as a file: text for people, WebVTT for players, JSON for programs. */
import type { CaptionLine } from "./contract.js";

/** How a transcript can be written down. */
export type TranscriptFormat = "txt" | "vtt" | "json";

/** What a file of each is to browsers and mail programs. */
export const TRANSCRIPT_TYPES: Readonly<Record<TranscriptFormat, string>> = {
  txt: "text/plain;charset=utf-8",
  vtt: "text/vtt;charset=utf-8",
  json: "application/json",
};

const two = (value: number): string => String(value).padStart(2, "0");

/** `01:02:03.004` */
function clock(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds));
  const seconds = Math.floor(whole / 1_000);
  const rest = String(whole % 1_000).padStart(3, "0");
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${rest}`;
}

const inMarkup = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A name in the tag of a cue: it ends with the line, and with `>`. */
const inTag = (name: string): string => inMarkup(name.replace(/[\r\n.]+/g, " ").trim());

/** Milliseconds that a line is shown at least: long enough to be read. */
const LEAST = 1_000;

function webVtt(lines: readonly CaptionLine[]): string {
  const start = lines[0]?.at ?? 0;
  const cues = lines.map(({ name, text, at, until }) => {
    const times = `${clock(at - start)} --> ${clock(Math.max(until, at + LEAST) - start)}`;
    return `${times}\n<v ${inTag(name)}>${inMarkup(text)}\n`;
  });
  return ["WEBVTT\n", ...cues].join("\n");
}

const plainText = (lines: readonly CaptionLine[]): string => {
  const start = lines[0]?.at ?? 0;
  return lines.map(({ name, text, at }) => `[${clock(at - start).slice(0, 8)}] ${name}: ${text}\n`).join("");
};

/** Writes a transcript down. Times count from its first line; in JSON they are those of the server. */
export function writeTranscript(lines: readonly CaptionLine[], format: TranscriptFormat): string {
  switch (format) {
    case "txt":
      return plainText(lines);
    case "vtt":
      return webVtt(lines);
    case "json":
      return JSON.stringify({ lines }, undefined, 2);
  }
}

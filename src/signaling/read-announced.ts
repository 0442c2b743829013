/**
 * What somebody says of themselves through a server that passes it on as it is, checked field by field: nothing here may be taken for
 * what it should be, or for short.
 */
import { cleanName, cutName } from "../wire/participant-name.js";
import type { AnnouncedChannel, AnnouncedTrack, MediaSource, Metadata } from "../wire/room-protocol.js";
import { kindOf } from "../wire/sources.js";
import { CALLS_LIMITS, ROOM_LIMITS } from "../wire/tables.js";

/** Characters of an id. */
export const LONGEST_ID = 128;
export const SESSION_ID = /^\w[\w-]{0,127}$/;
const RID = /^\w{1,16}$/;
const SOURCES: readonly MediaSource[] = ["microphone", "camera", "screen", "screen-audio"];

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields => Object(value) as Fields;

export const textOf = (value: unknown, longest: number): string | undefined =>
  typeof value === "string" && value !== "" && value.length <= longest ? value : undefined;

export const listOf = <T>(value: unknown, most: number, read: (item: Fields) => T | undefined): readonly T[] =>
  Array.isArray(value) ? value.slice(0, most).flatMap((item: unknown) => read(fieldsOf(item)) ?? []) : [];

/** Longer text is no name, and would not be cleaned as a whole. */
const LONGEST_NAME = 1_024;

/** A name as it may be shown, whatever was said. */
export const nameOf = (value: unknown): string =>
  typeof value === "string" ? cutName(cleanName(value.slice(0, LONGEST_NAME)), ROOM_LIMITS.name) : "";

export function trackOf({ trackName, source, enabled, rids }: Fields): AnnouncedTrack | undefined {
  const name = textOf(trackName, CALLS_LIMITS.name);
  const from = SOURCES.find((each) => each === source);
  if (name === undefined || !from) return undefined;
  const layers = Array.isArray(rids) ? rids.slice(0, 8).filter((rid) => typeof rid === "string" && RID.test(rid)) : [];
  return {
    trackName: name,
    kind: kindOf(from),
    source: from,
    enabled: enabled !== false,
    ...(layers.length > 0 && { rids: layers as string[] }),
  };
}

const countOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 65_535 ? value : undefined;

export function channelOf(fields: Fields): AnnouncedChannel | undefined {
  const name = textOf(fields["name"], CALLS_LIMITS.name);
  if (name === undefined) return undefined;
  const maxRetransmits = countOf(fields["maxRetransmits"]);
  const maxPacketLifeTime = maxRetransmits === undefined ? countOf(fields["maxPacketLifeTime"]) : undefined;
  return {
    name,
    ...(typeof fields["ordered"] === "boolean" && { ordered: fields["ordered"] }),
    ...(maxRetransmits !== undefined && { maxRetransmits }),
    ...(maxPacketLifeTime !== undefined && { maxPacketLifeTime }),
  };
}

export function metadataOf(value: unknown): Metadata {
  const entries = Object.entries(fieldsOf(value)).slice(0, ROOM_LIMITS.metadata);
  const plain = entries.filter(([, each]) => each === null || ["string", "number", "boolean"].includes(typeof each));
  const metadata = Object.fromEntries(plain) as Metadata;
  return JSON.stringify(metadata).length <= ROOM_LIMITS.metadataSize ? metadata : {};
}

export function iceServersOf(value: unknown): readonly RTCIceServer[] {
  const isServer = (each: unknown): each is RTCIceServer =>
    [fieldsOf(each)["urls"]].flat().every((address) => typeof address === "string");
  return Array.isArray(value) ? value.slice(0, 16).filter(isServer) : [];
}

/** Captions and transcript as features of a room: pure, the same on every host. */
import * as v from "valibot";
import { publishes } from "../../wire/ability.js";
import { ROOM_ITSELF } from "../../room/actor.js";
import { defineFeature, type FeatureCommand, type FeatureRefusal, type RoomFeature } from "../../room/feature.js";
import type {
  CaptionLine,
  CaptionSource,
  CaptionsCommand,
  CaptionsView,
  LiveCaption,
  TranscriptCommand,
  TranscriptView,
} from "./contract.js";
import { CAPTION_LIMITS, captions, transcript } from "./contract.js";

/** What the room keeps of its captions: who reads them is nobody else's affair. */
export interface CaptionsState extends Omit<CaptionsView, "isRead"> {
  /** Who reads, by id. */
  readonly readers: readonly string[];
  /** A transcript is written. */
  readonly written: boolean;
  /** Lines that there have been. */
  readonly count: number;
}

/** What the room keeps of its transcript. */
export interface TranscriptState extends TranscriptView {
  /** Characters of all lines. */
  readonly size: number;
  /** The id of the last line of the captions that was written, or passed over. */
  readonly last: number;
}

/** Settled lines that captions have: when there are more, they are cut to the fewer, so that most changes are one line more. */
const LINES = { most: 60, fewer: 30, characters: 30_000 } as const;
/** Characters of a transcript: about five hours of people who never pause. Then the oldest eighth makes way. */
const TRANSCRIPT = 400_000;
/** Characters that a line has beside its text, about. */
const OVERHEAD = 120;
/** Milliseconds after which words that nobody goes on with are settled. */
const STALE = 15_000;
const MINUTE = 60_000;

const LanguageSchema = v.pipe(v.string(), v.maxLength(35), v.regex(/^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$/));
/** Characters that may come at once. */
export const MOST_TEXT = 8_192;
const TextSchema = v.pipe(v.string(), v.maxLength(MOST_TEXT));
const IdSchema = v.pipe(v.string(), v.maxLength(128));
const words = { text: TextSchema, isFinal: v.boolean(), language: v.exactOptional(LanguageSchema) };

const CaptionsCommandSchema = v.variant("type", [
  v.object({ type: v.literal("switch"), on: v.boolean() }),
  v.object({ type: v.literal("read"), reading: v.boolean() }),
  v.object({ type: v.literal("keep-out"), out: v.boolean() }),
  v.object({ type: v.literal("speak"), language: LanguageSchema }),
  v.object({ type: v.literal("language"), language: LanguageSchema }),
  v.object({ type: v.literal("say"), ...words }),
  v.object({ type: v.literal("heard"), from: IdSchema, name: v.string(), ...words }),
  v.object({ type: v.literal("trouble"), trouble: v.boolean() }),
  v.object({ type: v.literal("written"), written: v.boolean() }),
]);

const LineSchema = v.object({
  id: v.number(),
  from: IdSchema,
  name: v.string(),
  text: v.string(),
  at: v.number(),
  until: v.number(),
  language: v.exactOptional(LanguageSchema),
});
const TranscriptCommandSchema = v.variant("type", [
  v.object({ type: v.literal("switch"), on: v.boolean() }),
  v.object({ type: v.literal("erase") }),
  v.object({ type: v.literal("append"), lines: v.array(LineSchema) }),
]);

/** Options of {@link captionsFeature}. */
export interface CaptionsFeatureOptions {
  /** Who turns speech into words. Default `browser`. */
  readonly source?: CaptionSource;
  /** What the rooms speak, as a BCP 47 tag. Default: whatever is spoken, as far as whoever hears can tell. */
  readonly language?: string;
  /** Default `true`: people may read captions without a host having switched them on. */
  readonly on?: boolean;
}

type Asked<Command> = FeatureCommand<Command>;

/** Are words wanted? A transcript is written whether or not people may read captions. */
const isHeard = ({ on, written }: CaptionsState): boolean => on || written;

const isRoom = ({ from }: Pick<Asked<unknown>, "from">): boolean => from.id === ROOM_ITSELF;

const listed = (list: readonly string[], id: string, isIn: boolean): readonly string[] =>
  isIn ? [...new Set([...list, id])] : list.filter((each) => each !== id);

const without = <T>(record: Readonly<Record<string, T>>, id: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== id));

/** One run of spaces is as good as another, and controls say nothing. */
const clean = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, " ").trim();

interface Words {
  readonly text: string;
  readonly isFinal: boolean;
  readonly language?: string;
}

/** Somebody's words, as far as they are known. */
function hear(
  state: CaptionsState,
  speaker: { readonly id: string; readonly name: string },
  { text: said, isFinal, language }: Words,
  at: number,
): CaptionsState {
  const text = clean(said);
  const { id, name } = speaker;
  const known = state.live[id];
  const begun = known?.at ?? at;
  const tag = language === undefined || language === "" ? undefined : { language };
  if (!isFinal) {
    if (text === "") return known ? { ...state, live: without(state.live, id) } : state;
    const live: LiveCaption = { name, text: text.slice(-CAPTION_LIMITS.live), at: begun, changedAt: at, ...tag };
    return { ...state, live: { ...state.live, [id]: live } };
  }
  const rest = { ...state, live: without(state.live, id) };
  if (text === "") return rest;
  return settle(rest, { from: id, name, text, at: begun, until: at, ...tag });
}

/** Words that stay. What is too long for one line is several. */
function settle(state: CaptionsState, said: Omit<CaptionLine, "id">): CaptionsState {
  const lines = [...state.lines];
  let { count } = state;
  for (const text of pieces(said.text)) lines.push({ id: ++count, ...said, text });
  return { ...state, count, lines: cut(lines) };
}

function* pieces(text: string): Generator<string> {
  let rest = text;
  while (rest.length > CAPTION_LIMITS.line) {
    const space = rest.lastIndexOf(" ", CAPTION_LIMITS.line);
    const end = space > 0 ? space : CAPTION_LIMITS.line;
    yield rest.slice(0, end);
    rest = rest.slice(end).trimStart();
  }
  yield rest;
}

function cut(lines: readonly CaptionLine[]): readonly CaptionLine[] {
  const size = lines.reduce((sum, { text }) => sum + text.length, 0);
  if (lines.length <= LINES.most && size <= LINES.characters) return lines;
  let room: number = LINES.characters / 2;
  const kept = lines.slice(-LINES.fewer).toReversed();
  const fitting = kept.findIndex(({ text }) => (room -= text.length) < 0);
  return (fitting === -1 ? kept : kept.slice(0, Math.max(1, fitting))).toReversed();
}

/** Whoever is gone has finished what they were saying. */
function finish(state: CaptionsState, id: string, at: number): CaptionsState {
  const live = state.live[id];
  return live ? hear(state, { id, name: live.name }, { ...live, isFinal: true }, at) : state;
}

function reduce(state: CaptionsState, asked: Asked<CaptionsCommand>): CaptionsState | FeatureRefusal {
  const { command, from, at, refuse } = asked;
  const forbidden = (): FeatureRefusal => refuse("forbidden", "Only a host decides about captions for everybody.");
  const serverOnly = (): FeatureRefusal => refuse("forbidden", "Only the server's own service says this.");
  switch (command.type) {
    case "switch":
      if (from.role !== "host") return forbidden();
      if (command.on === state.on) return state;
      // What is said while they are off is for the transcript alone.
      return { ...state, on: command.on, live: {}, lines: command.on ? [] : state.lines };
    case "language":
      return from.role === "host" ? { ...state, language: command.language } : forbidden();
    case "read":
      // Nobody tells a feature that somebody of the audience has left: it would have words made for nobody.
      if (from.role === "audience") return refuse("forbidden", "Captions are for those on the stage.");
      return { ...state, readers: listed(state.readers, from.id, command.reading) };
    case "keep-out":
      return {
        ...state,
        out: listed(state.out, from.id, command.out),
        live: command.out ? without(state.live, from.id) : state.live,
      };
    case "speak": {
      const languages = without(state.languages, from.id);
      return {
        ...state,
        languages: command.language === "" ? languages : { ...languages, [from.id]: command.language },
      };
    }
    case "say": {
      if (state.source !== "browser") return refuse("forbidden", "In this room the server turns speech into words.");
      if (!publishes(from.role)) return refuse("forbidden", "Who only watches says nothing.");
      if (!isHeard(state) || state.out.includes(from.id))
        return refuse("off", "Captions of these words are not wanted.");
      return hear(state, from, command, at);
    }
    case "heard": {
      if (!isRoom(asked)) return serverOnly();
      if (!isHeard(state) || state.out.includes(command.from)) return state;
      return hear(state, { id: command.from, name: command.name }, command, at);
    }
    case "trouble":
      return isRoom(asked) ? { ...state, trouble: command.trouble } : serverOnly();
    case "written":
      return isRoom(asked) ? { ...state, written: command.written } : serverOnly();
  }
}

const staleAt = ({ live }: CaptionsState): number | undefined => {
  const changes = Object.values(live).map(({ changedAt }) => changedAt + STALE);
  return changes.length > 0 ? Math.min(...changes) : undefined;
};

/** One object for one state: everybody sees the same. */
const views = new WeakMap<CaptionsState, CaptionsView>();

function viewOf(state: CaptionsState): CaptionsView {
  const known = views.get(state);
  if (known) return known;
  const { readers, written, count: _, ...seen } = state;
  const isRead = written || (state.on && readers.length > 0);
  const view = { ...seen, isRead, ...(!state.on && { lines: [], live: {} }) };
  views.set(state, view);
  return view;
}

/**
 * Captions: what people say in words, for whoever wants to read them. The words come from a service of the server, or from the
 * browsers of the speakers.
 *
 * @example Captions without any server, for rooms inside of a page or on one's own.
 * ```ts
 * await startRoomServer({ ...config, features: [captionsFeature({ language: "en" })] });
 * ```
 */
export function captionsFeature({
  source = "browser",
  language = "",
  on = true,
}: CaptionsFeatureOptions = {}): RoomFeature<CaptionsState, CaptionsCommand, CaptionsView> {
  return defineFeature<CaptionsState, CaptionsCommand, CaptionsView>({
    name: captions.name,
    command: CaptionsCommandSchema,
    initial: {
      on,
      source,
      language,
      readers: [],
      written: false,
      out: [],
      languages: {},
      live: {},
      lines: [],
      count: 0,
      trouble: false,
    },
    reduce,
    left: (state, { id }, { at }) => {
      const rest = finish(state, id, at);
      const { readers, out, languages } = rest;
      return {
        ...rest,
        readers: listed(readers, id, false),
        out: listed(out, id, false),
        languages: without(languages, id),
      };
    },
    due: staleAt,
    tick: (state, { at }) =>
      Object.entries(state.live)
        .filter(([, { changedAt }]) => changedAt + STALE <= at)
        .reduce((before, [id]) => finish(before, id, at), state),
    view: viewOf,
    limits: { size: 262_144, perSecond: 5, burst: 20 },
  });
}

/** Options of {@link transcriptFeature}. */
export interface TranscriptFeatureOptions {
  /** It is written from the beginning of a room on. Default `false`: a host begins it. */
  readonly on?: boolean;
  /** Minutes after which a line is deleted, while anybody is in the room. Default: each is kept as long as the room. */
  readonly keepMinutes?: number;
}

/**
 * A transcript: all that was said, kept as long as the room unless it is told otherwise. The captions' service writes it; hosts read it, and a backend with the API
 * key.
 */
export function transcriptFeature({
  on = false,
  keepMinutes = Number.POSITIVE_INFINITY,
}: TranscriptFeatureOptions = {}): RoomFeature<TranscriptState, TranscriptCommand, TranscriptView> {
  const goneAt = ({ until }: CaptionLine): number => until + keepMinutes * MINUTE;
  return defineFeature<TranscriptState, TranscriptCommand, TranscriptView>({
    name: transcript.name,
    command: TranscriptCommandSchema,
    initial: { on, lines: [], dropped: 0, size: 0, last: 0 },
    reduce(state, asked) {
      const { command, from, refuse } = asked;
      if (command.type === "append") {
        return isRoom(asked) ? append(state, command.lines) : refuse("forbidden", "Only the server writes it.");
      }
      if (from.role !== "host") return refuse("forbidden", "Only a host decides about the transcript.");
      return command.type === "erase" ? { ...state, lines: [], dropped: 0, size: 0 } : { ...state, on: command.on };
    },
    view: ({ on: isOn, lines, dropped }, { role }) =>
      role === "host" ? { on: isOn, lines, dropped } : { on: isOn, lines: [], dropped: 0 },
    due: ({ lines: [first] }) => (first && keepMinutes < Number.POSITIVE_INFINITY ? goneAt(first) : undefined),
    tick: (state, { at }) => {
      const first = state.lines.findIndex((line) => goneAt(line) > at);
      return withoutOldest(state, first < 0 ? state.lines.length : first);
    },
    limits: { size: 1_048_576 },
  });
}

/** Characters of lines. */
const sizeOf = (lines: readonly CaptionLine[]): number =>
  lines.reduce((sum, { text, name }) => sum + text.length + name.length + OVERHEAD, 0);

/** So many of the oldest make way. */
function withoutOldest(state: TranscriptState, gone: number): TranscriptState {
  const lines = state.lines.slice(gone);
  return { ...state, lines, dropped: state.dropped + gone, size: sizeOf(lines) };
}

function append(state: TranscriptState, lines: readonly CaptionLine[]): TranscriptState {
  const fresh = lines.filter(({ id }) => id > state.last);
  const last = Math.max(state.last, ...fresh.map(({ id }) => id));
  const all = [...state.lines, ...(state.on ? fresh : [])];
  const next = { ...state, lines: all, size: sizeOf(all), last };
  return next.size <= TRANSCRIPT ? next : withoutOldest(next, Math.ceil(all.length / 8));
}

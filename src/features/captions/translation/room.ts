/** Translated captions as a feature of a room: who reads which language, and what there is in it. Pure, the same on every host. */
import * as v from "valibot";
import { dayOf } from "../../../base/clock.js";
import { ROOM_ITSELF } from "../../../room/actor.js";
import { defineFeature, type FeatureCommand, type FeatureRefusal, type RoomFeature } from "../../../room/feature.js";
import {
  TRANSLATION_LANGUAGES,
  translations,
  type TranslatedLine,
  type TranslationsCommand,
  type TranslationsView,
} from "./contract.js";

/** What the room keeps of its translations. */
export interface TranslationsState {
  /** What people read, by their id. */
  readonly readers: Readonly<Record<string, string>>;
  /** What was said last, by language: of those in which somebody reads. */
  readonly lines: Readonly<Record<string, readonly TranslatedLine[]>>;
  /** The last line could not be translated. */
  readonly trouble: boolean;
  /** Tokens on this day, counted from 1970 and by UTC. */
  readonly used: { readonly day: number; readonly tokens: number };
}

/** Options of {@link translationsFeature}. */
export interface TranslationsFeatureOptions {
  /** The server has a language model for it. Default `false`: there is nothing to choose. */
  readonly available?: boolean;
  /** Languages that may be chosen, as BCP 47 tags. */
  readonly languages?: readonly string[];
  /** Languages that one room reads at once. Default 6. */
  readonly atOnce?: number;
  /** Tokens that one room has on one day. Default 1,000,000: about ten hours of one language. */
  readonly tokensPerDay?: number;
}

/** Lines that are kept of one language, and characters of one. */
const LINES = 30;
const LONGEST = 3_000;

/** May more be translated now? */
export const mayTranslate = ({ used }: TranslationsState, tokensPerDay: number, at: number): boolean =>
  used.day !== dayOf(at) || used.tokens < tokensPerDay;

const LanguageSchema = v.pipe(v.string(), v.maxLength(35));
const CommandSchema = v.variant("type", [
  v.object({ type: v.literal("read"), language: LanguageSchema }),
  v.object({
    type: v.literal("translated"),
    language: LanguageSchema,
    line: v.exactOptional(v.object({ id: v.number(), text: v.pipe(v.string(), v.maxLength(LONGEST)) })),
    tokens: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
]);

/** Nothing is kept in a language that nobody reads any more. */
function kept(state: TranslationsState): TranslationsState {
  const read = new Set(Object.values(state.readers));
  const lines = Object.entries(state.lines).filter(([language]) => read.has(language));
  return { ...state, lines: Object.fromEntries(lines) };
}

function leave(state: TranslationsState, id: string): TranslationsState {
  if (!Object.hasOwn(state.readers, id)) return state;
  const { [id]: _, ...readers } = state.readers;
  return kept({ ...state, readers });
}

const NONE: readonly TranslatedLine[] = [];

/**
 * Captions in other languages: what was said, translated once for all who read that language. The server's service does it, see
 * `captionsOf` with a `model`.
 */
export function translationsFeature({
  available = false,
  languages = TRANSLATION_LANGUAGES,
  atOnce = 6,
  tokensPerDay = 1_000_000,
}: TranslationsFeatureOptions = {}): RoomFeature<TranslationsState, TranslationsCommand, TranslationsView> {
  function read(
    state: TranslationsState,
    language: string,
    { from, refuse }: FeatureCommand<TranslationsCommand>,
  ): TranslationsState | FeatureRefusal {
    if (language === "") return leave(state, from.id);
    // Nobody tells a feature that somebody of the audience has left: it would have lines translated for nobody.
    if (from.role === "audience") return refuse("forbidden", "Captions are for those on the stage.");
    if (!available) return refuse("unavailable", "This server has no language model for translations.");
    if (!languages.includes(language)) return refuse("invalid_message", `There are: ${languages.join(", ")}.`);
    const others = Object.entries(state.readers).filter(([id]) => id !== from.id);
    const known = new Set(others.map(([, each]) => each));
    if (!known.has(language) && known.size >= atOnce) {
      return refuse("busy", `The room reads ${atOnce} languages already: ${[...known].join(", ")}.`);
    }
    return kept({ ...state, readers: { ...state.readers, [from.id]: language } });
  }

  return defineFeature<TranslationsState, TranslationsCommand, TranslationsView>({
    name: translations.name,
    command: CommandSchema,
    initial: { readers: {}, lines: {}, trouble: false, used: { day: 0, tokens: 0 } },
    reduce(state, asked) {
      const { command, from, at, refuse } = asked;
      if (command.type === "read") return read(state, command.language, asked);
      if (from.id !== ROOM_ITSELF) return refuse("forbidden", "Only the server's own service says this.");
      const { language, line, tokens } = command;
      const used = { day: dayOf(at), tokens: tokens + (state.used.day === dayOf(at) ? state.used.tokens : 0) };
      const next = {
        ...state,
        used,
        trouble: line === undefined || !mayTranslate({ ...state, used }, tokensPerDay, at),
      };
      if (!line || !Object.values(state.readers).includes(language)) return next;
      const before = (state.lines[language] ?? NONE).filter(({ id }) => id !== line.id);
      const lines = [...before, line].toSorted((a, b) => a.id - b.id).slice(-LINES);
      return { ...next, lines: { ...state.lines, [language]: lines } };
    },
    left: (state, { id }) => leave(state, id),
    view: ({ readers, lines, trouble }, { id }) => {
      const language = readers[id] ?? "";
      return { available, languages, language, lines: lines[language] ?? NONE, trouble };
    },
    limits: { size: 1_048_576, perSecond: 2, burst: 10 },
  });
}

/** The assistant in the chat as a feature of a room: whether it is there, and how much it may be asked. Pure, the same on every host. */
import * as v from "valibot";
import { dayOf } from "../../base/clock.js";
import { ROOM_ITSELF } from "../../room/actor.js";
import { defineFeature, type FeatureCommand, type FeatureRefusal, type RoomFeature } from "../../room/feature.js";
import { assistant, type AssistantCommand, type AssistantView } from "./contract.js";

/** A question that is being answered, or waits for that. */
export interface OpenQuestion {
  /** The id of the message that answers. */
  readonly answer: string;
  /** The id of the message that asks. */
  readonly question: string;
  /** Who asks. */
  readonly person: string;
}

/** What the room keeps of its assistant. */
export interface AssistantState {
  /** Hosts switch it. */
  readonly on: boolean;
  /** When it was switched on, in milliseconds since 1970: what was asked before stays without an answer. */
  readonly since: number;
  /** It is given what was spoken. */
  readonly listens: boolean;
  /** In order. */
  readonly open: readonly OpenQuestion[];
  /** When people asked, in the last minute, by their id. */
  readonly asked: Readonly<Record<string, readonly number[]>>;
  /** Tokens on this day, counted from 1970 and by UTC. */
  readonly used: { readonly day: number; readonly tokens: number };
}

/** Options of {@link assistantFeature}. */
export interface AssistantFeatureOptions {
  /** The server has a language model for it. Default `false`: nobody answers, and nothing of it is shown. */
  readonly available?: boolean;
  /** There are spoken words that it could be given. Default `false`. */
  readonly hears?: boolean;
  /** As it is called. Default `Assistant`. */
  readonly name?: string;
  /** What is written behind an `@` to ask it: letters, digits, `-` and `_`. Default `assistant`. */
  readonly mention?: string;
  /** It is there from the beginning of a room on. Default `true`: it does nothing until it is asked. */
  readonly on?: boolean;
  /** It is given what was spoken from the beginning on. Default `false`: a host allows it. */
  readonly listens?: boolean;
  /** Questions of one person in a minute. Default 4. */
  readonly perMinute?: number;
  /** Questions that may be open at once in one room. Default 8. */
  readonly waiting?: number;
  /** Tokens, of questions and answers, that one room has on one day. Default 200,000; the answer that passes it is finished. */
  readonly tokensPerDay?: number;
}

const MINUTE = 60_000;

const IdSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const CommandSchema = v.variant("type", [
  v.object({ type: v.literal("switch"), on: v.boolean() }),
  v.object({ type: v.literal("listen"), listens: v.boolean() }),
  v.object({ type: v.literal("asked"), answer: IdSchema, question: IdSchema, person: IdSchema }),
  v.object({ type: v.literal("answered"), answer: IdSchema, tokens: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
]);

/** Those who have asked in the last minute. */
const lately = (asked: AssistantState["asked"], at: number): AssistantState["asked"] => {
  const kept = Object.entries(asked).map(([id, times]) => [id, times.filter((time) => time > at - MINUTE)] as const);
  return Object.fromEntries(kept.filter(([, times]) => times.length > 0));
};

/**
 * An assistant in the chat: whoever writes to it by its name is answered there by a language model. The server's service does that, see
 * `assistantOf`.
 *
 * @example
 * ```ts
 * const feature = assistantFeature({ available: true, perMinute: 2 });
 * await startRoomServer({ ...config, features: [feature], services: [assistantService({ feature, model })] });
 * ```
 */
export function assistantFeature({
  available = false,
  hears = false,
  name = "Assistant",
  mention = "assistant",
  on = true,
  listens = false,
  perMinute = 4,
  waiting = 8,
  tokensPerDay = 200_000,
}: AssistantFeatureOptions = {}): RoomFeature<AssistantState, AssistantCommand, AssistantView> {
  if (!/^[\p{L}\p{N}_-]{1,32}$/u.test(mention)) {
    throw new TypeError(`"${mention}" cannot be a mention: use up to 32 letters, digits, - and _.`);
  }

  function ask(
    state: AssistantState,
    { answer, question, person }: OpenQuestion,
    { at, refuse }: FeatureCommand<AssistantCommand>,
  ): AssistantState | FeatureRefusal {
    if (!available || !state.on) return refuse("stopped", "The assistant is switched off.");
    const asked = lately(state.asked, at);
    const times = asked[person] ?? [];
    if (times.length >= perMinute) return refuse("too-many", "They have asked very often.");
    if (state.open.length >= waiting) return refuse("busy", "Too many questions are open.");
    if (state.used.day === dayOf(at) && state.used.tokens >= tokensPerDay) {
      return refuse("limit", "The room has had its tokens for today.");
    }
    return {
      ...state,
      asked: { ...asked, [person]: [...times, at] },
      open: [...state.open, { answer, question, person }],
    };
  }

  function reduce(state: AssistantState, asked: FeatureCommand<AssistantCommand>): AssistantState | FeatureRefusal {
    const { command, from, at, refuse } = asked;
    switch (command.type) {
      case "switch":
        if (from.role !== "host") return refuse("forbidden", "Only a host switches the assistant.");
        if (!available) return refuse("unavailable", "This server has no language model for an assistant.");
        return command.on === state.on ? state : { ...state, on: command.on, since: at };
      case "listen":
        if (from.role !== "host") return refuse("forbidden", "Only a host decides what the assistant is given.");
        return { ...state, listens: command.listens && hears };
      default:
        break;
    }
    if (from.id !== ROOM_ITSELF) return refuse("forbidden", "Only the server's own service says this.");
    if (command.type === "asked") return ask(state, command, asked);
    const open = state.open.filter(({ answer }) => answer !== command.answer);
    if (open.length === state.open.length) return state;
    const tokens = command.tokens + (state.used.day === dayOf(at) ? state.used.tokens : 0);
    return { ...state, open, used: { day: dayOf(at), tokens } };
  }

  return defineFeature<AssistantState, AssistantCommand, AssistantView>({
    name: assistant.name,
    command: CommandSchema,
    initial: { on, since: 0, listens: listens && hears, open: [], asked: {}, used: { day: 0, tokens: 0 } },
    reduce,
    view: (state) => ({
      available,
      on: available && state.on,
      name,
      mention,
      hears,
      listens: state.listens,
    }),
    limits: { size: 262_144, perSecond: 2, burst: 10 },
  });
}

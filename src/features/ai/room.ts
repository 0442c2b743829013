/** The AI participant as a feature of a room: who may bring it in, who speaks with it, and for how long. Pure, the same on every host. */
import * as v from "valibot";
import { DAY, dayOf } from "../../base/clock.js";
import { ROOM_ITSELF } from "../../room/actor.js";
import { defineFeature, type FeatureCommand, type FeatureRefusal, type RoomFeature } from "../../room/feature.js";
import type { Role } from "../../wire/room-protocol.js";
import { AI_LIMITS, ai, type AiCommand, type AiFailure, type AiSpeaker, type AiView } from "./contract.js";

/** What the room keeps of its AI. */
export interface AiState {
  /** Whether it is there. */
  readonly status: AiView["status"];
  /** Counts how often it was brought in, so that what comes late of one time is not taken for another. */
  readonly run: number;
  /** The server has something open that it has to close. */
  readonly open: boolean;
  /** Who it is in the room. */
  readonly participantId?: string;
  /** Whom it hears. */
  readonly holder?: AiSpeaker;
  /** Who is next, in order. */
  readonly queue: readonly AiSpeaker[];
  /** Who has brought it in. */
  readonly by?: string;
  /** What it is to be. */
  readonly instructions: string;
  /** How it sounds. */
  readonly voice: string;
  /** Why it is gone. */
  readonly failure?: AiFailure;
  /** When it was brought in, in milliseconds since 1970. */
  readonly since: number;
  /** When somebody last had it. */
  readonly heldAt: number;
  /** Milliseconds that it was there on this day, counted from 1970 and by UTC, before this time. */
  readonly used: { readonly day: number; readonly time: number };
}

/** Options of {@link aiFeature}. */
export interface AiFeatureOptions {
  /** The server has an AI to bring in. Default `false`: nobody can, and there is no button. */
  readonly available?: boolean;
  /** As it is called. Default `Assistant`. */
  readonly name?: string;
  /** What it is to be, where whoever brings it in does not say so. */
  readonly instructions?: string;
  /** What may be chosen; the first is the default. */
  readonly voices?: readonly string[];
  /** Who may bring it in and end it. Default: hosts. */
  readonly roles?: readonly Exclude<Role, "viewer">[];
  /** Minutes that it stays at most. Default 60. */
  readonly minutes?: number;
  /** Minutes that it is in one room on one day at most. Default 240. */
  readonly minutesPerDay?: number;
  /** Minutes that it stays while nobody speaks with it. Default 5. */
  readonly idleMinutes?: number;
}

const MINUTE = 60_000;
const INSTRUCTIONS =
  "You take part in a call of several people. Answer briefly, in the language in which you are spoken to.";

const RunSchema = v.pipe(v.number(), v.integer());
const FAILURES = ["not-configured", "refused", "busy", "unreachable", "ended", "idle", "limit"] as const;
const CommandSchema = v.variant("type", [
  v.object({
    type: v.literal("enable"),
    instructions: v.exactOptional(v.pipe(v.string(), v.maxLength(AI_LIMITS.instructions))),
    voice: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
  }),
  v.object({ type: v.literal("disable") }),
  v.object({ type: v.literal("ask") }),
  v.object({ type: v.literal("give-back") }),
  v.object({ type: v.literal("take"), for: v.picklist(["me", "next"]) }),
  v.object({ type: v.literal("coming"), run: RunSchema, participantId: v.pipe(v.string(), v.maxLength(128)) }),
  v.object({ type: v.literal("came"), run: RunSchema }),
  v.object({ type: v.literal("failed"), run: RunSchema, failure: v.picklist(FAILURES) }),
  v.object({ type: v.literal("closed") }),
]);

const isThere = ({ status }: Pick<AiState, "status">): boolean => status !== "off";

/** Milliseconds that it was there today, by now. */
function usedBy({ used, since, ...state }: AiState, at: number): number {
  const before = used.day === dayOf(at) ? used.time : 0;
  return before + (isThere(state) ? at - Math.max(since, dayOf(at) * DAY) : 0);
}

/** It is gone, for a reason or because somebody wanted it so. Whoever wants it again starts anew. */
function end(before: AiState, at: number, failure?: AiFailure): AiState {
  const { holder: _, by: __, failure: ___, ...state } = before;
  const used = { day: dayOf(at), time: usedBy(state, at) };
  return { ...state, status: "off", queue: [], used, ...(failure && { failure }) };
}

/** Whoever is next speaks with it. */
function pass(before: AiState, at: number): AiState {
  const { holder: _, ...state } = before;
  const [holder, ...queue] = state.queue;
  return { ...state, queue, heldAt: at, ...(holder && { holder }) };
}

/** Somebody speaks with it no longer, and waits for it no longer. */
function without(state: AiState, id: string, at: number): AiState {
  if (state.holder?.id === id) return pass(state, at);
  return { ...state, queue: state.queue.filter((each) => each.id !== id) };
}

/**
 * An AI that takes part: one in a room, whom one person at a time speaks with and everybody hears. The server's service brings it in,
 * see `aiOf`.
 *
 * @example
 * ```ts
 * await startRoomServer({ ...config, features: [aiFeature({ available: true })], services: [aiService({ provider })] });
 * ```
 */
export function aiFeature({
  available = false,
  name = "Assistant",
  instructions = INSTRUCTIONS,
  voices = [],
  roles = ["host"],
  minutes = 60,
  minutesPerDay = 240,
  idleMinutes = 5,
}: AiFeatureOptions = {}): RoomFeature<AiState, AiCommand, AiView> {
  const longest = minutes * MINUTE;
  const longestDay = minutesPerDay * MINUTE;

  /** When it leaves at the latest. A day that begins meanwhile gives it no more than one time may have. */
  const endOf = ({ since, used }: AiState): number =>
    since + Math.min(longest, longestDay - (used.day === dayOf(since) ? used.time : 0));
  const idleAt = ({ holder, heldAt }: AiState): number =>
    holder ? Number.POSITIVE_INFINITY : heldAt + idleMinutes * MINUTE;

  function enable(state: AiState, asked: FeatureCommand<Extract<AiCommand, { type: "enable" }>>) {
    const { command, from, at, refuse } = asked;
    if (!available)
      return refuse("unavailable", "This server has no AI: it needs a provider's key, see OPENAI_API_KEY.");
    if (isThere(state)) return refuse("taken", "The AI is here already. End it before you bring in another.");
    const voice = command.voice ?? voices[0] ?? "";
    if (command.voice !== undefined && !voices.includes(voice)) {
      return refuse("invalid_message", `There is no voice of this name. There are: ${voices.join(", ") || "none"}.`);
    }
    if (usedBy(state, at) >= longestDay) return refuse("limit", "The AI has had its time in this room for today.");
    const { failure: _, participantId: __, ...rest } = state;
    const used = { day: dayOf(at), time: usedBy(state, at) };
    const said = command.instructions?.trim();
    const next = { voice, instructions: said || instructions, by: from.name, run: state.run + 1 };
    return { ...rest, ...next, status: "starting" as const, since: at, heldAt: at, used };
  }

  function ask(state: AiState, { from, at, refuse }: FeatureCommand<AiCommand>): AiState | FeatureRefusal {
    if (!isThere(state)) return refuse("off", "The AI is not here.");
    const { id, name: called } = from;
    if (id === ROOM_ITSELF || from.role === "viewer") return refuse("forbidden", "Viewers say nothing to the AI.");
    if (state.holder?.id === id || state.queue.some((each) => each.id === id)) return state;
    if (state.queue.length >= AI_LIMITS.queue) return refuse("busy", "Too many wait to speak with the AI.");
    const queued = { ...state, queue: [...state.queue, { id, name: called }] };
    return state.holder ? queued : pass(queued, at);
  }

  /** What the service says; that of an earlier time does not count any more. */
  function serve(state: AiState, command: AiCommand, at: number): AiState {
    if (command.type === "closed") {
      const { participantId: _, ...rest } = state;
      // Somebody wants it by now, or still after a restart: it comes anew.
      return { ...rest, status: isThere(state) ? "starting" : "off", open: false };
    }
    if (!("run" in command) || command.run !== state.run) return state;
    switch (command.type) {
      case "coming":
        return { ...state, open: true, ...(isThere(state) && { participantId: command.participantId }) };
      case "came":
        return state.status === "starting" ? { ...state, status: "on" } : state;
      case "failed":
        return isThere(state) ? end(state, at, command.failure) : state;
    }
  }

  function reduce(state: AiState, asked: FeatureCommand<AiCommand>): AiState | FeatureRefusal {
    const { command, from, at, refuse } = asked;
    const mayRule = from.id === ROOM_ITSELF || roles.some((role) => role === from.role);
    switch (command.type) {
      case "enable":
        if (!mayRule) return refuse("forbidden", `Only a ${roles.join(" or a ")} brings in the AI.`);
        return enable(state, { ...asked, command });
      case "disable":
        if (!mayRule) return refuse("forbidden", `Only a ${roles.join(" or a ")} ends the AI.`);
        return isThere(state) ? end(state, at) : state;
      case "ask":
        return ask(state, asked);
      case "give-back":
        return without(state, from.id, at);
      case "take": {
        if (from.role !== "host") return refuse("forbidden", "Only a host takes the AI from somebody.");
        if (!isThere(state)) return refuse("off", "The AI is not here.");
        if (command.for === "next") return pass(state, at);
        if (from.id === ROOM_ITSELF) return refuse("invalid_message", "The room itself does not speak.");
        const queue = state.queue.filter(({ id }) => id !== from.id);
        return { ...state, queue, heldAt: at, holder: { id: from.id, name: from.name } };
      }
      default:
        return from.id === ROOM_ITSELF
          ? serve(state, command, at)
          : refuse("forbidden", "Only the server's own service says this.");
    }
  }

  return defineFeature<AiState, AiCommand, AiView>({
    name: ai.name,
    command: CommandSchema,
    initial: {
      status: "off",
      run: 0,
      open: false,
      queue: [],
      instructions: "",
      voice: "",
      since: 0,
      heldAt: 0,
      used: { day: 0, time: 0 },
    },
    reduce,
    left: (state, { id }, { at }) => (isThere(state) ? without(state, id, at) : state),
    due: (state) => (isThere(state) ? Math.min(endOf(state), idleAt(state)) : undefined),
    tick: (state, { at }) => {
      if (!isThere(state)) return state;
      if (endOf(state) <= at) return end(state, at, "limit");
      return idleAt(state) <= at ? end(state, at, "idle") : state;
    },
    view: (state, { role }) => {
      const { status, participantId, holder, queue, by, voice, failure } = state;
      return {
        available,
        name,
        voices,
        roles,
        status,
        queue,
        voice,
        ...(participantId !== undefined && { participantId }),
        ...(holder && { holder }),
        ...(by !== undefined && { by }),
        instructions: roles.some((each) => each === role) ? state.instructions : "",
        ...(failure && { failure }),
        ...(isThere(state) && { endsAt: endOf(state) }),
      };
    },
    limits: { size: 32_768, perSecond: 5, burst: 20 },
  });
}

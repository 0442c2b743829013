/** What a room can have beside people, and the contract by which an application adds something of its own. */
import type { FeatureToken } from "../wire/feature.js";
import type { Role } from "../wire/room-protocol.js";

/** Checks what people ask for, by the Standard Schema (version 1): a schema of valibot, zod or arktype is one. Synchronous only. */
export interface CommandSchema<Command> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => CommandCheck<Command> | Promise<CommandCheck<Command>>;
  };
}

/** What a schema says of a command. */
export type CommandCheck<Command> =
  | { readonly value: Command; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };

/** Somebody in the room, as a feature sees them. */
export interface FeaturePerson {
  readonly id: string;
  readonly name: string;
  /** What they may do in the room, as the room vouches for it. */
  readonly role: Role;
}

/** What a feature may use beside its state: it asks no clock and no dice of its own, so that it can be tested and repeated. */
export interface FeatureContext {
  /** Now, in milliseconds since 1970. */
  readonly at: number;
  /** A number from 0, and below 1, like `Math.random`. */
  readonly random: () => number;
}

/** A command that was checked, and who asks for it. */
export interface FeatureCommand<Command> extends FeatureContext {
  /** What is asked for, as the schema returned it. */
  readonly command: Command;
  /** The room's own rules come as a host by the name that they give themselves. */
  readonly from: FeaturePerson;
  /**
   * Makes what `reduce` returns instead of a state when it does not do what is asked.
   *
   * @param code a word for programs. The room's own, such as `forbidden`, reach the page as the `code` of its `CallsError`; with
   * others the code is `bad-request`, and the word in its `cause`.
   * @param reason one sentence for whoever reads it.
   */
  readonly refuse: (code: string, reason: string) => FeatureRefusal;
}

/** Why a feature does not do what somebody asks. Made by {@link FeatureCommand.refuse} alone. */
export interface FeatureRefusal {
  /** A word for programs. */
  readonly code: string;
  /** One sentence for whoever asked. */
  readonly reason: string;
}

/** What a feature may grow to, and how fast it may be asked. */
export interface FeatureLimits {
  /** Characters of the state as JSON. Default 65,536. */
  readonly size?: number;
  /** Commands of one person, and how many they may send at once. Default 5 and 20. */
  readonly perSecond?: number;
  /** How many commands one person may send at once, after having sent none for a while. */
  readonly burst?: number;
}

/**
 * Something that a room has beside people: a state that everybody sees, and what may be asked of it. The room keeps the state, over
 * restarts too, sends what changes of it, and drops it with itself.
 *
 * All functions are pure and synchronous. Each gets a copy of the state and returns the next one, which is JSON. What throws, or makes
 * too large a state, changes nothing; the command is refused, and the server's log says why.
 *
 * @typeParam State what the room keeps: anything that JSON can say.
 * @typeParam Command what people may ask for.
 * @typeParam View what they see: the state, unless there is a `view`.
 */
export interface RoomFeature<State = unknown, Command = unknown, View = State> extends FeatureToken<Command, View> {
  /** Checks every command before {@link reduce} sees it. */
  readonly command: CommandSchema<Command>;
  /** Of a new room. */
  readonly initial: State;
  /** Does what somebody asks. @returns the next state, or what `refuse` makes. */
  reduce(state: State, asked: FeatureCommand<Command>): State | FeatureRefusal;
  /** Somebody came into the room. */
  joined?(state: State, person: FeaturePerson, context: FeatureContext): State;
  /** Somebody has left the room: a lost connection is not a departure. */
  left?(state: State, person: FeaturePerson, context: FeatureContext): State;
  /** When time changes something next, in milliseconds since 1970; `undefined` for never. */
  due?(state: State): number | undefined;
  /**
   * That moment has come. It may have passed: nothing ticks while nobody is in the room, and one call stands for all moments that
   * were missed.
   */
  tick?(state: State, context: FeatureContext): State;
  /** What this person may see: nothing else of the state is sent to them. Without it everybody sees all of it. */
  view?(state: State, viewer: Pick<FeaturePerson, "id" | "role">): View;
  /** Bounds of its state and of its commands. What is left out has its default. */
  readonly limits?: FeatureLimits;
}

/**
 * Gives a feature its types as it is written down. It changes nothing.
 *
 * @example A counter that everybody sees, and hosts may set back.
 * ```ts
 * import * as v from "valibot";
 * import { defineFeature } from "calls-elements/features";
 *
 * export const counter = defineFeature({
 *   name: "counter",
 *   command: v.picklist(["add", "reset"]),
 *   initial: { count: 0 },
 *   reduce({ count }, { command, from, refuse }) {
 *     if (command === "add") return { count: count + 1 };
 *     return from.role === "host" ? { count: 0 } : refuse("forbidden", "Only a host can do this.");
 *   },
 * });
 *
 * await startRoomServer({ ...config, features: [counter] });
 * // In the page:
 * await room.feature(counter).request("add");
 * ```
 */
export function defineFeature<State, Command, View = State>(
  feature: RoomFeature<State, Command, View>,
): RoomFeature<State, Command, View> {
  return feature;
}

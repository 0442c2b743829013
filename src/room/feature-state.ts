/** Features of the application: what holds for each of them, and where it stands. */
import { FEATURE_NAME, MAX_FEATURES } from "../wire/tables.js";
import type { Rate } from "./allowance.js";
import type { RoomFeature } from "./feature.js";
import type { FeatureState, RoomSettings, RoomState } from "./state.js";

const SIZE = 65_536;
/** The most that {@link FeatureLimits.size} may be: larger states take too long to compare. */
const LARGEST = 1_048_576;
/** Lists and records inside of each other. Beyond it, browsers give up. */
const DEPTH = 64;
const RATE: Rate = { perSecond: 5, burst: 20 };

/** A state that is larger than its feature may be. */
export class TooLarge extends RangeError {
  constructor(size: number, limit: number) {
    super(`The state would have ${size} characters of the ${limit} that it may have.`);
  }
}

/** How often one person may ask it for something. */
export const rateOf = ({ limits }: RoomFeature): Rate => ({
  perSecond: limits?.perSecond ?? RATE.perSecond,
  burst: limits?.burst ?? RATE.burst,
});

/** The kind of what people may still ask it for. */
export const featureBudget = ({ name }: RoomFeature): string => `feature/${name}`;

/**
 * A state as the room keeps it.
 * @throws TypeError when it is nothing that JSON can say, or too deep; {@link TooLarge}.
 */
export function textOf(feature: RoomFeature, state: unknown): string {
  if (state instanceof Promise) throw new TypeError("It gave back a promise: features are synchronous.");
  const text = JSON.stringify(state) as string | undefined;
  if (text === undefined) throw new TypeError("It gave back nothing that JSON can say: return the next state.");
  const { size = SIZE } = feature.limits ?? {};
  if (text.length > size) throw new TooLarge(text.length, size);
  if (depthOf(text) > DEPTH) throw new TypeError(`The state would be more than ${DEPTH} levels deep.`);
  return text;
}

/** How deep the lists and records of a JSON text go. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [mark] of text.matchAll(/"(?:[^"\\]+|\\.)*"|[[\]{}]/g)) {
    if (mark === "[" || mark === "{") deepest = Math.max(deepest, ++depth);
    else if (mark === "]" || mark === "}") depth -= 1;
  }
  return deepest;
}

/**
 * The features, as a host takes them at its start.
 * @throws TypeError with what is wrong, for whoever wrote them.
 */
export function checkFeatures(features: readonly RoomFeature[] = []): readonly RoomFeature[] {
  if (features.length > MAX_FEATURES) throw new TypeError(`A room has at most ${MAX_FEATURES} features.`);
  const names = new Set<string>();
  for (const feature of features) {
    const { name, limits } = feature;
    if (!FEATURE_NAME.test(name)) {
      throw new TypeError(`"${name}" cannot be a feature: use a small letter, then small letters, digits and -.`);
    }
    if (names.has(name)) throw new TypeError(`There are two features "${name}".`);
    names.add(name);
    if (typeof feature.command?.["~standard"]?.validate !== "function") {
      throw new TypeError(`The feature "${name}" needs a schema as its command.`);
    }
    if ((limits?.size ?? 0) > LARGEST) throw new TypeError(`The size of "${name}" may be ${LARGEST} at most.`);
    try {
      dueOf(feature, textOf(feature, feature.initial));
    } catch (cause) {
      throw new TypeError(`The feature "${name}" cannot begin. ${String(cause)}`, { cause });
    }
  }
  return features;
}

/** @throws whatever the feature does. */
export function dueOf(feature: RoomFeature, text: string): number | undefined {
  if (!feature.tick) return undefined;
  const due = feature.due?.(JSON.parse(text));
  return typeof due === "number" && Number.isFinite(due) ? due : undefined;
}

const beginnings = new WeakMap<RoomFeature, FeatureState>();

/** As it is in a new room. */
function beginningOf(feature: RoomFeature): FeatureState {
  const known = beginnings.get(feature);
  if (known) return known;
  const text = textOf(feature, feature.initial);
  const beginning = { version: 0, text, due: dueOf(feature, text) };
  beginnings.set(feature, beginning);
  return beginning;
}

/** Where it stands in a room. */
export const standingIn = (features: Pick<RoomState["features"], "get">, feature: RoomFeature): FeatureState =>
  features.get(feature.name) ?? beginningOf(feature);

/** When the next feature ticks, in milliseconds since 1970. Nobody sees it in an empty room, and there it waits. */
export function featuresDue(
  { participants, features: states }: RoomState,
  { features }: RoomSettings,
): number | undefined {
  const dues = participants.size === 0 ? [] : features.flatMap((feature) => standingIn(states, feature).due ?? []);
  return dues.length > 0 ? Math.min(...dues) : undefined;
}

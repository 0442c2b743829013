/** What the rooms of this Worker have beside people. The class of its Durable Object says so as it is made, in the same isolate. */
import type { RoomFeature } from "../../room/feature.js";

const declared = new Set<string>();

/** Notes what rooms have. */
export const declareFeatures = (features: readonly RoomFeature[]): void => {
  for (const { name } of features) declared.add(name);
};

/** The names of all that was noted. */
export const declaredFeatures = (): readonly string[] => [...declared];

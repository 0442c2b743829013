/** The server's half of the assistant in the chat: the service that answers, and the language models that may do so. */
import type { RoomFeature } from "../../room/feature.js";
import type { RoomService } from "../../server/services/service.js";
import { assistantFeature, type AssistantFeatureOptions } from "./room.js";
import { assistantService, type AssistantServiceOptions } from "./service.js";

export * from "../../server/services/models/index.js";
export type { SpokenLine } from "./prompt.js";
export { assistantService } from "./service.js";
export type { AssistantServiceOptions } from "./service.js";
export * from "./index.js";

/** Options of {@link assistantOf}. */
export interface AssistantOptions
  extends Omit<AssistantFeatureOptions, "available" | "hears">, Omit<AssistantServiceOptions, "feature"> {}

/** What a room server is started with. */
export interface AssistantParts {
  /** For `features`. */
  readonly features: readonly RoomFeature[];
  /** For `services`. */
  readonly services: readonly RoomService[];
}

/**
 * An assistant for the chat of the rooms of a server: the feature and the service that belong together.
 *
 * @example
 * ```ts
 * await startRoomServer({ ...config, ...assistantOf({ model: modelFromEnv(process.env) }) });
 * ```
 */
export function assistantOf(options: AssistantOptions = {}): AssistantParts {
  const { model, spoken } = options;
  const feature = assistantFeature({ ...options, available: model !== undefined, hears: spoken !== undefined });
  const service = assistantService({ ...options, feature });
  return { features: [feature as unknown as RoomFeature], services: [service] };
}

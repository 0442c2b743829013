/**
 * An assistant in the chat: whoever writes to it by its name is answered there by a language model. This module is what pages and
 * servers share of it, without elements and without models: `server.ts` has the service that answers, and `elements/` what people see.
 *
 * @module
 */
export * from "./contract.js";
export { assistantFeature } from "./room.js";
export type { AssistantFeatureOptions, AssistantState, OpenQuestion } from "./room.js";

/**
 * An AI that takes part in a call: one in a room, whom everybody hears and one person at a time speaks with. This module is what pages
 * and servers share of it, without elements and without providers: `server.ts` has the service that brings it in, and `elements/` what
 * people see.
 *
 * @module
 */
export * from "./contract.js";
export { aiFeature } from "./room.js";
export type { AiFeatureOptions, AiState } from "./room.js";

/**
 * Features of your own: their contract, for the server and the page alike. It brings no code but one function.
 *
 * @module
 */
export * from "../room/feature.js";
export type { FeatureToken } from "../wire/feature.js";
export type { Role } from "../wire/room-protocol.js";

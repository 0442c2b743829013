/**
 * Captions and a transcript: what people say, in words. This module is what pages and servers share of them, without elements and
 * without providers: `server.ts` has the service that listens, and `elements/` what people see.
 *
 * @module
 */
export * from "./contract.js";
export { TRANSCRIPT_TYPES, writeTranscript } from "./formats.js";
export type { TranscriptFormat } from "./formats.js";
export * from "./translation/contract.js";
export { translationsFeature } from "./translation/room.js";
export type { TranslationsFeatureOptions, TranslationsState } from "./translation/room.js";
export { captionsFeature, transcriptFeature } from "./room.js";
export type { CaptionsFeatureOptions, CaptionsState, TranscriptFeatureOptions, TranscriptState } from "./room.js";

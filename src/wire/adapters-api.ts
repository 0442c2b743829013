/** WebSocket adapters of the Connection API: requests and replies. */
import type { CallsFailure } from "./calls-api.js";
import type { ADAPTER_ROUTES } from "./tables.js";

/** Sound into the SFU: what the endpoint sends becomes a track of a new session. */
export interface IngestAdapter {
  /** The adapter publishes the track itself. */
  location: "local";
  /** The name that others pull the track by. */
  trackName: string;
  /** The SFU dials it. It carries its own secret, as no header can be set. */
  endpoint: string;
  /** What the endpoint sends. */
  inputCodec: "pcm";
}

/** Media out of the SFU: a track is sent to the endpoint, as sound or as one picture a second. */
export interface EgressAdapter {
  /** The track is published by a session: the adapter pulls it. */
  location: "remote";
  /** The publisher's session. */
  sessionId: string;
  /** The track's name on that session. */
  trackName: string;
  /** The SFU dials it. It carries its own secret, as no header can be set. */
  endpoint: string;
  /** `pcm` for a track of sound, `jpeg` for one of pictures. */
  outputCodec: "pcm" | "jpeg";
}

/**
 * A WebSocket adapter. `local`: what your endpoint sends becomes a track of a new session. `remote`: a track is sent to
 * your endpoint. PCM is 16-bit little-endian, 48 kHz, stereo; JPEG is one picture a second.
 */
export type WebSocketAdapter = IngestAdapter | EgressAdapter;

export interface NewAdaptersRequest {
  tracks: WebSocketAdapter[];
}

export interface CloseAdaptersRequest {
  tracks: { adapterId: string }[];
}

/** One adapter that was opened, or why it was not. `sessionId` is the new session of an ingest adapter. */
export interface NewAdapterReply extends CallsFailure {
  /** The track that was asked for. */
  trackName?: string;
  /** What the adapter is closed by. */
  adapterId?: string;
  /** The session that the track is published on. */
  sessionId?: string;
  /** The address that was dialled. */
  endpoint?: string;
}

/** One adapter that is closed. `bytesProcessed` is left out when the service cannot tell, as of one that was closed already. */
export interface CloseAdapterReply extends CallsFailure {
  /** The adapter that was asked for. */
  adapterId?: string;
  /** Bytes of media that went through it. */
  bytesProcessed?: number;
}

/** What `adapters/websocket/new` answers: 200 when one item worked, 503 when none did. */
export interface NewAdaptersReply extends CallsFailure {
  tracks: NewAdapterReply[];
}

/** What `adapters/websocket/close` answers. */
export interface CloseAdaptersReply extends CallsFailure {
  tracks: CloseAdapterReply[];
}

/** The name of an operation on adapters. */
export type AdapterOperation = keyof typeof ADAPTER_ROUTES;

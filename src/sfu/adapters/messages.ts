import type { ItemFailure } from "../failure.js";

/** Codecs of which pictures can be made. */
export type PictureCodec = "VP8" | "VP9" | "H264";

/** What an adapter does with what comes: which of its two ends is the socket, and what lies between. */
export type AdapterTask =
  | { readonly type: "pcm-to-opus" }
  | { readonly type: "opus-to-pcm" }
  | { readonly type: "picture-to-jpeg"; readonly codec: PictureCodec };

/** Where an adapter's endpoint is, and how patient it is with it. */
export interface EndpointOptions {
  readonly url: string;
  /** Milliseconds for one handshake. */
  readonly handshakeTimeout: number;
  /** Milliseconds for which an endpoint that went away is dialled again. */
  readonly reconnectWindow: number;
}

/** One Opus packet of one adapter. */
export interface SoundPacket {
  readonly adapter: number;
  readonly sequenceNumber: number;
  /** 48 kHz. */
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/** What the SFU tells a thread. */
export type ThreadRequest =
  | {
      readonly type: "open";
      readonly adapter: number;
      readonly task: AdapterTask;
      readonly endpoint: EndpointOptions;
    }
  | { readonly type: "sound"; readonly packets: readonly SoundPacket[] }
  | {
      readonly type: "picture";
      readonly adapter: number;
      readonly codec: PictureCodec;
      /** 90 kHz. */
      readonly timestamp: number;
      /** One frame that needs none before it, without what RTP put around it. */
      readonly frame: Uint8Array;
    }
  | { readonly type: "close"; readonly adapter: number };

/** What a thread tells the SFU. */
export type ThreadEvent =
  | { readonly type: "opened"; readonly adapter: number }
  | { readonly type: "refused"; readonly adapter: number; readonly failure: ItemFailure }
  | { readonly type: "sound"; readonly packets: readonly SoundPacket[] }
  /** The last picture is dealt with: the next one may come. */
  | { readonly type: "drawn"; readonly adapter: number }
  /** It is over: by request, or because its endpoint is gone for good. */
  | { readonly type: "ended"; readonly adapter: number; readonly bytesProcessed: number };

/** What a thread is started with. */
export interface ThreadData {
  readonly role: typeof ADAPTER_THREAD;
  /** Sound packets that the thread has taken so far: who sends sees how far behind it is. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** Tells a thread of ours from any other in which this module may be loaded. */
export const ADAPTER_THREAD = "calls-elements adapter";

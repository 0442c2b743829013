import type { ReceivedMedia } from "./whep-player.js";

/** A stream on its way to somebody. */
export interface Push {
  send(kind: ReceivedMedia["kind"], packet: Buffer): void;
  /** Resolves with why, when it has ended by itself. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

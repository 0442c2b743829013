/** A stay in a room, as far as its health is concerned: what to look at, and what can be done. */
import type { RoomConnection } from "../../signaling/signaling.js";
import type { MediaSource } from "../../wire/room-protocol.js";
import type { LocalSource } from "../media/local-source.js";

/** Something that this browser sends. */
export interface SentTrack {
  readonly source: MediaSource;
  readonly track: MediaStreamTrack;
  /** Not muted. */
  readonly enabled: boolean;
}

export interface WatchedStay {
  readonly connection: Pick<RoomConnection, "act">;
  readonly microphone: LocalSource | undefined;
  readonly sent: readonly SentTrack[];
  /** What the browser measures; `undefined` between two sessions. */
  stats(): Promise<RTCStatsReport | undefined>;
  /** What the session's connection receives with, and sends with; `undefined` between two sessions. */
  readonly ends:
    | { readonly receivers: readonly RTCRtpReceiver[]; readonly senders: readonly RTCRtpSender[] }
    | undefined;
  /** Asks the service whether it still has the session: without it, there is another one soon. Never rejects. */
  checkSession(): Promise<boolean>;
  /** Makes another session: nothing gets through on this one any more. */
  replaceSession(): void;
  /** Asks the service whether it still has what this browser publishes of a source. @throws CallsError */
  isPublished(source: MediaSource): Promise<boolean>;
  /** Publishes a source anew, under another name: what the service has under the old one is no good. */
  publishAgain(source: MediaSource): void;
  /** Subscribes to somebody's track anew. */
  pullAgain(participantId: string, source: MediaSource): void;
}

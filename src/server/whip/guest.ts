import type { AnnouncedTrack } from "../../wire/room-protocol.js";
import type { SocketId } from "../../room/state.js";

interface GuestBase {
  /** Names the resource: whoever knows it may end the stream. */
  readonly id: string;
  readonly etag: string;
  readonly participantId: string;
  readonly sessionId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Somebody who publishes by WHIP. */
export interface WhipGuest extends GuestBase {
  readonly kind: "whip";
  /** The participant of the token that was shown, if there was one. */
  readonly startedBy?: string | undefined;
  readonly socket: SocketId;
  /** What the offer had. */
  readonly tracks: readonly AnnouncedTrack[];
  /** Names of the tracks that flow: these are announced. */
  readonly flowing: readonly string[];
}

/** A track that a player receives. */
export interface Pull {
  readonly mid: string;
  readonly kind: "audio" | "video";
  readonly sessionId: string;
  readonly trackName: string;
}

/** Somebody who plays by WHEP. */
export interface WhepGuest extends GuestBase {
  readonly kind: "whep";
  /** None for a player of somebody who is in the room with a page of their own. */
  readonly socket: SocketId | undefined;
  readonly publisher: string;
  readonly screen: boolean;
  readonly pulls: readonly Pull[];
  /** The SFU made the offer, and the player has not answered it. */
  readonly awaitsAnswer: boolean;
}

/** Media in a room that no page looks after. */
export type Guest = WhipGuest | WhepGuest;

/** A stream that somebody else has ended, remembered for whoever published it and wonders. */
export interface EndedStream {
  readonly kind: "ended";
  /** Of the resource that it was. */
  readonly id: string;
  readonly why: "removed" | "replaced";
}

/** What a backend with the API key asks of rooms over HTTP. */
import type { Participant, RoomInfo } from "./room-protocol.js";
import type { ModeratedSource, Role, RoomPolicy, WaitingPerson } from "./room-actions.js";

/** A room, as whoever has the API key sees it. */
export interface RoomDetails extends RoomInfo {
  /** What holds for the whole room. */
  readonly policy: RoomPolicy;
  /** Everybody who is in the room, in order of joining. */
  readonly participants: readonly Participant[];
  /** Everybody at the door. */
  readonly waiting: readonly WaitingPerson[];
  /** When it ended, in milliseconds since 1970: nobody comes in any more, and soon it is forgotten. */
  readonly endedAt?: number;
}

/** Some of the rooms that are there, by id. */
export interface RoomList {
  /** By id, at most as many as were asked for. */
  readonly rooms: readonly RoomInfo[];
  /** `after` of the next page. Absent: this is the last. */
  readonly next?: string;
}

/** What a backend asks of a room: what a host could, in the same words. */
export type RoomCommand =
  /** Turns somebody's, or with no `participantId` everybody's, microphone, camera or screen off. */
  | { type: "mute"; participantId?: string; source: ModeratedSource }
  | { type: "ask-unmute"; participantId: string; source: ModeratedSource }
  | { type: "role"; participantId: string; role: Role }
  /** Puts somebody out; with `ban` they cannot come back while the room lasts. */
  | { type: "remove"; participantId: string; ban?: boolean }
  /** Lets somebody in who waits; with no `participantId` everybody. */
  | { type: "admit"; participantId?: string }
  | { type: "deny"; participantId: string }
  /** What is given replaces what was; `endsAt: null` takes the end away. */
  | { type: "policy"; locked?: boolean; waitingRoom?: boolean; spotlight?: string[]; endsAt?: number | null }
  /** Ends the room for everybody. */
  | { type: "end" }
  /** Says something, to all or with `to` to one. With an `id` of yours it is there once, however often it is sent. */
  | { type: "chat"; text: string; id?: string; name?: string; to?: string; replyTo?: string }
  | { type: "chat-delete"; id: string }
  /** Asks a feature of the application for something. */
  | { type: "feature"; feature: string; command: unknown };

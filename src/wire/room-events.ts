/** What a room server tells a backend by webhook: the body of each delivery, signed as Standard Webhooks say. */
import type { ChatMessage, Metadata, Role } from "./room-actions.js";
import type { LeaveReason } from "./room-protocol.js";

/** Every kind of event. */
export const ROOM_EVENT_TYPES = [
  "room.started",
  "room.ended",
  "participant.joined",
  "participant.left",
  "chat.message",
  "report",
] as const;
/** Names what has happened. */
export type RoomEventType = (typeof ROOM_EVENT_TYPES)[number];

/** Somebody who has come or gone, as the room knew them then. */
export interface EventParticipant {
  /** The `sub` of the token that your backend signed, or an id that the server made. */
  readonly id: string;
  readonly name: string;
  /** What they may do: keep order, publish, or watch. */
  readonly role: Role;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
  /** What the application wants everyone to know of them. */
  readonly metadata?: Metadata;
}

/** What each kind of event says, beside the room. */
export interface RoomEventDetails {
  /** Somebody has come into a room that nobody was in. */
  "room.started": object;
  /** Nobody is in the room any more: the last has gone (`empty`), or a host, its time or the API has ended it. */
  "room.ended": { readonly reason: "empty" | "ended" };
  "participant.joined": { readonly participant: EventParticipant };
  "participant.left": { readonly participant: EventParticipant; readonly reason: LeaveReason };
  /** Something was said to everybody, edited or deleted. What is said to one person is told to nobody else. */
  "chat.message": { readonly message: ChatMessage };
  /** How the call was (`feedback`), a track that does not arrive (`dead-track`), or trouble in somebody's own words (`report`). */
  report: {
    readonly kind: string;
    /** The id that whoever reported was given. */
    readonly id: string;
    readonly participantId: string;
    /** What was reported. `debug` is left out when it is too large. */
    readonly report: object;
  };
}

/** Something that has happened in a room, as a webhook tells it. */
export type RoomEvent = {
  [Type in RoomEventType]: {
    /** The same for every delivery of the event: the header `webhook-id`. */
    readonly id: string;
    readonly type: Type;
    /** When it happened, by the server's clock, in ISO 8601. */
    readonly timestamp: string;
    readonly data: {
      readonly room: { readonly id: string; readonly name?: string };
      /** Counts a room's events from 1, in their order. Who sees a number missing has not been told of everything. */
      readonly sequence: number;
    } & RoomEventDetails[Type];
  };
}[RoomEventType];

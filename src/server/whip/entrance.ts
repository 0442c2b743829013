/** The entrance of a room for guests: what publishing and playing need of the gateway, and no more. */
import type { LiveRoom } from "../live/live-room.js";
import type { SocketId } from "../../room/state.js";
import type { Guest } from "./guest.js";
import type { GuestIdentity, MediaRefusal } from "./media.js";

/** A guest who has entered the room, and has a session. */
export interface Entered {
  readonly id: string;
  readonly participantId: string;
  readonly sessionId: string;
  readonly socket: SocketId | undefined;
}

/** How a stream comes into one room. Whoever begins streams is given it: they know nothing of the guests that are there. */
export interface GuestEntrance {
  readonly room: Pick<LiveRoom, "handle" | "state">;
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Why a guest may not come in, or not do what they came for. Asked before anything is looked up, so that nobody learns from
   * an answer who is in a room that they may not enter.
   */
  refusalAtDoor(guest: GuestIdentity, wants: "publish" | "play"): Promise<MediaRefusal | undefined>;
  /** May the guest publish under their id? Whoever comes again replaces their own stream, and no other's. */
  mayReplace(guest: GuestIdentity): boolean;
  /** Nobody is in the room any more whom a host has put out. */
  isIn(participantId: string): boolean;
  /** Takes a guest into the room, with a session. Their socket follows with {@link GuestEntrance.seat}. */
  enter(guest: GuestIdentity): Promise<Entered | MediaRefusal>;
  /** Gives the guest their place in the room: it is theirs until they end it, or the room does. */
  seat(socket: SocketId, participantId: string, participantName: string): void;
  /** Takes somebody out of the room whose stream came to nothing. */
  leave(participantId: string, participantName: string): void;
  /** The guest's stream has begun: from here on it is looked after. */
  begin(guest: Guest): void;
}

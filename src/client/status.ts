/** Where a room stands. */
import type { CallsError } from "../base/error.js";
import type { LeaveReason } from "../wire/room-protocol.js";

/** Where the room stands. */
export type RoomStatus =
  /** Before a join; devices may already run for a preview. */
  | { readonly phase: "idle" }
  | { readonly phase: "joining" }
  /** At the door: a host has to let this person in. */
  | { readonly phase: "waiting" }
  | { readonly phase: "joined"; readonly signaling: LinkState; readonly media: LinkState }
  /** Left, or put out. `reason` is `left` when it was the person's own wish. */
  | { readonly phase: "left"; readonly reason: LeaveReason }
  /** The join, or the call, ended with an error. A new join may follow. */
  | { readonly phase: "failed"; readonly error: CallsError };

/**
 * One of the two ways that a call needs: to the room server, and to the SFU. They recover on their own. The way to the room server
 * is `connecting` again once it has been away for so long that the others have lost this person.
 */
export type LinkState = "connecting" | "connected" | "reconnecting";

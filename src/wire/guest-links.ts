/** Links by which people without an account publish into a room. */

/** `POST /api/calls/links`: all of it may be absent. */
export interface GuestLinkRequest {
  /** Who they are among guests: 1 to 64 letters, digits and `. _ ~ -`. Without it, one that nobody guesses. */
  guestId?: string;
  /** What people in the room read. Without it the guest says it. */
  name?: string;
  /** Seconds for which the link is good: a day when absent, 30 days at most. */
  expiresIn?: number;
}

/** Answers `POST /api/calls/links`. */
export interface GuestLink {
  /** Who they are among guests. */
  guestId: string;
  /** Who they will be in the room. */
  participantId: string;
  /** Where they publish. */
  room: string;
  /** Publishes as this guest: the bearer token of the WHIP endpoint. Whoever has it is the guest. */
  key: string;
  /** WHIP endpoint, for an encoder that takes a bearer token. */
  whip: string;
  /** The guest page of the demo, or of yours at the same path. The key is in the fragment, which no server's log has. */
  path: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Seconds. */
export const GUEST_LINK_LIFE = { usual: 24 * 60 * 60, most: 30 * 24 * 60 * 60 } as const;

/** The id of a guest. */
export const GUEST_ID = /^[\w.~-]{1,64}$/;

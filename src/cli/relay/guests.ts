/** Who is live among a room's guests. */
import { CommandError } from "../command-error.js";
import { reasonOf } from "./connection.js";

/** A guest, as the server lists them. */
export interface LiveGuest {
  readonly guestId: string;
  readonly participantId: string;
}

/** Guests of one room that a pattern means. */
export interface GuestQuery {
  readonly server: string;
  readonly room: string;
  readonly token: string | undefined;
  /** An id of a guest in which `*` stands for anything. */
  readonly pattern: string;
}

/** Is it more than one participant? No id of a guest has a star. */
export const isPattern = (participant: string): boolean => participant.includes("*");

/** Does the id fit? */
export function fits(pattern: string, guestId: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(guestId);
}

/**
 * Asks the server.
 *
 * @returns `undefined` when it has no answer at the moment.
 * @throws CommandError when it wants a token.
 */
export async function liveGuests(
  { server, room, token, pattern }: GuestQuery,
  signal: AbortSignal,
): Promise<readonly LiveGuest[] | undefined> {
  const url = `${server.replace(/\/*$/, "")}/api/calls/sessions?room=${encodeURIComponent(room)}`;
  const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) });
    if (response.status === 401 || response.status === 403) {
      throw new CommandError(`${reasonOf(await response.text()) ?? "The server refuses."} Give a token with --token.`);
    }
    if (!response.ok) return undefined;
    const { sessions } = (await response.json()) as { sessions: (LiveGuest & { live: boolean })[] };
    return sessions.filter(({ guestId, live }) => live && fits(pattern, guestId));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    return undefined;
  }
}

/** One line of the server's log. Never holds a token, a secret, SDP, ICE credentials or a message's contents. */
export interface LogEntry {
  /** `error` is for what the operator has to see, `warn` for what may become that. */
  readonly level: "info" | "warn" | "error";
  /** What happened, as a few fixed words. */
  readonly event: string;
  /** The id of the room that it happened in. */
  readonly room?: string;
  /** The id of whoever did it. */
  readonly participant?: string;
  /** What was asked: an operation of the Connection API, or an action of the room. */
  readonly operation?: string;
  /** Whom it was done to. */
  readonly target?: string;
  /** The HTTP status of the answer. */
  readonly status?: number;
  /** The code of the error or refusal. */
  readonly code?: string;
  /** The message of an unexpected error of our own code, without addresses. */
  readonly message?: string;
}

/** Takes the server's log. */
export type Log = (entry: LogEntry) => void;

/** An address, or what follows `?` in one: both can hold a token. */
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/\S+|\?\S*=\S*/gi;

/** A log whose messages name no addresses: errors of the platform quote what they were given, with the token that is in it. */
export const withoutAddresses =
  (log: Log): Log =>
  (entry) =>
    log(entry.message === undefined ? entry : { ...entry, message: entry.message.replace(ADDRESS, "(an address)") });

/** One line of the server's log. Never holds a token, a secret, SDP, ICE credentials or a message's contents. */
export interface LogEntry {
  readonly level: "info" | "warn" | "error";
  /** What happened, as a few fixed words. */
  readonly event: string;
  readonly room?: string;
  readonly participant?: string;
  readonly operation?: string;
  /** Whom it was done to. */
  readonly target?: string;
  readonly status?: number;
  readonly code?: string;
  /** The message of an unexpected error of our own code. */
  readonly message?: string;
}

/** Takes the server's log. */
export type Log = (entry: LogEntry) => void;

import type * as v from "valibot";
import type { AdapterOperation } from "../../../src/wire/adapters-api.js";
import type { CallsOperation } from "../../../src/wire/calls-api.js";

/**
 * What is there before a call, from nothing to a pair of connected sessions. Each gives values that a row names as
 * `$name`.
 */
export type Given =
  /** Nothing but the app. */
  | "app"
  /** `$session`: a session that is not connected; `$offer`: an offer of an audio section, `$mid`. */
  | "session"
  /** `$session`: connected and receiving nothing, with data channels. `$publisher`: sends `audio` on `$publisherMid`. */
  | "call"
  /** As `call`, and `$session` publishes the data channel `chat` with the id `$channel`. */
  | "channel"
  /** As `call`, and `$session` has an SFU offer that waits for its answer. */
  | "offered"
  /** As `call`, and `$session` receives the audio on `$receiverMid`. `$offer`: an offer of another section, which it has not sent. */
  | "receiving"
  /** As `call`, and `$endpoint` takes sockets; nobody listens at `$nowhere`. */
  | "endpoint";

/** One call and what the service answers: the suite is a list of these. */
export interface ConformanceRow {
  readonly name: string;
  readonly given: Given;
  readonly operation: CallsOperation | AdapterOperation;
  /** The session in the URL; `$session` unless it says otherwise. */
  readonly session?: string;
  /** JSON, in which strings like `$offer` stand for the values of `given`; or the very text to send. */
  readonly body?: unknown;
  readonly text?: string;
  readonly query?: string;
  readonly credentials?: "none" | "wrong" | "unknown-app";
  /** Headers beside the authorisation. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly reply: v.GenericSchema;
  /** Not settled by the documents: the row records what we chose, and a real app may differ. */
  readonly ours?: true;
}

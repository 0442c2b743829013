/** What is said in the console: what only a developer can mend, and nothing else. People read their own words on the screen. */
import type { CallsError, CallsErrorCode } from "../../base/error.js";

const GUIDE = "https://github.com/calls-elements/calls-elements/blob/main/stories/guides/troubleshooting.mdx";

/** How a page, or its server, is set up wrong. */
const MISTAKES: ReadonlySet<CallsErrorCode> = new Set([
  "bad-request",
  "insecure-context",
  "internal",
  "invalid-room",
  "not-configured",
  "protocol",
  "server-error",
  "unauthorized",
]);

/** A server that has a problem for now says so, and what a feature of the application refuses has a word of the feature's. */
const isMistake = ({ code, retryable, cause }: CallsError): boolean =>
  MISTAKES.has(code) && !retryable && typeof Object(cause).code !== "string";

const told = new Set<CallsErrorCode>();

/** Says what to do about an error, once for each kind of it, where it is a mistake that a developer can mend. */
export const tellDeveloper = (error: CallsError): void => {
  const { code, reason, cause } = error;
  if (!isMistake(error) || told.has(code)) return;
  told.add(code);
  console.warn(`calls-elements: ${reason} (${code}, ${GUIDE})`, ...(cause === undefined ? [] : [cause]));
};

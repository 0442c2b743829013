import { CallsError } from "../wire/calls-error.js";

/**
 * Gets a part of the kit that is loaded when it is needed. Asking again is cheap, and tries again where it failed.
 *
 * @throws CallsError `server-unreachable`
 */
export async function load<T>(part: () => Promise<T>): Promise<T> {
  try {
    return await part();
  } catch (cause) {
    const reason = "A part of the kit could not be loaded. Check that all of its files are served, and try again.";
    throw new CallsError("server-unreachable", reason, { retryable: true, cause });
  }
}

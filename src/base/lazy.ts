import { CallsError } from "./error.js";

/** A part of the kit that is loaded when it is needed. */
export interface Lazy<T> {
  /** Loads it; once it is there it is not loaded again. @throws CallsError `server-unreachable`: another try may get it. */
  (): Promise<T>;
  /** Set once it is there. */
  readonly loaded: T | undefined;
}

/**
 * A part in a file of its own, which is loaded with the first call.
 *
 * @example
 * ```ts
 * const loadBudget = lazy(() => import("./budget.js"));
 * const { fitInto } = await loadBudget();
 * ```
 */
export function lazy<T>(part: () => Promise<T>): Lazy<T> {
  const load = async (): Promise<T> => {
    try {
      return (load.loaded ??= await part());
    } catch (cause) {
      const reason = "A part of the kit could not be loaded. Check that all of its files are served, and try again.";
      throw new CallsError("server-unreachable", reason, { retryable: true, cause });
    }
  };
  load.loaded = undefined as T | undefined;
  return load;
}

import type { CallsError } from "../../base/error.js";
import type { LocalizeController } from "../core/localize.js";

/** What to do about a screen that could not be shared. */
export const screenAdvice = ({ code }: CallsError, localize: LocalizeController): string =>
  localize.term(code === "permission-denied" ? "shareBlocked" : "shareFailed");

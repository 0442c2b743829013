import { lazy } from "../../base/lazy.js";

/** What is said and done when a device does not start: most calls go without it. */
export const loadTrouble = lazy(() => import("./capture-trouble.js"));

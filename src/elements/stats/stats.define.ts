import { defineElement } from "../core/define.js";
import { CallsStats } from "./stats.js";

export { CallsStats } from "./stats.js";

/** Registers `<calls-stats>`. Importing this module does it already. */
export const defineStats = (): void => {
  defineElement("calls-stats", CallsStats);
};

defineStats();

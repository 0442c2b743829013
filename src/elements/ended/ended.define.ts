import { defineElement } from "../core/define.js";
import { CallsEnded } from "./ended.js";

export { CallsEnded } from "./ended.js";

/** Registers `<calls-ended>`. Importing this module does it already. */
export const defineEnded = (): void => defineElement("calls-ended", CallsEnded);

defineEnded();

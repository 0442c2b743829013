import { defineElement } from "../core/define.js";
import { CallsWaiting } from "./waiting.js";

export { CallsWaiting } from "./waiting.js";

/** Registers `<calls-waiting>`. Importing this module does it already. */
export const defineWaiting = (): void => defineElement("calls-waiting", CallsWaiting);

defineWaiting();

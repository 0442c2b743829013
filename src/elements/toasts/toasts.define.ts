import { defineElement } from "../core/define.js";
import { CallsToasts } from "./toasts.js";

export { CallsToasts } from "./toasts.js";

/** Registers `<calls-toasts>`. Importing this module does it already. */
export const defineToasts = (): void => defineElement("calls-toasts", CallsToasts);

defineToasts();

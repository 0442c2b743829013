import { defineElement } from "../../../elements/core/define.js";
import { CallsAi } from "./ai.js";

export { CallsAi } from "./ai.js";

/** Registers `<calls-ai>`. Importing this module does it already. */
export const defineAi = (): void => {
  defineElement("calls-ai", CallsAi);
};

defineAi();

import { defineElement } from "../core/define.js";
import { CallsDatachannel } from "./datachannel.js";

export { CallsDatachannel } from "./datachannel.js";
export * from "./events.js";

/** Registers `<calls-datachannel>`. Importing this module does it already. */
export const defineDatachannel = (): void => {
  defineElement("calls-datachannel", CallsDatachannel);
};

defineDatachannel();

import { defineElement } from "../core/define.js";
import { CallsDatachannel } from "./datachannel.js";

/** Registers `<calls-datachannel>`. Importing this module does it already. */
export const defineDatachannel = (): void => {
  defineElement("calls-datachannel", CallsDatachannel);
};

defineDatachannel();

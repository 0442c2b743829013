import { defineElement } from "../core/define.js";
import { CallsPrejoin } from "./prejoin.js";

export { CallsPrejoin } from "./prejoin.js";

/** Registers `<calls-prejoin>`. Importing this module does it already. */
export const definePrejoin = (): void => {
  defineElement("calls-prejoin", CallsPrejoin);
};

definePrejoin();

import { defineElement } from "../core/define.js";
import { CallsPeople } from "./people.js";

export { CallsPeople } from "./people.js";

/** Registers `<calls-people>`. Importing this module does it already. */
export const definePeople = (): void => {
  defineElement("calls-people", CallsPeople);
};

definePeople();

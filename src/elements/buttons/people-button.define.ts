import { defineElement } from "../core/define.js";
import { CallsPeopleButton } from "./people-button.js";

export { CallsPeopleButton } from "./people-button.js";

/** Registers `<calls-people-button>`. Importing this module does it already. */
export const definePeopleButton = (): void => {
  defineElement("calls-people-button", CallsPeopleButton);
};

definePeopleButton();

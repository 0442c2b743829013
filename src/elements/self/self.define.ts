import { defineElement } from "../core/define.js";
import { defineParticipant } from "../participant/participant.define.js";
import { CallsSelf } from "./self.js";

export { CallsSelf } from "./self.js";

/** Registers `<calls-self>` and what it is made of. Importing this module does it already. */
export const defineSelf = (): void => {
  defineParticipant();
  defineElement("calls-self", CallsSelf);
};

defineSelf();

import { defineElement } from "../core/define.js";
import { CallsParticipant } from "./participant.js";

export { CallsParticipant } from "./participant.js";

/** Registers `<calls-participant>`. Importing this module does it already. */
export const defineParticipant = (): void => {
  defineElement("calls-participant", CallsParticipant);
};

defineParticipant();

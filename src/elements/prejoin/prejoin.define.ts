import { defineElement } from "../internal/define.js";
import { defineParticipant } from "../participant/participant.define.js";
import { CallsPrejoin } from "./prejoin.js";

/** Registers `<calls-prejoin>` and what it is made of. Importing this module does it already. */
export const definePrejoin = (): void => {
  defineParticipant();
  defineElement("calls-prejoin", CallsPrejoin);
};

definePrejoin();

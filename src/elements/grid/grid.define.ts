import { defineElement } from "../core/define.js";
import { defineParticipant } from "../participant/participant.define.js";
import { defineSelf } from "../self/self.define.js";
import { CallsGrid } from "./grid.js";

export { CallsGrid } from "./grid.js";

/** Registers `<calls-grid>` and what it is made of. Importing this module does it already. */
export const defineGrid = (): void => {
  defineParticipant();
  defineSelf();
  defineElement("calls-grid", CallsGrid);
};

defineGrid();

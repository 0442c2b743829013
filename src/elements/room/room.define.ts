import { defineElement } from "../internal/define.js";
import { defineControls } from "../controls/controls.define.js";
import { defineGrid } from "../grid/grid.define.js";
import { definePrejoin } from "../prejoin/prejoin.define.js";
import { CallsRoom } from "./room.js";

/** Registers `<calls-room>` and what it is made of. Importing this module does it already. */
export const defineRoom = (): void => {
  defineControls();
  defineGrid();
  definePrejoin();
  defineElement("calls-room", CallsRoom);
};

defineRoom();

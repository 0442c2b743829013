import { defineElement } from "../core/define.js";
import { defineEnded } from "../ended/ended.define.js";
import { definePrejoin } from "../prejoin/prejoin.define.js";
import { CallsRoom } from "./room.js";

export { CallsRoom } from "./room.js";

/**
 * Registers `<calls-room>` and its first screen; the room loads the rest of a meeting by itself. Importing this module does it
 * already.
 */
export const defineRoom = (): void => {
  definePrejoin();
  // It says what is wrong when nothing else can be loaded.
  defineEnded();
  defineElement("calls-room", CallsRoom);
};

defineRoom();

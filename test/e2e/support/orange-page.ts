/** The elements, for a page that has one in its markup. */
import "../../../src/elements/room/room.define.js";
import "../../../src/index.js";

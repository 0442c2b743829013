/**
 * What the script tag loads: the first screen of a call at once, and all other elements while the person looks at it.
 *
 * @module
 */
import { defineDatachannel } from "./elements/datachannel/datachannel.define.js";
import { defineRoom } from "./elements/room/room.define.js";

defineRoom();
defineDatachannel();
// A page that uses single elements has them as soon as they are here. Where this fails the room tells of it.
import("./index.js").catch(() => {});

export * from "./elements/core/index.js";
export * from "./elements/datachannel/events.js";
export { CallsRoom } from "./elements/room/room.js";
export type { Locale, Terms } from "./locales/locale.js";
export { CallsError } from "./base/error.js";

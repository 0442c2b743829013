/**
 * Custom elements for live calls. Importing this module registers all of them; to take only what you use, import
 * single elements.
 *
 * @module
 */
import { defineAudio } from "./elements/audio/audio.define.js";
import { defineDatachannel } from "./elements/datachannel/datachannel.define.js";
import { defineMeeting } from "./elements/room/meeting.js";
import { defineRoom } from "./elements/room/room.define.js";

// Said here, and not left to the imports alone: bundlers may drop an import that nothing is taken from.
defineRoom();
defineMeeting();
defineDatachannel();
defineAudio();

export { CallsAudio } from "./elements/audio/audio.js";
export { CallsBanner } from "./elements/banner/banner.js";
export { CallsControls } from "./elements/controls/controls.js";
export { CallsDatachannel } from "./elements/datachannel/datachannel.js";
export * from "./elements/datachannel/events.js";
export { CallsEnded } from "./elements/ended/ended.js";
export { CallsGrid } from "./elements/grid/grid.js";
export { defineElement } from "./elements/internal/define.js";
export * from "./elements/internal/events.js";
export { registerLocales } from "./elements/internal/localize.js";
export { roomContext } from "./elements/internal/room-context.js";
export { RoomController, type RoomHost } from "./elements/internal/room-controller.js";
export { shallowEqual, StoreController, type RoomSource } from "./elements/internal/store-controller.js";
export { CallsParticipant } from "./elements/participant/participant.js";
export { CallsPrejoin } from "./elements/prejoin/prejoin.js";
export { CallsRoom } from "./elements/room/room.js";
export { CallsScreen } from "./elements/screen/screen.js";
export { CallsSelf } from "./elements/self/self.js";
export { CallsToasts } from "./elements/toasts/toasts.js";
export { CallsWaiting } from "./elements/waiting/waiting.js";
export type { Locale, Terms } from "./locales/locale.js";
export { CallsError } from "./wire/calls-error.js";

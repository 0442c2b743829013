/**
 * Custom elements for live calls. Importing this module registers all of them; to take only what you use, import
 * single elements.
 *
 * @module
 */
import { defineAudio } from "./elements/audio/audio.define.js";
import { defineDatachannel } from "./elements/datachannel/datachannel.define.js";
import { defineMeeting } from "./elements/room/meeting.js";
import { PANELS } from "./elements/room/parts.js";
import { defineRoom } from "./elements/room/room.define.js";

// Said here, and not left to the imports alone: bundlers may drop an import that nothing is taken from.
defineRoom();
defineMeeting();
defineDatachannel();
defineAudio();
// A room brings the panels that are opened in it; one that stands alone on the page is brought here.
for (const panel of ["chat", "people", "settings", "stats"] as const) {
  if (globalThis.document?.querySelector(`calls-${panel}`)) void PANELS[panel].load();
}

export { CallsAudio } from "./elements/audio/audio.js";
export { CallsBanner } from "./elements/banner/banner.js";
export { CallsCameraButton } from "./elements/camera-button/camera-button.js";
export { CallsChatButton } from "./elements/chat-button/chat-button.js";
export type { CallsChat } from "./elements/chat/chat.js";
export { CallsControls } from "./elements/controls/controls.js";
export { CallsDatachannel } from "./elements/datachannel/datachannel.js";
export * from "./elements/datachannel/events.js";
export { CallsEnded } from "./elements/ended/ended.js";
export { CallsFullscreenButton } from "./elements/fullscreen-button/fullscreen-button.js";
export { CallsGrid } from "./elements/grid/grid.js";
export { CallsHandButton } from "./elements/hand-button/hand-button.js";
export type { Background } from "./elements/internal/background.js";
export { defineElement } from "./elements/internal/define.js";
export * from "./elements/internal/events.js";
export { registerLocales } from "./elements/internal/localize.js";
export { roomContext } from "./elements/internal/room-context.js";
export { RoomController, type RoomHost } from "./elements/internal/room-controller.js";
export { shallowEqual, StoreController, type RoomSource } from "./elements/internal/store-controller.js";
export { CallsLayoutButton } from "./elements/layout-button/layout-button.js";
export { CallsLeaveButton } from "./elements/leave-button/leave-button.js";
export { CallsMicrophoneButton } from "./elements/microphone-button/microphone-button.js";
export { CallsMoreButton } from "./elements/more-button/more-button.js";
export { CallsParticipant } from "./elements/participant/participant.js";
export { CallsPeopleButton } from "./elements/people-button/people-button.js";
export type { CallsPeople } from "./elements/people/people.js";
export { CallsPipButton } from "./elements/pip-button/pip-button.js";
export { CallsPrejoin } from "./elements/prejoin/prejoin.js";
export { CallsReactionsButton } from "./elements/reactions-button/reactions-button.js";
export { CallsReactions } from "./elements/reactions/reactions.js";
export { CallsRoom } from "./elements/room/room.js";
export { CallsScreenButton } from "./elements/screen-button/screen-button.js";
export { CallsScreen } from "./elements/screen/screen.js";
export { CallsSelf } from "./elements/self/self.js";
export { CallsSettingsButton } from "./elements/settings-button/settings-button.js";
export type { CallsSettings } from "./elements/settings/settings.js";
export { CallsShortcutsButton } from "./elements/shortcuts-button/shortcuts-button.js";
export { CallsShortcuts } from "./elements/shortcuts/shortcuts.js";
export type { CallsStats } from "./elements/stats/stats.js";
export { CallsToasts } from "./elements/toasts/toasts.js";
export { CallsWaiting } from "./elements/waiting/waiting.js";
export type { Locale, Terms } from "./locales/locale.js";
export { CallsError } from "./wire/calls-error.js";

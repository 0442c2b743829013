/**
 * Custom elements for live calls. Importing this module registers all of them; to take only what you use, import
 * single elements.
 *
 * @module
 */
import { defineAudio } from "./elements/audio/audio.define.js";
import { defineDatachannel } from "./elements/datachannel/datachannel.define.js";
import { defineMeeting } from "./elements/room/meeting.js";
import { loadLatePanels } from "./elements/room/late-panels.js";
import { defineRoom } from "./elements/room/room.define.js";

// Said here, and not left to the imports alone: bundlers may drop an import that nothing is taken from.
defineRoom();
defineMeeting();
defineDatachannel();
defineAudio();
loadLatePanels();

export { CallsAudio } from "./elements/audio/audio.js";
export { CallsBanner } from "./elements/banner/banner.js";
export { CallsCameraButton } from "./elements/buttons/camera-button.js";
export { CallsChatButton } from "./elements/buttons/chat-button.js";
export { CallsFullscreenButton } from "./elements/buttons/fullscreen-button.js";
export { CallsHandButton } from "./elements/buttons/hand-button.js";
export { CallsLayoutButton } from "./elements/buttons/layout-button.js";
export { CallsLeaveButton } from "./elements/buttons/leave-button.js";
export { CallsMicrophoneButton } from "./elements/buttons/microphone-button.js";
export { CallsMoreButton } from "./elements/buttons/more-button.js";
export { CallsPeopleButton } from "./elements/buttons/people-button.js";
export { CallsPipButton } from "./elements/buttons/pip-button.js";
export { CallsReactionsButton } from "./elements/buttons/reactions-button.js";
export { CallsScreenButton } from "./elements/buttons/screen-button.js";
export { CallsSettingsButton } from "./elements/buttons/settings-button.js";
export { CallsShortcutsButton } from "./elements/buttons/shortcuts-button.js";
export type { CallsChat } from "./elements/chat/chat.js";
export { CallsControls } from "./elements/controls/controls.js";
export * from "./elements/core/index.js";
export { CallsDatachannel } from "./elements/datachannel/datachannel.js";
export * from "./elements/datachannel/events.js";
export { CallsEnded } from "./elements/ended/ended.js";
export { CallsGrid } from "./elements/grid/grid.js";
export { CallsParticipant } from "./elements/participant/participant.js";
export type { CallsPeople } from "./elements/people/people.js";
export { CallsPrejoin } from "./elements/prejoin/prejoin.js";
export { CallsReactions } from "./elements/reactions/reactions.js";
export { CallsRoom } from "./elements/room/room.js";
export { CallsScreen } from "./elements/screen/screen.js";
export { CallsSelf } from "./elements/self/self.js";
export type { CallsSettings } from "./elements/settings/settings.js";
export { CallsShortcuts } from "./elements/shortcuts/shortcuts.js";
export type { CallsStats } from "./elements/stats/stats.js";
export { CallsToasts } from "./elements/toasts/toasts.js";
export { CallsWaiting } from "./elements/waiting/waiting.js";
export type { Locale, Terms } from "./locales/locale.js";
export { CallsError } from "./base/error.js";

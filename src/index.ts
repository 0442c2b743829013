/**
 * Custom elements for live calls. Importing this module, or loading it by a script tag, registers all of them: the first screen of a
 * call at once, and every other element while the person looks at it. To take only what you use, import single elements:
 * `calls-elements/elements/grid.js` registers one, and has its class.
 *
 * @module
 */
import { offerFeature } from "./elements/core/index.js";
import { defineRoom } from "./elements/room/room.define.js";

// Said here, and not left to the import alone: bundlers may drop an import that nothing is taken from.
defineRoom();
// A page that uses single elements has them as soon as they are here. Where this fails the room tells of it.
import("./elements/room/all-elements.js").then(({ defineAllElements }) => defineAllElements()).catch(() => {});

// What a room has beside people is loaded by pages whose room has it.
offerFeature("ai", () => import(/* chunk: ai */ "./features/ai/elements/index.js"));
offerFeature("assistant", () => import(/* chunk: assistant */ "./features/assistant/elements/index.js"));
offerFeature("captions", () => import(/* chunk: captions */ "./features/captions/elements/index.js"));

export type { CallsAudio } from "./elements/audio/audio.js";
export type { CallsBanner } from "./elements/banner/banner.js";
export type { CallsCameraButton } from "./elements/buttons/camera-button.js";
export type { CallsChatButton } from "./elements/buttons/chat-button.js";
export type { CallsFullscreenButton } from "./elements/buttons/fullscreen-button.js";
export type { CallsHandButton } from "./elements/buttons/hand-button.js";
export type { CallsLayoutButton } from "./elements/buttons/layout-button.js";
export type { CallsLeaveButton } from "./elements/buttons/leave-button.js";
export type { CallsMicrophoneButton } from "./elements/buttons/microphone-button.js";
export type { CallsMoreButton } from "./elements/buttons/more-button.js";
export type { CallsPeopleButton } from "./elements/buttons/people-button.js";
export type { CallsPipButton } from "./elements/buttons/pip-button.js";
export type { CallsReactionsButton } from "./elements/buttons/reactions-button.js";
export type { CallsScreenButton } from "./elements/buttons/screen-button.js";
export type { CallsSettingsButton } from "./elements/buttons/settings-button.js";
export type { CallsShortcutsButton } from "./elements/buttons/shortcuts-button.js";
export type { CallsChat } from "./elements/chat/chat.js";
export type { CallsControls } from "./elements/controls/controls.js";
export * from "./elements/core/index.js";
export type { CallsDatachannel } from "./elements/datachannel/datachannel.js";
export type * from "./elements/datachannel/events.js";
export type { CallsEnded } from "./elements/ended/ended.js";
export type { CallsGrid } from "./elements/grid/grid.js";
export type { CallsParticipant } from "./elements/participant/participant.js";
export type { CallsPeople } from "./elements/people/people.js";
export type { CallsPrejoin } from "./elements/prejoin/prejoin.js";
export type { CallsReactions } from "./elements/reactions/reactions.js";
export { CallsRoom } from "./elements/room/room.js";
export type { CallsScreen } from "./elements/screen/screen.js";
export type { CallsSelf } from "./elements/self/self.js";
export type { CallsSettings } from "./elements/settings/settings.js";
export type { CallsShortcuts } from "./elements/shortcuts/shortcuts.js";
export type { CallsStats } from "./elements/stats/stats.js";
export type { CallsToasts } from "./elements/toasts/toasts.js";
export type { CallsWaiting } from "./elements/waiting/waiting.js";
export type { Locale, Terms } from "./locales/locale.js";
export { CallsError } from "./base/error.js";

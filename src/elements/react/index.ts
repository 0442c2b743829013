"use client";
/**
 * The elements as React components, for React 18 and 19: typed props and events, objects as props, and pages that a server renders.
 *
 * @example
 * ```tsx
 * import { CallsRoom } from "calls-elements/react";
 *
 * <CallsRoom room="standup" startMuted onCallsRoomJoined={(event) => console.log(event.participantId)} />;
 * ```
 *
 * @module
 */
import { component } from "./component.js";

export type { CallsComponent, CallsEventProps, CallsProps } from "./component.js";

/** Renders a `<calls-audio>`. */
export const CallsAudio = /* @__PURE__ */ component("calls-audio", () => import("../audio/audio.define.js"));
/** Renders a `<calls-banner>`. */
export const CallsBanner = /* @__PURE__ */ component("calls-banner", () => import("../banner/banner.define.js"));
/** Renders a `<calls-camera-button>`. */
export const CallsCameraButton = /* @__PURE__ */ component(
  "calls-camera-button",
  () => import("../buttons/camera-button.define.js"),
);
/** Renders a `<calls-chat>`. */
export const CallsChat = /* @__PURE__ */ component("calls-chat", () => import("../chat/chat.define.js"));
/** Renders a `<calls-chat-button>`. */
export const CallsChatButton = /* @__PURE__ */ component(
  "calls-chat-button",
  () => import("../buttons/chat-button.define.js"),
);
/** Renders a `<calls-controls>`. */
export const CallsControls = /* @__PURE__ */ component(
  "calls-controls",
  () => import("../controls/controls.define.js"),
);
/** Renders a `<calls-datachannel>`. */
export const CallsDatachannel = /* @__PURE__ */ component(
  "calls-datachannel",
  () => import("../datachannel/datachannel.define.js"),
);
/** Renders a `<calls-ended>`. */
export const CallsEnded = /* @__PURE__ */ component("calls-ended", () => import("../ended/ended.define.js"));
/** Renders a `<calls-fullscreen-button>`. */
export const CallsFullscreenButton = /* @__PURE__ */ component(
  "calls-fullscreen-button",
  () => import("../buttons/fullscreen-button.define.js"),
);
/** Renders a `<calls-grid>`. */
export const CallsGrid = /* @__PURE__ */ component("calls-grid", () => import("../grid/grid.define.js"));
/** Renders a `<calls-hand-button>`. */
export const CallsHandButton = /* @__PURE__ */ component(
  "calls-hand-button",
  () => import("../buttons/hand-button.define.js"),
);
/** Renders a `<calls-layout-button>`. */
export const CallsLayoutButton = /* @__PURE__ */ component(
  "calls-layout-button",
  () => import("../buttons/layout-button.define.js"),
);
/** Renders a `<calls-leave-button>`. */
export const CallsLeaveButton = /* @__PURE__ */ component(
  "calls-leave-button",
  () => import("../buttons/leave-button.define.js"),
);
/** Renders a `<calls-microphone-button>`. */
export const CallsMicrophoneButton = /* @__PURE__ */ component(
  "calls-microphone-button",
  () => import("../buttons/microphone-button.define.js"),
);
/** Renders a `<calls-more-button>`. */
export const CallsMoreButton = /* @__PURE__ */ component(
  "calls-more-button",
  () => import("../buttons/more-button.define.js"),
);
/** Renders a `<calls-participant>`. */
export const CallsParticipant = /* @__PURE__ */ component(
  "calls-participant",
  () => import("../participant/participant.define.js"),
);
/** Renders a `<calls-people>`. */
export const CallsPeople = /* @__PURE__ */ component("calls-people", () => import("../people/people.define.js"));
/** Renders a `<calls-people-button>`. */
export const CallsPeopleButton = /* @__PURE__ */ component(
  "calls-people-button",
  () => import("../buttons/people-button.define.js"),
);
/** Renders a `<calls-pip-button>`. */
export const CallsPipButton = /* @__PURE__ */ component(
  "calls-pip-button",
  () => import("../buttons/pip-button.define.js"),
);
/** Renders a `<calls-prejoin>`. */
export const CallsPrejoin = /* @__PURE__ */ component("calls-prejoin", () => import("../prejoin/prejoin.define.js"));
/** Renders a `<calls-reactions>`. */
export const CallsReactions = /* @__PURE__ */ component(
  "calls-reactions",
  () => import("../reactions/reactions.define.js"),
);
/** Renders a `<calls-reactions-button>`. */
export const CallsReactionsButton = /* @__PURE__ */ component(
  "calls-reactions-button",
  () => import("../buttons/reactions-button.define.js"),
);
/** Renders a `<calls-room>`. */
export const CallsRoom = /* @__PURE__ */ component("calls-room", () => import("../room/room.define.js"));
/** Renders a `<calls-screen>`. */
export const CallsScreen = /* @__PURE__ */ component("calls-screen", () => import("../screen/screen.define.js"));
/** Renders a `<calls-screen-button>`. */
export const CallsScreenButton = /* @__PURE__ */ component(
  "calls-screen-button",
  () => import("../buttons/screen-button.define.js"),
);
/** Renders a `<calls-self>`. */
export const CallsSelf = /* @__PURE__ */ component("calls-self", () => import("../self/self.define.js"));
/** Renders a `<calls-settings>`. */
export const CallsSettings = /* @__PURE__ */ component(
  "calls-settings",
  () => import("../settings/settings.define.js"),
);
/** Renders a `<calls-settings-button>`. */
export const CallsSettingsButton = /* @__PURE__ */ component(
  "calls-settings-button",
  () => import("../buttons/settings-button.define.js"),
);
/** Renders a `<calls-shortcuts>`. */
export const CallsShortcuts = /* @__PURE__ */ component(
  "calls-shortcuts",
  () => import("../shortcuts/shortcuts.define.js"),
);
/** Renders a `<calls-shortcuts-button>`. */
export const CallsShortcutsButton = /* @__PURE__ */ component(
  "calls-shortcuts-button",
  () => import("../buttons/shortcuts-button.define.js"),
);
/** Renders a `<calls-stats>`. */
export const CallsStats = /* @__PURE__ */ component("calls-stats", () => import("../stats/stats.define.js"));
/** Renders a `<calls-toasts>`. */
export const CallsToasts = /* @__PURE__ */ component("calls-toasts", () => import("../toasts/toasts.define.js"));
/** Renders a `<calls-waiting>`. */
export const CallsWaiting = /* @__PURE__ */ component("calls-waiting", () => import("../waiting/waiting.define.js"));

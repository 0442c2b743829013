import { defineCameraButton } from "../camera-button/camera-button.define.js";
import { defineChatButton } from "../chat-button/chat-button.define.js";
import { defineFullscreenButton } from "../fullscreen-button/fullscreen-button.define.js";
import { defineHandButton } from "../hand-button/hand-button.define.js";
import { defineElement } from "../internal/define.js";
import { defineLayoutButton } from "../layout-button/layout-button.define.js";
import { defineLeaveButton } from "../leave-button/leave-button.define.js";
import { defineMicrophoneButton } from "../microphone-button/microphone-button.define.js";
import { defineMoreButton } from "../more-button/more-button.define.js";
import { definePeopleButton } from "../people-button/people-button.define.js";
import { definePipButton } from "../pip-button/pip-button.define.js";
import { defineReactionsButton } from "../reactions-button/reactions-button.define.js";
import { defineScreenButton } from "../screen-button/screen-button.define.js";
import { defineSettingsButton } from "../settings-button/settings-button.define.js";
import { defineShortcutsButton } from "../shortcuts-button/shortcuts-button.define.js";
import { defineShortcuts } from "../shortcuts/shortcuts.define.js";
import { CallsControls } from "./controls.js";

/** Registers `<calls-controls>` and what it is made of. Importing this module does it already. */
export const defineControls = (): void => {
  defineMicrophoneButton();
  defineCameraButton();
  defineScreenButton();
  defineHandButton();
  defineReactionsButton();
  defineChatButton();
  definePeopleButton();
  defineLayoutButton();
  definePipButton();
  defineFullscreenButton();
  defineSettingsButton();
  defineShortcutsButton();
  defineShortcuts();
  defineMoreButton();
  defineLeaveButton();
  defineElement("calls-controls", CallsControls);
};

defineControls();

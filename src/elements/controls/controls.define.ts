import { defineCameraButton } from "../buttons/camera-button.define.js";
import { defineChatButton } from "../buttons/chat-button.define.js";
import { defineFullscreenButton } from "../buttons/fullscreen-button.define.js";
import { defineHandButton } from "../buttons/hand-button.define.js";
import { defineElement } from "../core/define.js";
import { defineLayoutButton } from "../buttons/layout-button.define.js";
import { defineLeaveButton } from "../buttons/leave-button.define.js";
import { defineMicrophoneButton } from "../buttons/microphone-button.define.js";
import { defineMoreButton } from "../buttons/more-button.define.js";
import { definePeopleButton } from "../buttons/people-button.define.js";
import { definePipButton } from "../buttons/pip-button.define.js";
import { defineReactionsButton } from "../buttons/reactions-button.define.js";
import { defineScreenButton } from "../buttons/screen-button.define.js";
import { defineSettingsButton } from "../buttons/settings-button.define.js";
import { defineShortcutsButton } from "../buttons/shortcuts-button.define.js";
import { CallsControls } from "./controls.js";

export { CallsControls } from "./controls.js";

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
  defineMoreButton();
  defineLeaveButton();
  defineElement("calls-controls", CallsControls);
};

defineControls();

import { defineElement } from "../core/define.js";
import { CallsMicrophoneButton } from "./microphone-button.js";

export { CallsMicrophoneButton } from "./microphone-button.js";

/** Registers `<calls-microphone-button>`. Importing this module does it already. */
export const defineMicrophoneButton = (): void => {
  defineElement("calls-microphone-button", CallsMicrophoneButton);
};

defineMicrophoneButton();

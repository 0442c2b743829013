import { defineCameraButton } from "./camera-button.define.js";
import { defineGrid } from "../grid/grid.define.js";
import { defineElement } from "../core/define.js";
import { defineLeaveButton } from "./leave-button.define.js";
import { defineMicrophoneButton } from "./microphone-button.define.js";
import { CallsPipButton } from "./pip-button.js";

export { CallsPipButton } from "./pip-button.js";

/** Registers `<calls-pip-button>` and what its window is made of. Importing this module does it already. */
export const definePipButton = (): void => {
  defineMicrophoneButton();
  defineCameraButton();
  defineLeaveButton();
  defineGrid();
  defineElement("calls-pip-button", CallsPipButton);
};

definePipButton();

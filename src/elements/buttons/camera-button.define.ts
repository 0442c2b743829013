import { defineElement } from "../core/define.js";
import { CallsCameraButton } from "./camera-button.js";

export { CallsCameraButton } from "./camera-button.js";

/** Registers `<calls-camera-button>`. Importing this module does it already. */
export const defineCameraButton = (): void => {
  defineElement("calls-camera-button", CallsCameraButton);
};

defineCameraButton();

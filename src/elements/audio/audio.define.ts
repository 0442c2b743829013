import { defineElement } from "../core/define.js";
import { CallsAudio } from "./audio.js";

export { CallsAudio } from "./audio.js";

/** Registers `<calls-audio>`. Importing this module does it already. */
export const defineAudio = (): void => {
  defineElement("calls-audio", CallsAudio);
};

defineAudio();

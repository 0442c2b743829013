/** What a whole meeting is made of, beside the step before it and the extras: loaded while the person looks at that step. */
import { defineAudio } from "../audio/audio.define.js";
import { defineControls } from "../controls/controls.define.js";
import { defineGrid } from "../grid/grid.define.js";
import { defineWaiting } from "../waiting/waiting.define.js";

/** Registers the elements of a meeting. */
export const defineMeeting = (): void => {
  defineAudio();
  defineControls();
  defineGrid();
  defineWaiting();
};

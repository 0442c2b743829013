import { defineDatachannel } from "../datachannel/datachannel.define.js";
import { defineExtras } from "./extras.js";
import { loadLatePanels } from "./late-panels.js";
import { defineMeeting } from "./meeting.js";

/** Registers every element; the panels, which are large, when a page has one of them. */
export const defineAllElements = (): void => {
  defineMeeting();
  defineExtras();
  defineDatachannel();
  loadLatePanels();
};

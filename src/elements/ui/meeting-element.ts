import { enMeeting } from "../../locales/en-meeting.js";
import { addEnglish } from "../core/localize.js";
import { RoomElement } from "../core/room-element.js";

/** What is on the page during a call, and comes after the first screen: its English comes with it. */
export abstract class MeetingElement extends RoomElement {
  static {
    addEnglish(enMeeting);
  }
}

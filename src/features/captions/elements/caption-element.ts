import { enCaptions } from "../../../locales/en-captions.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { MeetingElement } from "../../../elements/ui/meeting-element.js";
import { captionsOf } from "./captions-part.js";
import { onChoice } from "./look.js";

addEnglish(enCaptions);

/** What shows words: it has the room's captions at work as soon as there is a room, and follows how the person wants them. */
export abstract class CaptionElement extends MeetingElement {
  #end: (() => void) | undefined;

  constructor() {
    super();
    this.rooms.onRoom((room) => {
      if (room) captionsOf(room);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = onChoice(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }
}

import { enCaptions } from "../../../locales/en-captions.js";
import type { RoomSnapshot } from "../../../client/types.js";
import type { ControlFacts } from "../../../elements/buttons/control-button.js";
import { PanelButton } from "../../../elements/buttons/panel-button.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { scrollTextIcon } from "../../../elements/ui/icons/scroll-text.js";
import { captionsIn } from "./select.js";

addEnglish(enCaptions);

/**
 * @customElement calls-transcript-button
 * @summary Opens and closes the transcript. Not shown where the room has no captions.
 *
 * @event {CallsUiSetEvent} calls-ui-set - The button was used. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsTranscriptButton extends PanelButton<true> {
  protected override readonly panel = "transcript";

  protected override select(snapshot: RoomSnapshot): true | undefined {
    return captionsIn(snapshot) && true;
  }

  protected override facts(): ControlFacts {
    return this.panelFacts(this.localize.term("captionsPanel").transcript, scrollTextIcon);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-transcript-button": CallsTranscriptButton;
  }
}

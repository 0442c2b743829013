import type { RoomSnapshot } from "../../client/types.js";
import type { ControlFacts } from "./control-button.js";
import { usersRoundIcon } from "../ui/icons/users-round.js";
import { PanelButton } from "./panel-button.js";

interface State {
  readonly people: number;
  readonly waiting: number;
}

/**
 * @customElement calls-people-button
 * @summary Opens and closes the list of people, says how many there are, and tells hosts that somebody waits.
 *
 * @event {CallsUiSetEvent} calls-ui-set - The button was used. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart badge - The count.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsPeopleButton extends PanelButton<State> {
  protected override readonly panel = "people";

  protected override select({ status, participants, waiting }: RoomSnapshot): State | undefined {
    return status.phase === "joined" ? { people: participants.length + 1, waiting: waiting.length } : undefined;
  }

  protected override facts({ people, waiting }: State): ControlFacts {
    return {
      ...this.panelFacts(this.localize.term("peopleButton"), usersRoundIcon),
      said: waiting > 0 ? `${people}. ${this.localize.term("waitingCount")(waiting)}` : `${people}`,
      badge: people,
      isQuiet: true,
      dot: waiting > 0,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-people-button": CallsPeopleButton;
  }
}

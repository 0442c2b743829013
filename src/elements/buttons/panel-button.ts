import type { TemplateResult } from "lit";
import type { RoomSnapshot } from "../../client/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { CallsUiSetEvent } from "../core/events.js";
import { selectUi, type OwnPanel, type Panel } from "../core/room-ui.js";

/** Opens and closes a panel beside the stage. */
export abstract class PanelButton<S> extends ControlButton<S> {
  protected abstract readonly panel: Panel | OwnPanel;
  readonly #isOpen = selectUi(this, this.rooms, (ui) => ui.panel === this.panel);

  protected panelFacts(label: string, icon: TemplateResult): ControlFacts {
    return { icon, label, expanded: this.#isOpen.value ?? false };
  }

  protected override act(): void {
    this.rooms.request(new CallsUiSetEvent({ panel: this.#isOpen.value ? undefined : this.panel }));
  }
}

/** Whether there is a call to look at. */
export const inCall = ({ status }: RoomSnapshot): true | undefined => status.phase === "joined" || undefined;

import { html, type TemplateResult } from "lit";
import { CallsRoom } from "../../src/elements/room/room.js";
import { uiOf, type RoomUiState } from "../../src/elements/core/room-ui.js";
import type { Room, RoomSnapshot } from "../../src/client/types.js";
import { joinedSnapshot, RoomDouble } from "../../test/browser/elements/support/room-double.js";

/** A room that stands still, in whatever state a story wants, and that does nothing that it is asked for. */
export class StillRoom extends CallsRoom {
  static override properties = { snapshot: { attribute: false }, ui: { attribute: false } };
  declare snapshot: Partial<RoomSnapshot>;
  declare ui: Partial<RoomUiState>;

  get double(): RoomDouble {
    return this.callsRoom as RoomDouble;
  }

  protected override createRoom(): Room {
    return new RoomDouble(joinedSnapshot);
  }

  protected override willUpdate(): void {
    this.double.set({ ...joinedSnapshot, ...this.snapshot });
    uiOf(this.double).set(this.ui ?? {});
  }
}

if (!customElements.get("still-room")) customElements.define("still-room", StillRoom);

/** Puts something into a room in a state. */
export const inStillRoom = (
  content: TemplateResult,
  snapshot: Partial<RoomSnapshot> = {},
  ui: Partial<RoomUiState> = {},
): TemplateResult => html`<still-room style="block-size: 100%" .snapshot=${snapshot} .ui=${ui}>${content}</still-room>`;

declare global {
  interface HTMLElementTagNameMap {
    "still-room": StillRoom;
  }
}

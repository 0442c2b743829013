import type { RoomSnapshot } from "../../client/types.js";
import type { ControlFacts } from "./control-button.js";
import { mayAsk } from "../core/may-ask.js";
import { messageSquareIcon } from "../ui/icons/message-square.js";
import { PanelButton } from "./panel-button.js";
import { selectUi } from "../core/room-ui.js";

/** More than this is said as more than this. */
const MANY = 99;

/**
 * @customElement calls-chat-button
 * @summary Opens and closes the chat, and counts what nobody has read. Not shown where the room has no chat.
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
export class CallsChatButton extends PanelButton<true> {
  protected override readonly panel = "chat";
  readonly #unread = selectUi(this, this.rooms, (ui) => ui.unread);

  protected override select(snapshot: RoomSnapshot): true | undefined {
    return mayAsk(snapshot, "chat") || undefined;
  }

  protected override facts(): ControlFacts {
    const { value: unread = 0 } = this.#unread;
    const count = unread > MANY ? `${MANY}+` : `${unread}`;
    return {
      ...this.panelFacts(this.localize.term("chatButton"), messageSquareIcon),
      said: unread > 0 ? this.localize.term("unreadCount")(count) : undefined,
      badge: unread > 0 ? count : undefined,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-chat-button": CallsChatButton;
  }
}

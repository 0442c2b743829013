import { property } from "lit/decorators.js";
import type { RoomRequest } from "../../client/types.js";
import { CallsElement } from "./calls-element.js";
import { CallsActionEvent } from "./events.js";
import { RoomController } from "./room-controller.js";

/**
 * An element that is for a room: it shows {@link Selected | selected} parts of it and asks it for things. The base of all
 * elements of the kit, and of an application's own.
 *
 * @example
 * ```ts
 * class ApplauseButton extends RoomElement {
 *   protected override render() {
 *     return html`<button @click=${() => this.ask({ type: "reaction", reaction: "👏" })}>👏</button>`;
 *   }
 * }
 * defineElement("applause-button", ApplauseButton);
 * ```
 */
export abstract class RoomElement extends CallsElement {
  /** The id of the room element, when this element is not inside of it. Requests are then dispatched on that one. */
  @property() for?: string;

  /** The room that this element is for, and the way of requests to it. */
  protected readonly rooms = new RoomController(this);

  /**
   * Asks the room for something, by a `CallsActionEvent` that listeners on its way can cancel.
   *
   * @returns settles with the request; a rejection is told as `calls-error`, too.
   */
  protected ask(request: RoomRequest): Promise<void> {
    const event = new CallsActionEvent(request);
    this.rooms.request(event);
    return event.done;
  }
}

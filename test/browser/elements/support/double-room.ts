import { fixture } from "@open-wc/testing";
import { html, type TemplateResult } from "lit";
import "./kit.js";
import type { Room } from "../../../../src/client/types.js";
import { CallsRoom } from "../../../../src/elements/room/room.js";
import { RoomDouble } from "./room-double.js";
import { nextTask } from "./wait.js";

// What one test chose for good is not for the next one.
beforeEach(() => localStorage.removeItem("calls-elements:interface"));

/** A room element whose rooms are doubles. The newest is `double`. */
export class DoubleRoomElement extends CallsRoom {
  readonly made: RoomDouble[] = [];
  /** What the next double begins with. */
  static snapshot = new RoomDouble().snapshot;
  /** How the way to the call is: milliseconds, nothing known, or an error. */
  static network: () => Promise<number | undefined> = async () => undefined;

  override checkNetwork(): Promise<number | undefined> {
    return DoubleRoomElement.network();
  }

  get double(): RoomDouble {
    return this.callsRoom as RoomDouble;
  }

  protected override createRoom(): Room {
    const double = new RoomDouble(DoubleRoomElement.snapshot);
    this.made.push(double);
    return double;
  }
}

if (!customElements.get("double-room")) customElements.define("double-room", DoubleRoomElement);

/** What tells of a call by words and sounds, and is loaded while the person gets ready, is there. */
export const narrated = async (): Promise<void> => {
  await import("../../../../src/elements/room/narrator.js");
  await nextTask();
};

/** Puts something into a room element, whose own interface it then replaces. */
export const inRoom = async (
  snapshot: RoomDouble["snapshot"],
  content: TemplateResult,
): Promise<{ element: DoubleRoomElement; room: RoomDouble }> => {
  DoubleRoomElement.snapshot = snapshot;
  const element = await fixture<DoubleRoomElement>(html`<double-room>${content}</double-room>`);
  await narrated();
  return { element, room: element.double };
};

declare global {
  interface HTMLElementTagNameMap {
    "double-room": DoubleRoomElement;
  }
}

import { ContextEvent } from "@lit/context";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Room } from "../../client/types.js";
import { roomContext } from "./context.js";
import type { CallsRequestEvent } from "./events.js";
import type { RoomListener } from "./selected.js";
import { around, findById } from "./tree.js";

/** An element that is for a room: the one around it, or the one whose id its `for` attribute names. */
export interface RoomHost extends ReactiveControllerHost, HTMLElement {
  /** The id of a room element, where it is not the one around. */
  for?: string;
}

/** The nearest element around another that has a call. */
const findAround = (element: Element): HTMLElement | undefined => {
  for (const node of around(element)) if (node instanceof HTMLElement && "callsRoom" in node) return node;
  return undefined;
};

/**
 * Finds the room that an element is for and asks it for things.
 *
 * The room may come later than the element (scripts define elements in any order), go away, or be another one after a
 * move: the listeners are told each time.
 */
export class RoomController implements ReactiveController {
  readonly #host: RoomHost;
  readonly #listeners = new Set<RoomListener>();
  #room: Room | undefined;
  #target: string | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(host: RoomHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The room that the host is for now; `undefined` while there is none. */
  get room(): Room | undefined {
    return this.#room;
  }

  /** The room element, where there is one: a room may also be provided by other means. */
  get element(): HTMLElement | undefined {
    return (this.#roomElement as HTMLElement | undefined | null) ?? findAround(this.#host);
  }

  /** Tells of the room that there is, and of every other that takes its place. */
  onRoom(listener: RoomListener): void {
    this.#listeners.add(listener);
    if (this.#room) listener(this.#room);
  }

  /**
   * Sends a request to the room. Listeners on its way can cancel it.
   *
   * @returns whether nobody cancelled it.
   */
  request(event: CallsRequestEvent): boolean {
    return (this.#roomElement ?? this.#host).dispatchEvent(event);
  }

  hostConnected(): void {
    document.addEventListener("context-provider", this.#handleProvider);
    this.#look();
  }

  hostDisconnected(): void {
    document.removeEventListener("context-provider", this.#handleProvider);
    this.#forget();
    this.#take(undefined);
  }

  hostUpdate(): void {
    if (this.#host.isConnected && this.#host.for !== this.#target) this.#look();
  }

  get #roomElement(): Element | null | undefined {
    return this.#host.for ? findById(this.#host, this.#host.for) : undefined;
  }

  #look(): void {
    this.#forget();
    this.#target = this.#host.for;
    const asked = this.#roomElement;
    let answered = false;
    const callback = (room: Room | undefined, unsubscribe?: () => void): void => {
      answered = true;
      if (this.#unsubscribe && unsubscribe !== this.#unsubscribe) this.#unsubscribe();
      this.#unsubscribe = unsubscribe;
      this.#take(room);
    };
    if (asked !== null) {
      (asked ?? this.#host).dispatchEvent(new ContextEvent(roomContext, this.#host, callback, true));
    }
    if (!answered) this.#take(undefined);
  }

  #forget(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #take(room: Room | undefined): void {
    if (room === this.#room) return;
    this.#room = room;
    for (const listener of this.#listeners) listener(room);
    // Nobody sees a host that has left the page, and one that comes back renders anyway.
    if (this.#host.isConnected) this.#host.requestUpdate();
  }

  /** A room has come to the page: it may be the one that was missing, or have the id of one that is going. */
  readonly #handleProvider = (event: Event): void => {
    if (Reflect.get(event, "context") === roomContext && (!this.#room || this.#host.for)) this.#look();
  };
}

import { ContextEvent } from "@lit/context";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Room } from "../../client/room/types.js";
import { roomContext } from "./room-context.js";
import type { CallsRequestEvent } from "./events.js";

/** An element that is for a room: the one around it, or the one whose id its `for` attribute names. */
export interface RoomHost extends ReactiveControllerHost, HTMLElement {
  for?: string;
}

/** Told of the room that the host is for, and of every other that takes its place. */
export type RoomListener = (room: Room | undefined) => void;

/** Looks in the element's own tree first, then in those around it. */
const findById = (element: Element, id: string): Element | null => {
  const root = element.getRootNode();
  if (root instanceof ShadowRoot) return root.getElementById(id) ?? findById(root.host, id);
  return root instanceof Document ? root.getElementById(id) : null;
};

/** The nearest element around another, across shadow trees, that has a call. */
const findAround = (element: Element): HTMLElement | undefined => {
  for (let node: Node | null = element; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    if (node instanceof HTMLElement && "callsRoom" in node) return node;
  }
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

  get room(): Room | undefined {
    return this.#room;
  }

  /** The room element, where there is one: a room may also be provided by other means. */
  get element(): HTMLElement | undefined {
    return (this.#roomElement as HTMLElement | undefined | null) ?? findAround(this.#host);
  }

  /** Must be called in the constructor of the host, or of a controller of it. */
  onRoom(listener: RoomListener): void {
    this.#listeners.add(listener);
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

  /** A room has come to the page: it may be the one that was missing. */
  readonly #handleProvider = (event: Event): void => {
    if (Reflect.get(event, "context") === roomContext && !this.#room) this.#look();
  };
}

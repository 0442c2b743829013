import type { Room, RoomRequest } from "../../client/types.js";
import { CallsError } from "../../base/error.js";
import {
  CallsActionEvent,
  CallsAudioStartEvent,
  CallsCameraSetEvent,
  CallsMicrophoneSetEvent,
  CallsRoomBackEvent,
  CallsRoomJoinEvent,
  CallsRoomLeaveEvent,
  CallsUiSetEvent,
  type CallsRequestEvent,
} from "../core/events.js";
import { rememberChoices } from "../core/choices.js";
import { uiOf } from "../core/room-ui.js";

const REQUESTS = [
  CallsRoomJoinEvent,
  CallsRoomLeaveEvent,
  CallsRoomBackEvent,
  CallsMicrophoneSetEvent,
  CallsCameraSetEvent,
  CallsAudioStartEvent,
  CallsActionEvent,
  CallsUiSetEvent,
] as const;

/** What requests need from the room element. */
export interface RequestHost extends HTMLElement {
  readonly room: string;
  readonly name: string;
  readonly callsRoom: Room;
  /** Shows the step before the call again. */
  back(): void;
}

/** By its type and not by its class: with two copies of the script on a page, there are two of each class. */
const is = <E extends CallsRequestEvent>(
  event: CallsRequestEvent,
  { type }: { readonly type: string } & (new (...options: never[]) => E),
): event is E => event.type === type;

/** Rooms may stand inside of each other: a request is for the nearest. */
const rooms = new WeakSet<EventTarget>();

/** Does what request events ask for, from inside and from outside of the room element. */
export class Requests {
  readonly #host: RequestHost;
  readonly #onError: (error: CallsError) => void;
  #lastName = "";
  /** What turns on the devices that the person wants on: a call that ends lets go of them, and the next one wants them back. */
  readonly #wanted = new Set<"set-microphone" | "set-camera">();

  constructor(host: RequestHost, onError: (error: CallsError) => void) {
    this.#host = host;
    this.#onError = onError;
    rooms.add(host);
    for (const { type } of REQUESTS) host.addEventListener(type, (event) => this.#handle(event));
  }

  /** The name of the last join, or else the one that the element was given. */
  get name(): string {
    return this.#lastName || this.#host.name;
  }

  /**
   * Asks as anything inside of the room would: listeners can cancel it.
   *
   * @returns whether nobody cancelled it.
   */
  dispatch(event: CallsRequestEvent): boolean {
    return this.#host.dispatchEvent(event);
  }

  /** Waits until all listeners, also those further out, had a chance to cancel. */
  #handle(event: CallsRequestEvent): void {
    if (event.composedPath().find((node) => rooms.has(node)) !== this.#host) return;
    queueMicrotask(() => event.settle(this.#perform(event)));
  }

  async #perform(event: CallsRequestEvent): Promise<void> {
    if (event.defaultPrevented) throw new CallsError("aborted", "A listener on the page cancelled the request.");
    if (is(event, CallsUiSetEvent)) {
      rememberChoices({ ...event.change });
      return uiOf(this.#host.callsRoom).set(event.change);
    }
    if (is(event, CallsRoomBackEvent)) return this.#host.back();
    const request = is(event, CallsRoomJoinEvent) ? this.#join(event) : event.request;
    if (request) await this.#ask(request);
  }

  #join(event: CallsRoomJoinEvent): RoomRequest {
    this.#lastName = event.participantName ?? this.name;
    if (event.again) for (const type of this.#wanted) void this.#ask({ type, enabled: true }).catch(() => {});
    return { type: "join", room: this.#host.room, name: this.#lastName };
  }

  async #ask(request: RoomRequest): Promise<void> {
    this.#remember(request);
    try {
      await this.#host.callsRoom.request(request);
    } catch (error) {
      this.#onError(CallsError.from(error));
      throw error;
    }
  }

  #remember(request: RoomRequest): void {
    if (request.type !== "set-microphone" && request.type !== "set-camera") return;
    if (request.enabled) this.#wanted.add(request.type);
    else this.#wanted.delete(request.type);
  }
}

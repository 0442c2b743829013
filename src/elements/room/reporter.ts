import { lazy } from "../../base/lazy.js";
import type { Room, RoomStatus } from "../../client/types.js";
import type { CallsError } from "../../base/error.js";
import { announce } from "../ui/announcer.js";
import { CallsErrorEvent, CallsRoomJoinedEvent, CallsRoomLeftEvent } from "../core/events.js";
import type { LocalizeController } from "../core/localize.js";

const loadNarrator = lazy(() => import(/* part */ "./narrator.js"));

/** Tells the page, by events, and people who cannot see it, by words, what happens in a room. */
export class Reporter {
  readonly #host: HTMLElement;
  readonly #localize: LocalizeController;
  readonly #reported = new WeakSet<CallsError>();
  #unsubscribe: (() => void)[] = [];

  constructor(host: HTMLElement, localize: LocalizeController) {
    this.#host = host;
    this.#localize = localize;
  }

  follow(room: Room | undefined): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = room ? [this.#followStatus(room), this.#narrate(room)] : [];
  }

  /** One event for each error, however many ways it comes. Giving up on purpose is no error. */
  error(error: CallsError): void {
    if (error.code === "aborted" || this.#reported.has(error)) return;
    this.#reported.add(error);
    this.#host.dispatchEvent(new CallsErrorEvent(error));
    loadNarrator().then(
      ({ tellDeveloper }) => tellDeveloper(error),
      () => {},
    );
  }

  #followStatus(room: Room): () => void {
    return room.select(
      ({ status }) => status.phase,
      () => this.#entered(room.snapshot.status, room),
    );
  }

  #entered(status: RoomStatus, { snapshot }: Room): void {
    if (status.phase === "failed") this.error(status.error);
    if (status.phase === "left") this.#host.dispatchEvent(new CallsRoomLeftEvent(status.reason));
    if (status.phase === "joined") {
      announce(this.#localize.term("youJoined"), this.#localize.lang);
      this.#host.dispatchEvent(new CallsRoomJoinedEvent(snapshot.roomId, snapshot.self.id));
    }
  }

  /** What is told of a call is loaded before there is one. */
  #narrate(room: Room): () => void {
    let end: (() => void) | undefined = () => {};
    loadNarrator().then(
      ({ narrate }) => end && (end = narrate(room, this.#localize)),
      (error: CallsError) => this.error(error),
    );
    return () => {
      end?.();
      end = undefined;
    };
  }
}

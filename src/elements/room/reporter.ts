import type { Room, RoomStatus } from "../../client/room/types.js";
import type { CallsError } from "../../wire/calls-error.js";
import { announce } from "../internal/announcer.js";
import { CallsErrorEvent, CallsRoomJoinedEvent, CallsRoomLeftEvent } from "../internal/events.js";
import type { LocalizeController } from "../internal/localize.js";
import { bannerKey, type BannerKey } from "./views.js";

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
    this.#unsubscribe = room ? [this.#followStatus(room), this.#followPeople(room)] : [];
  }

  /** One event for each error, however many ways it comes. Giving up on purpose is no error. */
  error(error: CallsError): void {
    if (error.code === "aborted" || this.#reported.has(error)) return;
    this.#reported.add(error);
    this.#host.dispatchEvent(new CallsErrorEvent(error));
  }

  #followStatus(room: Room): () => void {
    let { phase } = room.snapshot.status;
    let trouble: BannerKey | undefined;
    return room.select(
      (snapshot) => snapshot.status,
      (status) => {
        const entered = status.phase !== phase;
        phase = status.phase;
        if (entered) this.#entered(status, room);
        const before = trouble;
        trouble = status.phase === "joined" ? bannerKey(status) : undefined;
        if (trouble && trouble !== before) announce(this.#localize.term(trouble), this.#localize.lang);
      },
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

  /** Those who are there already when you come are not announced: they did not come just now. */
  #followPeople(room: Room): () => void {
    let known: ReadonlyMap<string, string> | undefined;
    return room.subscribe(({ status, participants }) => {
      if (status.phase !== "joined") {
        known = undefined;
        return;
      }
      const present = new Map(participants.map(({ id, name }) => [id, name || this.#localize.term("guest")]));
      const before = known;
      known = present;
      if (!before) return;
      this.#announceAll("someoneJoined", present, before);
      this.#announceAll("someoneLeft", before, present);
    });
  }

  #announceAll(
    sentence: "someoneJoined" | "someoneLeft",
    these: ReadonlyMap<string, string>,
    without: ReadonlyMap<string, string>,
  ): void {
    for (const [id, name] of these) {
      if (!without.has(id)) announce(this.#localize.term(sentence)(name), this.#localize.lang);
    }
  }
}

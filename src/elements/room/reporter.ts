import type { Room, RoomStatus } from "../../client/room/types.js";
import type { CallsError } from "../../wire/calls-error.js";
import { followChat } from "../chat/follow-chat.js";
import { announce } from "../internal/announcer.js";
import { CHIMES, playChime } from "../internal/chime.js";
import { CallsErrorEvent, CallsRoomJoinedEvent, CallsRoomLeftEvent } from "../internal/events.js";
import { followHappenings, happeningText, type Happening } from "../internal/happenings.js";
import type { LocalizeController } from "../internal/localize.js";
import { uiOf } from "../internal/ui-store.js";
import { linkKey, type LinkKey } from "../banner/state.js";

/** Milliseconds between two chimes: a crowd that comes in rings once. */
const QUIET = 2_000;
/** In larger rooms people come and go all the time. */
const SMALL_ROOM = 12;

/** Tells the page, by events, and people who cannot see it, by words, what happens in a room. */
export class Reporter {
  readonly #host: HTMLElement;
  readonly #localize: LocalizeController;
  readonly #reported = new WeakSet<CallsError>();
  #unsubscribe: (() => void)[] = [];
  #lastChime = -Infinity;

  constructor(host: HTMLElement, localize: LocalizeController) {
    this.#host = host;
    this.#localize = localize;
  }

  follow(room: Room | undefined): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = room
      ? [this.#followStatus(room), this.#followHappenings(room), followChat(room, this.#localize)]
      : [];
  }

  /** One event for each error, however many ways it comes. Giving up on purpose is no error. */
  error(error: CallsError): void {
    if (error.code === "aborted" || this.#reported.has(error)) return;
    this.#reported.add(error);
    this.#host.dispatchEvent(new CallsErrorEvent(error));
  }

  #followStatus(room: Room): () => void {
    let { phase } = room.snapshot.status;
    let trouble: LinkKey | undefined;
    return room.select(
      (snapshot) => snapshot.status,
      (status) => {
        const entered = status.phase !== phase;
        phase = status.phase;
        if (entered) this.#entered(status, room);
        const before = trouble;
        trouble = status.phase === "joined" ? linkKey(status) : undefined;
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

  #followHappenings(room: Room): () => void {
    return followHappenings(room, (happening) => {
      announce(happeningText(happening, this.#localize), this.#localize.lang);
      this.#ring(happening, room);
    });
  }

  #ring({ type }: Happening, room: Room): void {
    const isWorthIt = type === "door" || room.snapshot.participants.length <= SMALL_ROOM;
    const at = performance.now();
    if (!isWorthIt || !uiOf(room).snapshot.sounds || at - this.#lastChime < QUIET) return;
    if (type === "off" || type === "hand") return;
    this.#lastChime = at;
    // The sound is an extra: where it cannot be played, nothing is missing.
    playChime(CHIMES[type === "left" ? "end" : "begin"], room.snapshot.speakerId).catch(() => {});
  }
}

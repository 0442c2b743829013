/** The browser's half of the AI participant, without any interface: to speak with it for as long as a button is held. */
import { schedule, type Schedule } from "../../base/clock.js";
import type { Room } from "../../client/types.js";
import { ai, type AiView } from "./contract.js";

/** Milliseconds after the button is let go of until the AI is given back: the last word is on its way for so long. */
const TAIL = 500;

/** What of a room is used. */
export type TalkingRoom = Pick<Room, "snapshot" | "select" | "request" | "feature">;

/** What the room has of an AI; `undefined` while there is no call, or no AI in it. */
export const aiIn = ({ status, features }: Room["snapshot"]): AiView | undefined =>
  status.phase === "joined" ? (features[ai.name] as AiView | undefined) : undefined;

/**
 * Hold to talk: asks for the AI, turns the microphone on when it is this person's turn, and gives both back.
 *
 * @example
 * ```ts
 * const talk = new HoldToTalk(room);
 * button.onpointerdown = () => talk.press();
 * button.onpointerup = () => talk.release();
 * ```
 */
export class HoldToTalk {
  readonly #room: TalkingRoom;
  readonly #schedule: Schedule;
  #isHeld = false;
  /** The microphone was turned on for this, and goes off with it. */
  #hasTurnedOn = false;
  #cancel = (): void => {};
  readonly #end: () => void;

  constructor(room: TalkingRoom, tools: { readonly schedule: Schedule } = { schedule }) {
    this.#room = room;
    this.#schedule = tools.schedule;
    this.#end = room.select(
      (snapshot) => aiIn(snapshot)?.holder?.id === snapshot.self.id,
      (isMine) => {
        if (isMine && this.#isHeld) this.#speak();
        else if (!isMine) this.#fallSilent();
      },
    );
  }

  /** The button is held. */
  press(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#cancel();
    const { self } = this.#room.snapshot;
    if (aiIn(this.#room.snapshot)?.holder?.id === self.id) this.#speak();
    else this.#ask("ask");
  }

  /** It is let go of. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#fallSilent();
    this.#cancel = this.#schedule(() => this.#ask("give-back"), TAIL);
  }

  /** Ends it, as when the page goes on without it. */
  close(): void {
    this.#end();
    this.#cancel();
    if (this.#isHeld) this.#ask("give-back");
    this.#isHeld = false;
    this.#fallSilent();
  }

  #speak(): void {
    if (this.#room.snapshot.self.microphone?.enabled) return;
    this.#hasTurnedOn = true;
    this.#setMicrophone(true);
  }

  #fallSilent(): void {
    if (!this.#hasTurnedOn) return;
    this.#hasTurnedOn = false;
    this.#setMicrophone(false);
  }

  #setMicrophone(enabled: boolean): void {
    // Why it is not on is said by the microphone's own button.
    this.#room.request({ type: "set-microphone", enabled }).catch(() => {});
  }

  #ask(type: "ask" | "give-back"): void {
    // It has gone meanwhile, as everybody sees.
    this.#room
      .feature(ai)
      .request({ type })
      .catch(() => {});
  }
}

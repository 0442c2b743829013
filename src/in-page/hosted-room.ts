/** A room of the page at work: feeds the state machine, and does what it asks for. */
import type { Schedule } from "../base/clock.js";
import { crowdDue } from "../room/crowd.js";
import { isIdle, nextDeadline } from "../room/deadlines.js";
import { featuresDue } from "../room/feature-state.js";
import { stepRoom } from "../room/room.js";
import { createRoomState } from "../room/state.js";
import type { RoomEffect, RoomInput, RoomPerson, RoomSettings, RoomState, SocketId } from "../room/state.js";
import { voicesDue } from "../room/voices.js";
import { GOING_AWAY } from "../wire/tables.js";
import type { InPageSfu } from "./sfu/sfu.js";

/** What hears what the room says to one socket. It may answer at once. */
export interface Line {
  receive(text: string): void;
  /** The room has closed the socket. Called once, and nothing is said after. */
  closed(code: number, reason: string): void;
}

/** The room's end of a socket. */
export interface LineEnd {
  /** `undefined` for a binary message. */
  say(text: string | undefined): void;
  /** The socket is lost, or was closed with this code. */
  lost(code: number): void;
}

export interface HostedRoomOptions {
  readonly id: string;
  readonly settings: RoomSettings;
  readonly sfu: InPageSfu;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly schedule: Schedule;
  /** Nobody has used the room for so long that it can be forgotten. */
  onIdle(): void;
}

type Timeless<T> = T extends unknown ? Omit<T, "at" | "seed"> : never;
type Input = Timeless<RoomInput>;

/** Milliseconds: a clock that stands must not keep the page busy. */
const SHORTEST_WAIT = 20;
/** The longest time that browsers' timers know. */
const LONGEST_WAIT = 2 ** 31 - 1;

export class HostedRoom {
  readonly #options: HostedRoomOptions;
  readonly #lines = new Map<SocketId, Line>();
  /** What has happened and was not taken yet. What follows from one input is told to everybody before the next is taken. */
  readonly #inputs: Input[] = [];
  #state: RoomState;
  #status: "idle" | "stepping" | "closed" = "idle";
  #at = 0;
  #due = Number.POSITIVE_INFINITY;
  #cancelLook = (): void => {};

  constructor(options: HostedRoomOptions) {
    this.#options = options;
    this.#state = createRoomState({ id: options.id, epoch: crypto.randomUUID(), at: options.now() });
  }

  get state(): RoomState {
    return this.#state;
  }

  /** Something happened: takes the steps and does what follows, now, or after what is going on. */
  take(...inputs: Input[]): void {
    this.#inputs.push(...inputs);
    if (this.#status !== "idle") return;
    this.#status = "stepping";
    for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) this.#step(next);
    // A listener may have closed the room meanwhile.
    if (this.#status === "stepping") this.#status = "idle";
    this.#lookLater();
  }

  /** Opens a socket. @param versioned whether its client speaks version 1. */
  connect(person: RoomPerson, line: Line, { versioned = true } = {}): LineEnd {
    const socket = crypto.randomUUID();
    this.#lines.set(socket, line);
    this.take({ type: "connect", socket, versioned, ...person });
    return {
      say: (text) => this.take({ type: "message", socket, text }),
      lost: (code) => {
        if (this.#lines.delete(socket)) this.take({ type: "disconnect", socket, goesAway: code === GOING_AWAY });
      },
    };
  }

  /** Puts out who is stale, and tells what was held back. */
  sweep(): void {
    const { settings, now, onIdle } = this.#options;
    this.#due = Number.POSITIVE_INFINITY;
    // Both ends of a socket are in this page: one that is open is alive, however seldom the timers of a hidden page run.
    const seen = Array.from(this.#lines.keys(), (socket): Input => ({ type: "seen", socket, seenAt: now() }));
    this.take(...seen, { type: "sweep" });
    if (isIdle(this.#state, settings, now())) onIdle();
  }

  close(): void {
    this.#status = "closed";
    this.#cancelLook();
    this.#lines.clear();
  }

  #step(input: Input): void {
    const { settings, now } = this.#options;
    this.#at = Math.max(now(), this.#at);
    if (input.type === "connect") {
      // Two who come in one millisecond are still in the order in which they came.
      for (const { joinedAt } of this.#state.participants.values()) this.#at = Math.max(this.#at, joinedAt + 1);
    }
    const [seed] = crypto.getRandomValues(new Uint32Array(1));
    const { state, effects } = stepRoom(this.#state, { ...input, at: this.#at, seed }, settings);
    this.#state = state;
    for (const effect of effects) this.#run(effect);
  }

  #run(effect: RoomEffect): void {
    switch (effect.type) {
      case "send": {
        const text = JSON.stringify(effect.message);
        for (const socket of effect.to) this.#lines.get(socket)?.receive(text);
        return;
      }
      case "close": {
        const line = this.#lines.get(effect.socket);
        this.#lines.delete(effect.socket);
        return line?.closed(effect.code, effect.reason);
      }
      case "release": {
        const { sessionId, tracks } = effect;
        this.#options.sfu.release(sessionId, tracks);
        return this.take({ type: "session-closed", sessionId, tracks });
      }
      case "persist":
      case "audit":
        return;
    }
  }

  #lookLater(): void {
    const { settings, now, schedule } = this.#options;
    const never = Number.POSITIVE_INFINITY;
    const dues = [voicesDue, featuresDue, crowdDue, nextDeadline].map((next) => next(this.#state, settings) ?? never);
    const due = Math.min(...dues);
    if (this.#status === "closed" || due === this.#due) return;
    this.#due = due;
    this.#cancelLook();
    if (due === never) return;
    const wait = Math.min(Math.max(SHORTEST_WAIT, due - now()), LONGEST_WAIT);
    this.#cancelLook = schedule(() => this.sweep(), wait);
  }
}

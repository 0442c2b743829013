import type { RoomChange, ServerMessage } from "../../wire/room-protocol.js";
import { appendChange } from "./change-log.js";
import type { Refusal } from "./parse.js";
import { subjectOf } from "./roster.js";
import type {
  RoomEffect,
  RoomParticipant,
  RoomSession,
  RoomSettings,
  RoomSocket,
  RoomState,
  RoomStep,
  RoomTicket,
  SocketId,
} from "./state.js";

/** One step of a room while it is being made: a copy of the state that may be changed, and the effects so far. */
export class Draft {
  readonly participants: Map<string, RoomParticipant>;
  readonly sockets: Map<SocketId, RoomSocket>;
  readonly sessions: Map<string, RoomSession>;
  readonly tickets: Map<string, RoomTicket>;
  revision: number;
  #log: RoomState["log"];
  #persist = false;
  readonly #effects: RoomEffect[] = [];

  constructor(
    readonly before: RoomState,
    readonly settings: RoomSettings,
    /** Now, in milliseconds since 1970. */
    readonly at: number,
  ) {
    this.participants = new Map(before.participants);
    this.sockets = new Map(before.sockets);
    this.sessions = new Map(before.sessions);
    this.tickets = new Map(before.tickets);
    this.revision = before.revision;
    this.#log = before.log;
  }

  get log(): RoomState["log"] {
    return this.#log;
  }

  /** Marks that the step must survive the host. */
  persist(): void {
    this.#persist = true;
  }

  send(socket: SocketId, message: ServerMessage): void {
    this.#effects.push({ type: "send", to: [socket], message });
  }

  refuse(socket: SocketId, { code, reason }: Refusal): void {
    this.send(socket, { type: "error", code, reason });
  }

  /** Closes a socket and forgets it: what it says from now on is not heard. */
  close(socket: SocketId, code: number, reason: string): void {
    if (!this.sockets.delete(socket)) return;
    this.persist();
    this.#effects.push({ type: "close", socket, code, reason });
  }

  /** Closes a socket that the room never took. */
  turnAway(socket: SocketId, code: number, reason: string): void {
    this.#effects.push({ type: "close", socket, code, reason });
  }

  release(sessionId: string, tracks: "all" | "published"): void {
    this.#effects.push({ type: "release", sessionId, tracks });
  }

  /** Makes a change of the room: gives it the next revision, logs it and tells everyone who listens. */
  change(make: (revision: number) => RoomChange): void {
    this.revision += 1;
    const change = make(this.revision);
    this.#log = appendChange(this.#log, change);
    this.persist();
    const subject = subjectOf(change);
    // Version 1 clients need every revision; the others are told about other people only.
    const to = [...this.sockets.values()]
      .filter((socket) => socket.listening && (socket.versioned || socket.participantId !== subject))
      .map((socket) => socket.id);
    if (to.length > 0) this.#effects.push({ type: "send", to, message: change });
  }

  finish(activeAt: number): RoomStep {
    if (this.#persist) this.#effects.push({ type: "persist" });
    const { participants, sockets, sessions, tickets, revision } = this;
    return {
      state: { ...this.before, activeAt, participants, sockets, sessions, tickets, revision, log: this.#log },
      effects: this.#effects,
    };
  }
}

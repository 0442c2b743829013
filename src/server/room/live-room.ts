import { mayPull, sessionAccess } from "../access/ownership.js";
import type { CallsClient } from "../calls/client.js";
import type { CallsAnswer } from "../calls/failures.js";
import type { CallsRequest } from "../calls/guard.js";
import { CallsProxy } from "../calls/proxy.js";
import type { Log } from "../log.js";
import type { RoomInfo } from "../../wire/room-protocol.js";
import type { Visitor, Welcome } from "../rooms.js";
import { refusalFor } from "./presence.js";
import { stepRoom } from "./room.js";
import { snapshot } from "./roster.js";
import type { RoomEffect, RoomInput, RoomSettings, RoomState, SocketId } from "./state.js";

/** What a host lends to a room: sockets, storage and a clock. */
export interface RoomPorts {
  /** Sends to one socket; a socket that is gone is skipped. */
  send(socket: SocketId, text: string): void;
  close(socket: SocketId, code: number, reason: string): void;
  /** Keeps the state, where the host can go away before the room does. Called before anything of the step is sent. */
  persist?(state: RoomState): void;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface LiveRoomOptions {
  state: RoomState;
  settings: RoomSettings;
  ports: RoomPorts;
  client: CallsClient;
  log: Log;
  /** Aborted when the server goes down. */
  signal: AbortSignal;
}

type Timeless<T> = T extends unknown ? Omit<T, "at"> : never;

/** Milliseconds that a join waits for a session: without one the browser makes its own. */
const SESSION_TIMEOUT = 2_000;

/** A room at work: feeds the state machine, and does what it asks for. */
export class LiveRoom {
  #state: RoomState;
  readonly #options: LiveRoomOptions;
  readonly #proxy: CallsProxy;

  constructor(options: LiveRoomOptions) {
    this.#options = options;
    this.#state = options.state;
    const { client, log, signal, ports } = options;
    this.#proxy = new CallsProxy({
      client,
      log,
      signal,
      now: () => ports.now(),
      room: {
        access: (participantId, sessionId) => sessionAccess(this.#state, participantId, sessionId),
        mayPull: (participantId, what) => mayPull(this.#state, participantId, what),
        sessionCreated: (participantId, sessionId) => this.take({ type: "session-created", participantId, sessionId }),
        sessionUsed: (sessionId) => this.take({ type: "session-used", sessionId }),
      },
    });
  }

  get state(): RoomState {
    return this.#state;
  }

  get info(): RoomInfo {
    const { id, name, createdAt, participants } = this.#state;
    return { id, ...(name !== undefined && { name }), createdAt, participantCount: participants.size };
  }

  /** Something happened: takes the step and does what follows from it. */
  take(input: Timeless<RoomInput>): void {
    const { settings, ports, signal } = this.#options;
    if (signal.aborted) return;
    const { state, effects } = stepRoom(this.#state, { ...input, at: ports.now() }, settings);
    this.#state = state;
    // Nobody is told of a change that a crash could undo.
    if (effects.some(({ type }) => type === "persist")) ports.persist?.(state);
    for (const effect of effects) this.#run(effect);
  }

  /** Keeps the room as it is, before anything has happened in it. */
  keep(): void {
    this.#options.ports.persist?.(this.#state);
  }

  /** Answers somebody who comes over HTTP. Never rejects. */
  async join({ participantId, name, session }: Visitor): Promise<Welcome> {
    const { settings } = this.#options;
    const refusal = refusalFor(this.#state, settings, participantId);
    if (refusal) return { refusal };
    if (!session) return { room: this.info };
    this.take({ type: "arrive", participantId, participantName: name });
    const sessionId = await this.#proxy.newSessionWithin(SESSION_TIMEOUT, participantId);
    const participants = snapshot(this.#state.participants);
    return { room: this.info, participants, ...(sessionId !== undefined && { sessionId }) };
  }

  /** Answers a request to the SFU by somebody whose token is good. */
  handle(participantId: string, request: CallsRequest): Promise<CallsAnswer> {
    return this.#proxy.handle(participantId, request);
  }

  #run(effect: RoomEffect): void {
    const { ports } = this.#options;
    switch (effect.type) {
      case "send": {
        const text = JSON.stringify(effect.message);
        for (const socket of effect.to) ports.send(socket, text);
        return;
      }
      case "close":
        return ports.close(effect.socket, effect.code, effect.reason);
      case "release":
        return void this.#proxy.release(effect.sessionId, effect.tracks);
      case "persist":
        return;
    }
  }
}

import type { Role, RoomChange, ServerMessage } from "../../src/wire/room-protocol.js";
import { stepRoom } from "../../src/room/room.js";
import { ROOM_SETTINGS, createRoomState } from "../../src/room/state.js";
import type { RoomEffect, RoomInput, RoomOrder, RoomSettings, RoomState } from "../../src/room/state.js";

type Untimed<T> = T extends unknown ? Omit<T, "at"> : never;

interface Connecting {
  plain?: boolean;
  role?: Role;
  subject?: string;
  name?: string;
  mayRename?: boolean;
}

/** A room with a clock that the test moves, and everything that came out of it. */
export class Machine {
  state: RoomState;
  at = 0;
  readonly sent = new Map<string, ServerMessage[]>();
  readonly closed = new Map<string, number>();
  effects: readonly RoomEffect[] = [];

  constructor(
    readonly settings: RoomSettings = ROOM_SETTINGS,
    order: RoomOrder = {},
  ) {
    this.state = createRoomState({ id: "lab", epoch: "epoch-1", at: 0, order });
  }

  take(input: Untimed<RoomInput>): readonly RoomEffect[] {
    const { state, effects } = stepRoom(this.state, { ...input, at: this.at } as RoomInput, this.settings);
    this.state = state;
    this.effects = effects;
    for (const effect of effects) {
      if (effect.type === "send") for (const socket of effect.to) this.#inbox(socket).push(effect.message);
      if (effect.type === "close") this.closed.set(effect.socket, effect.code);
    }
    return effects;
  }

  /** Looks for those who are stale as hosts do, once and again when whoever was asked has had the time to answer. */
  sweep(): readonly RoomEffect[] {
    const asked = this.take({ type: "sweep" });
    this.at += this.settings.heartbeat / 2 + 1;
    return [...asked, ...this.take({ type: "sweep" })];
  }

  /** Connects somebody whose id is `who`, and whose name, self-chosen, is the same. Version 1 unless `plain`. */
  connect(who: string, socket: string = who, { plain = false, name = who, ...person }: Connecting = {}): void {
    const as = { participantId: who, participantName: name, mayRename: true, ...person };
    this.take({ type: "connect", socket, versioned: !plain, ...as });
  }

  say(socket: string, message: unknown): readonly RoomEffect[] {
    return this.take({ type: "message", socket, text: JSON.stringify(message) });
  }

  /** Connects and greets. */
  enter(who: string, socket: string = who, person: Connecting = {}): void {
    this.connect(who, socket, person);
    this.say(socket, { type: "hello", protocol: 1 });
  }

  /** Makes a session for somebody and announces these tracks. */
  publish(who: string, sessionId: string, trackNames: string[], socket: string = who): void {
    this.take({ type: "session-created", participantId: who, sessionId });
    this.say(socket, {
      type: "cloudflare-session",
      sessionId,
      tracks: trackNames.map((trackName) => ({ trackName, kind: "audio" })),
    });
  }

  /** Takes what was sent to a socket since the last time. */
  read(socket: string): ServerMessage[] {
    return this.#inbox(socket).splice(0);
  }

  #inbox(socket: string): ServerMessage[] {
    const inbox = this.sent.get(socket) ?? [];
    this.sent.set(socket, inbox);
    return inbox;
  }
}

export const isChange = (message: ServerMessage): message is RoomChange =>
  message.type === "join" ||
  message.type === "leave" ||
  message.type === "cloudflare-session" ||
  message.type === "track-state" ||
  message.type === "participant" ||
  message.type === "policy";

/** Numbers from 0 to 1 that are the same for the same seed. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

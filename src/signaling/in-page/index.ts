/** Rooms inside one page, with an SFU: the real client with real WebRTC, and no server. For stories, tests and demos. */
import { CallsError } from "../../wire/calls-error.js";
import { ROOM_LIMITS } from "../../wire/room-constants.js";
import type { Role, RoomPolicy } from "../../wire/room-protocol.js";
import { checkRoomId } from "../room-id.js";
import type { JoinOptions, Signaling } from "../signaling.js";
import { InPageConnection } from "./connection.js";
import { InPageRoom } from "./room.js";
import { InPageScript } from "./scripted-participant.js";
import type { ScriptedParticipant, ScriptedParticipantOptions } from "./scripted-participant.js";
import { InPageSfu } from "./sfu.js";
import { delay, inPageTransport } from "./transport.js";
import type { InPageFault } from "./transport.js";

export type { ScriptedMessage, ScriptedParticipant, ScriptedParticipantOptions } from "./scripted-participant.js";
export type { InPageCall, InPageFault } from "./transport.js";

/** Options of {@link createInPageRooms}. */
export interface InPageRoomsOptions {
  /** Milliseconds that a join and every call to the SFU take. Default 0. */
  latency?: number;
  /** Asked before every call to the SFU. Return an error to make the call fail, or a promise to hold it. */
  fault?: InPageFault;
  /** The role of whoever joins, by name. Default `speaker`; only hosts may keep order. */
  role?: Role | ((name: string) => Role);
}

/** Rooms that exist as long as the page, and only in it. */
export interface InPageRooms {
  /** Every join is another participant. */
  readonly signaling: Signaling;
  /**
   * Puts somebody into a room without a client of their own.
   * @throws CallsError `invalid-room` or `invalid-name`.
   */
  addParticipant(options: ScriptedParticipantOptions): ScriptedParticipant;
  /**
   * As {@link addParticipant}, through the door: where hosts have to let people in, the promise waits for it.
   * @throws CallsError `denied`, `room-locked`, `banned`, `room-ended` and those of `addParticipant`.
   */
  knock(options: ScriptedParticipantOptions): Promise<ScriptedParticipant>;
  /** What holds in a room, whether or not anybody is in it. What is given replaces what was. */
  setPolicy(room: string, policy: Partial<RoomPolicy>): void;
  /** Cuts everybody's way to their room, as a lost network does: connections are `reconnecting`. Media goes on. */
  interrupt(): void;
  /** Ends {@link interrupt}. */
  resume(): void;
  /** Puts a participant out of their room; their connection closes with `removed`. */
  remove(participantId: string): void;
  /** Everybody leaves, and every peer connection is closed. */
  close(): void;
}

/**
 * Makes rooms inside the page. People join through {@link InPageRooms.signaling} with the real client, and media goes
 * over real peer connections to an SFU in the page; scripted people are added with
 * {@link InPageRooms.addParticipant}.
 *
 * The SFU answers as the Connection API does, with its error codes. Received video and audio are decoded and encoded
 * anew, simulcast arrives as one layer, and silent tracks are kept.
 *
 * @example
 * ```ts
 * const rooms = createInPageRooms();
 * rooms.addParticipant({ room: "standup", name: "Grace", camera: canvas.captureStream(15).getVideoTracks()[0] });
 * const room = createRoom({ signaling: rooms.signaling });
 * await room.request({ type: "join", room: "standup", name: "Ada" });
 * ```
 */
export function createInPageRooms({ latency = 0, fault, role }: InPageRoomsOptions = {}): InPageRooms {
  const sfu = new InPageSfu();
  const rooms = new Map<string, InPageRoom>();
  const connections = new Set<InPageConnection>();
  const scripts = new Set<InPageScript>();
  const closing = new AbortController();

  function roomOf(id: string): InPageRoom {
    checkRoomId(id);
    const room = rooms.get(id) ?? new InPageRoom(id);
    rooms.set(id, room);
    return room;
  }

  async function join({ room: roomId, name, signal, onWaiting }: JoinOptions): Promise<InPageConnection> {
    const room = roomOf(roomId);
    const checkedName = checkName(name);
    const person = { name: checkedName, role: typeof role === "function" ? role(checkedName) : role };
    await delay(latency, signal);
    room.checkEntry(person);
    await room.knock(person, { signal, ...(onWaiting && { onWaiting }) });
    const self = room.enter(person);
    const left = new AbortController();
    const calls = inPageTransport({ sfu, participantId: self.id, latency, fault, left: left.signal });
    const onClosed = () => {
      connections.delete(connection);
      left.abort();
    };
    const connection = new InPageConnection({ room, self, calls, latency, onClosed });
    connections.add(connection);
    return connection;
  }

  function addParticipant(options: ScriptedParticipantOptions): InPageScript {
    const room = roomOf(options.room);
    const script = new InPageScript(room, sfu.published, { ...options, name: checkName(options.name) }, () => {
      scripts.delete(script);
    });
    scripts.add(script);
    return script;
  }

  return {
    signaling: { join },
    addParticipant,
    async knock(options) {
      const room = roomOf(options.room);
      room.checkEntry(options);
      await room.knock(options, { signal: closing.signal });
      return addParticipant(options);
    },
    setPolicy(roomId, policy) {
      const room = roomOf(roomId);
      room.setPolicy("", { ...room.policy, ...policy });
    },
    interrupt() {
      for (const connection of connections) connection.interrupt(1);
    },
    resume() {
      for (const connection of connections) connection.resume();
    },
    remove(participantId) {
      for (const room of rooms.values()) room.remove(participantId);
    },
    close() {
      closing.abort();
      for (const connection of connections) connection.leaveNow();
      for (const script of scripts) script.leave();
      sfu.close();
      rooms.clear();
    },
  };
}

function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed && trimmed.length <= ROOM_LIMITS.name) return trimmed;
  throw new CallsError("invalid-name", `A name has 1 to ${ROOM_LIMITS.name} characters. Ask for another one.`);
}

/**
 * Rooms inside one page, with an SFU: the real client with real WebRTC, and no server. For stories, tests and demos.
 *
 * @module
 */
import { CallsError } from "../base/error.js";
import { checkFeatures } from "../room/feature-state.js";
import type { RoomFeature } from "../room/feature.js";
import type { RoomSettings } from "../room/state.js";
import { checkRoomId } from "../signaling/room-id.js";
import { roomServer } from "../signaling/room-server/index.js";
import type { JoinOptions, RoomConnection, Signaling } from "../signaling/signaling.js";
import { cleanName, isName } from "../wire/participant-name.js";
import type { Role, RoomPolicy } from "../wire/room-protocol.js";
import { ROOM_LIMITS } from "../wire/tables.js";
import type { InPageFault } from "./calls.js";
import { InPageHost } from "./host.js";
import { InPageScript } from "./script.js";
import type { ScriptedParticipant, ScriptedParticipantOptions } from "./script.js";

export type { RoomSettings } from "../room/state.js";
export type { InPageCall, InPageFault } from "./calls.js";
export type { ScriptedMessage, ScriptedParticipant, ScriptedParticipantOptions } from "./script.js";

/** Options of {@link createInPageRooms}. */
export interface InPageRoomsOptions {
  /** Milliseconds that a join, every message to a room and every call to the SFU take. Default 0. */
  latency?: number;
  /** Asked before every call to the SFU. Return an error to make the call fail, or a promise to hold it. */
  fault?: InPageFault;
  /** The role of whoever joins, by name. Default `speaker`; only hosts may keep order. */
  role?: Role | ((name: string) => Role);
  /** What the rooms have beside people, as on a server. */
  features?: readonly RoomFeature[];
  /** What the rooms allow, where it is not what a server's rooms do: rates for scripts that say thirty things at once. */
  settings?: Partial<Omit<RoomSettings, "features">>;
}

/** Rooms that exist as long as the page, and only in it. Their rules are those of the room server. */
export interface InPageRooms {
  /** Every join is another participant. */
  readonly signaling: Signaling;
  /**
   * Puts somebody into a room without a client of their own. Where hosts have to let people in, the room itself does.
   * @throws CallsError `invalid-room`, `invalid-name`, `room-locked`, `room-full` or `room-ended`.
   */
  addParticipant(options: ScriptedParticipantOptions): ScriptedParticipant;
  /**
   * As {@link addParticipant}, through the door: where hosts have to let people in, the promise waits for it.
   * @throws CallsError `denied`, `aborted` by {@link close}, and those of `addParticipant`.
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
  /** Everybody leaves, and every peer connection is closed. No room can be entered any more. */
  close(): void;
}

/**
 * Makes rooms inside the page. People join through {@link InPageRooms.signaling} with the real client, and media goes
 * over real peer connections to an SFU in the page; scripted people are added with
 * {@link InPageRooms.addParticipant}. Rooms follow the same rules as on a server: they are the same state machine.
 *
 * The SFU answers as the Connection API does, with its error codes. Received video and audio are decoded and encoded
 * anew, simulcast arrives as one layer, and silent tracks are kept.
 *
 * @example
 * ```ts
 * import { createRoom } from "calls-elements/client";
 * import { createInPageRooms } from "calls-elements/in-page";
 *
 * const rooms = createInPageRooms();
 * rooms.addParticipant({ room: "standup", name: "Grace", camera: canvas.captureStream(15).getVideoTracks()[0] });
 * const room = createRoom({ signaling: rooms.signaling });
 * await room.request({ type: "join", room: "standup", name: "Ada" });
 * ```
 */
export function createInPageRooms(options: InPageRoomsOptions = {}): InPageRooms {
  const { latency, fault, features, settings, role = "speaker" } = options;
  const host = new InPageHost({
    latency,
    fault,
    settings: { ...settings, features: checkFeatures(features) },
    role: typeof role === "function" ? role : () => role,
  });
  const server = roomServer({ url: host.url, fetch: host.fetch, WebSocket: host.WebSocket });
  const connections = new Set<RoomConnection>();
  const scripts = new Set<InPageScript>();
  const closing = new AbortController();

  async function join({ room, name, signal, onWaiting }: JoinOptions): Promise<RoomConnection> {
    const either = AbortSignal.any([signal, closing.signal]);
    const connection = await server.join({ room, name, signal: either, ...(onWaiting && { onWaiting }) });
    connections.add(connection);
    connection.subscribe(({ type }) => {
      if (type === "state" && connection.state.status === "closed") connections.delete(connection);
    });
    return connection;
  }

  function knockAs({ room, ...options }: ScriptedParticipantOptions): InPageScript {
    const script = new InPageScript({
      ...options,
      name: checkName(options.name),
      room: host.room(checkRoomId(room)),
      sfu: host.sfu,
      onOut: (each) => void scripts.delete(each),
    });
    if (script.standing.type === "out") throw script.standing.error;
    scripts.add(script);
    return script;
  }

  return {
    signaling: { join },
    addParticipant(options) {
      const script = knockAs(options);
      if (script.standing.type === "waiting") {
        host.room(checkRoomId(options.room)).take({ type: "act", action: { type: "admit", participantId: script.id } });
      }
      if (script.standing.type === "in") return script;
      script.leave();
      throw new CallsError("room-full", "The room is full. Try again when somebody has left.", { retryable: true });
    },
    async knock(options) {
      const script = knockAs(options);
      await script.entered;
      return script;
    },
    setPolicy(room, policy) {
      host.room(checkRoomId(room)).take({ type: "act", action: { type: "policy", ...policy } });
    },
    interrupt: () => host.interrupt(),
    resume: () => host.resume(),
    remove(participantId) {
      for (const room of host.rooms) {
        if (room.state.participants.has(participantId)) {
          room.take({ type: "act", action: { type: "remove", participantId } });
        }
      }
    },
    close() {
      closing.abort();
      for (const connection of connections) connection.leaveNow();
      for (const script of scripts) script.leave();
      host.close();
    },
  };
}

function checkName(name: string): string {
  const cleaned = cleanName(name);
  if (isName(cleaned)) return cleaned;
  throw new CallsError("invalid-name", `A name has 1 to ${ROOM_LIMITS.name} characters. Ask for another one.`);
}

/** WHIP into a room and WHEP out of it. */
import { sessionAccess } from "../access/ownership.js";
import { randomId } from "../random-id.js";
import type { LiveRoom, LiveRoomOptions } from "../room/live-room.js";
import { LiveRoom as Room } from "../room/live-room.js";
import type { SocketId } from "../room/state.js";
import { callAs, refusalOf } from "./calls.js";
import type { Guest } from "./guest.js";
import { GuestSockets } from "./guest-sockets.js";
import type { GuestStore } from "./guest-store.js";
import { GuestWatch } from "./guest-watch.js";
import type { GuestIdentity, MediaAnswer, MediaRefusal, MediaRequest, PublishingGuest } from "./media.js";
import { noSuchResource, refuse } from "./media.js";
import { play } from "./play.js";
import { publish } from "./publish.js";

/** What a host lends to a room's guests. */
export interface GatewayPorts {
  readonly store: GuestStore;
  /** Asks for a call of {@link Gateway.check} at this time, in milliseconds since 1970. */
  wake(at: number): void;
}

/** Starts a room that also takes in media without pages. */
export function startRoomWithGateway(
  options: LiveRoomOptions,
  ports: GatewayPorts,
): { room: LiveRoom; gateway: Gateway } {
  const sockets = new GuestSockets();
  const room = new Room({ ...options, ports: sockets.wrap(options.ports) });
  const gateway = new Gateway(room, ports, () => options.ports.now());
  sockets.onClose = (socket) => gateway.closed(socket);
  return { room, gateway };
}

/** A guest who has entered the room, and has a session. */
export interface Entered {
  readonly id: string;
  readonly participantId: string;
  readonly sessionId: string;
  readonly socket: SocketId | undefined;
}

/** The guests of one room: participants whose media comes by WHIP or goes by WHEP. */
export class Gateway {
  readonly #guests = new Map<string, Guest>();
  readonly #ports: GatewayPorts;
  readonly #watch: GuestWatch;

  constructor(
    readonly room: LiveRoom,
    ports: GatewayPorts,
    readonly now: () => number,
  ) {
    this.#ports = ports;
    for (const guest of ports.store.load()) this.#guests.set(guest.id, guest);
    this.#watch = new GuestWatch({
      room,
      now,
      guests: this.#guests,
      put: (guest) => this.put(guest),
      end: (guest) => this.#end(guest),
    });
  }

  /** The guests' sockets: they stay open when the host restarts. */
  get sockets(): SocketId[] {
    return [...this.#guests.values()].flatMap(({ socket }) => socket ?? []);
  }

  /** When a guest has to be looked at next, in milliseconds since 1970. */
  get nextCheck(): number | undefined {
    return this.#watch.next;
  }

  /** Announces what flows by now, and lets go of what has ended. */
  async check(): Promise<void> {
    await this.#watch.check();
    this.wake();
  }

  wake(): void {
    const at = this.nextCheck;
    if (at !== undefined) this.#ports.wake(at);
  }

  /** Never rejects. */
  async take(request: MediaRequest): Promise<MediaAnswer> {
    switch (request.type) {
      case "publish":
        return publish(this, request);
      case "play":
        return play(this, request);
      case "answer":
        return this.#answer(request.resource, request.sdp);
      case "find": {
        const guest = this.#guests.get(request.resource);
        if (!guest) return noSuchResource();
        return { type: "found", etag: guest.etag, awaitsAnswer: guest.kind === "whep" && guest.awaitsAnswer };
      }
      case "end":
        return this.#endOne(this.#guests.get(request.resource));
      case "end-guest":
        return this.#endOne(this.#publishing().find(({ participantId }) => participantId === request.participantId));
      case "list":
        return { type: "list", guests: this.#publishing().map(asListed) };
    }
  }

  /** Takes a guest into the room, with a session. Their socket follows with {@link seat}. */
  async enter({ participantId, name, role }: GuestIdentity): Promise<Entered | MediaRefusal> {
    const welcome = await this.room.join({ participantId, name, role, session: true });
    if ("refusal" in welcome) {
      const { code, reason } = welcome.refusal;
      return refuse(code === "room_full" ? 503 : 403, code, reason, code === "room_full" ? 30 : undefined);
    }
    if (!this.room.state.participants.has(participantId)) {
      return refuse(403, "denied", "A host has to let people into this room, and cannot let in a stream.");
    }
    const id = randomId();
    if (welcome.sessionId !== undefined) {
      return { id, participantId, sessionId: welcome.sessionId, socket: GuestSockets.idOf(id) };
    }
    this.leave(participantId, name);
    return refuse(503, "upstream_unavailable", "The media service is not available. Try again shortly.", 5);
  }

  /** Gives the guest their place in the room: it is theirs until they end it, or the room does. */
  seat(socket: SocketId, participantId: string, participantName: string): void {
    this.room.take({ type: "connect", socket, participantId, participantName, versioned: false });
  }

  /** Takes somebody out of the room whose stream came to nothing. */
  leave(participantId: string, participantName: string): void {
    const socket = GuestSockets.idOf(randomId());
    this.seat(socket, participantId, participantName);
    this.#say(socket, { type: "leave" });
  }

  put(guest: Guest): void {
    this.#guests.set(guest.id, guest);
    this.#ports.store.put(guest);
  }

  /** A stream has begun. */
  begin(guest: Guest): void {
    this.put(guest);
    this.#watch.begin(guest);
    this.wake();
  }

  /** The room closed a guest's socket: they were put out, or came again. */
  closed(socket: SocketId): void {
    for (const guest of this.#guests.values()) if (guest.socket === socket) this.#forget(guest);
  }

  /** The room is forgotten. */
  clear(): void {
    for (const guest of this.#guests.values()) this.#forget(guest);
    this.#ports.store.clear();
  }

  #publishing(): Extract<Guest, { kind: "whip" }>[] {
    return [...this.#guests.values()].filter((guest) => guest.kind === "whip");
  }

  async #answer(resource: string, sdp: string): Promise<MediaAnswer> {
    const guest = this.#guests.get(resource);
    if (guest?.kind !== "whep") return noSuchResource();
    if (!guest.awaitsAnswer) return refuse(409, "invalid_message", "The stream has its answer already.");
    const body = { sessionDescription: { type: "answer", sdp } } as const;
    const reply = await callAs(this.room, guest.participantId, "renegotiate", guest.sessionId, body);
    if ("failed" in reply) return refusalOf(reply.failed);
    this.put({ ...guest, awaitsAnswer: false });
    return { type: "done" };
  }

  #endOne(guest: Guest | undefined): MediaAnswer {
    if (!guest) return noSuchResource();
    this.#end(guest);
    return { type: "done" };
  }

  /** Guests leave the room, which closes what they have; a player of somebody with a page only closes its own. */
  #end(guest: Guest): void {
    this.#forget(guest);
    if (guest.socket !== undefined) return this.#say(guest.socket, { type: "leave" });
    const { participantId, sessionId } = guest;
    if (guest.kind !== "whep" || sessionAccess(this.room.state, participantId, sessionId) !== "own") return;
    const tracks = guest.pulls.map(({ mid }) => ({ mid }));
    void callAs(this.room, participantId, "closeTracks", sessionId, { tracks, force: true });
  }

  #forget(guest: Guest): void {
    this.#guests.delete(guest.id);
    this.#ports.store.delete(guest.id);
    this.#watch.forget(guest.id);
  }

  #say(socket: SocketId, message: object): void {
    this.room.take({ type: "message", socket, text: JSON.stringify(message) });
  }
}

const asListed = ({ participantId, flowing, since }: Extract<Guest, { kind: "whip" }>): PublishingGuest => ({
  participantId,
  live: flowing.length > 0,
  since,
});

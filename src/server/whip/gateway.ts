/**
 * Media without a page: WHIP into a room and WHEP out of it. An encoder or player becomes a participant whom the room treats
 * like any other. The gateway keeps these guests; `publish.ts` and `play.ts` let them in.
 *
 * @module
 */
import { ROOM_CLOSE } from "../../wire/room-protocol.js";
import { sessionAccess } from "../../room/ownership.js";
import { randomId } from "../../base/random-id.js";
import type { LiveRoom, LiveRoomOptions } from "../live/live-room.js";
import { LiveRoom as Room } from "../live/live-room.js";
import type { Refusal } from "../../room/parse.js";
import { personIn as personInRoom } from "../../room/people.js";
import { couldPublish, mayEndStream, mayInvite, mayPutOut, maySee } from "../../room/rights.js";
import { roleInToken } from "../../room/roles.js";
import type { RoomPerson, SocketId } from "../../room/state.js";
import { callAs, refusalOf } from "./calls.js";
import { EndedStreams } from "./ended-streams.js";
import type { Entered, GuestEntrance } from "./entrance.js";
import type { Guest, WhipGuest } from "./guest.js";
import { GuestSockets } from "./guest-sockets.js";
import type { GuestStore } from "./guest-store.js";
import { GuestWatch } from "./guest-watch.js";
import type { GuestIdentity, MediaAnswer, MediaRefusal, MediaRequest, PublishingGuest, Requester } from "./media.js";
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
  sockets.onClose = (socket, code) => gateway.closed(socket, code);
  return { room, gateway };
}

/** The guests of one room: participants whose media comes by WHIP or goes by WHEP. */
export class Gateway implements GuestEntrance {
  readonly #guests = new Map<string, Guest>();
  readonly #ports: GatewayPorts;
  readonly #watch: GuestWatch;
  readonly #ended: EndedStreams;

  constructor(
    readonly room: LiveRoom,
    ports: GatewayPorts,
    readonly now: () => number,
  ) {
    this.#ports = ports;
    const kept = ports.store.load();
    for (const guest of kept) if (guest.kind !== "ended") this.#guests.set(guest.id, guest);
    this.#ended = new EndedStreams(
      ports.store,
      kept.filter((guest) => guest.kind === "ended"),
    );
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
        if (!guest) return this.#ended.answer(request.resource) ?? noSuchResource();
        return { type: "found", etag: guest.etag, awaitsAnswer: guest.kind === "whep" && guest.awaitsAnswer };
      }
      case "end":
        return this.#endOne(this.#guests.get(request.resource));
      case "end-guest":
        return this.#takeOff(this.#streamOf(request.participantId), personIn(request.by), request.ban === true);
      case "invite":
        if (mayInvite(this.room.state, personIn(request.by))) return { type: "done" };
        return refuse(403, "forbidden", "Only a host may make links for guests.");
      case "list": {
        const caller = personIn(request.by);
        if (!maySee(this.room.state, caller)) return refuse(403, "forbidden", "A host has put you out.");
        return { type: "list", guests: this.#publishing().map((guest) => this.#listed(guest)) };
      }
    }
  }

  async refusalAtDoor(guest: GuestIdentity, wants: "publish" | "play"): Promise<MediaRefusal | undefined> {
    const said = await this.room.ask(guest);
    if ("refusal" in said) return atDoor(said.refusal);
    if (!said.enters) return needsHost();
    if (wants === "play" || couldPublish(this.room.state, said.person)) return undefined;
    return refuse(403, "forbidden", "Viewers publish nothing.");
  }

  async enter(guest: GuestIdentity): Promise<Entered | MediaRefusal> {
    const { participantId, name } = guest;
    const welcome = await this.room.join({ ...guest, session: true, iceServers: false });
    if ("refusal" in welcome) return atDoor(welcome.refusal);
    if (!this.isIn(participantId)) return needsHost();
    const id = randomId();
    if (welcome.sessionId !== undefined) {
      return { id, participantId, sessionId: welcome.sessionId, socket: GuestSockets.idOf(id) };
    }
    this.leave(participantId, name);
    return refuse(503, "upstream_unavailable", "The media service is not available. Try again shortly.", 5);
  }

  mayReplace({ participantId, role, subject, stream: { bearer } }: GuestIdentity): boolean {
    const before = this.#streamOf(participantId);
    const caller = bearer === undefined ? undefined : { participantId: bearer, role, subject };
    return !before || mayEndStream(this.room.state, before, personIn(caller));
  }

  isIn(participantId: string): boolean {
    return personInRoom(this.room.state, participantId) !== undefined;
  }

  seat(socket: SocketId, participantId: string, participantName: string): void {
    // Role and identity were taken when the guest entered, so that connecting need not say them again.
    this.room.take({ type: "connect", socket, participantId, participantName, mayRename: true, versioned: false });
  }

  leave(participantId: string, participantName: string): void {
    const socket = GuestSockets.idOf(randomId());
    this.seat(socket, participantId, participantName);
    this.#say(socket, { type: "leave" });
  }

  put(guest: Guest): void {
    this.#guests.set(guest.id, guest);
    this.#ports.store.put(guest);
  }

  begin(guest: Guest): void {
    this.put(guest);
    this.#watch.begin(guest);
    this.wake();
  }

  /** The room closed a guest's socket: they were put out, or came again. */
  closed(socket: SocketId, code: number): void {
    for (const guest of this.#guests.values()) {
      if (guest.socket !== socket) continue;
      this.#forget(guest);
      if (code === ROOM_CLOSE.removed) this.#ended.add(guest.id, "removed");
      if (code === ROOM_CLOSE.replaced) this.#ended.add(guest.id, "replaced");
    }
  }

  /** The room is forgotten. */
  clear(): void {
    for (const guest of this.#guests.values()) this.#forget(guest);
    this.#ended.clear();
    this.#ports.store.clear();
  }

  #listed({ participantId, flowing, since }: WhipGuest): PublishingGuest {
    const name = this.room.state.participants.get(participantId)?.name ?? "";
    return { participantId, name, live: flowing.length > 0, since };
  }

  #streamOf(participantId: string): WhipGuest | undefined {
    return this.#publishing().find((guest) => guest.participantId === participantId);
  }

  #publishing(): WhipGuest[] {
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

  /** Ends what a guest publishes, for whoever may. */
  #takeOff(guest: WhipGuest | undefined, caller: RoomPerson | undefined, ban: boolean): MediaAnswer {
    if (!guest) return noSuchResource();
    const may = ban ? mayPutOut(this.room.state, caller) : mayEndStream(this.room.state, guest, caller);
    if (!may) return refuse(403, "forbidden", "Only a host, and whoever began the stream, may end it.");
    if (ban) {
      this.room.steer({ type: "remove", participantId: guest.participantId, ban });
      return { type: "done" };
    }
    if (caller?.participantId !== guest.participantId) this.#ended.add(guest.id, "removed");
    return this.#endOne(guest);
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

function atDoor({ code, reason }: Refusal): MediaRefusal {
  const isFull = code === "room_full";
  return refuse(isFull ? 503 : 403, code, reason, isFull ? 30 : undefined);
}

const needsHost = (): MediaRefusal =>
  refuse(403, "denied", "A host has to let people into this room, and cannot let in a stream.");

const personIn = (caller: Requester | undefined): RoomPerson | undefined =>
  caller && {
    participantId: caller.participantId,
    participantName: "",
    role: roleInToken(caller.role),
    subject: caller.subject,
  };

import type { SessionDescription, TracksReply } from "../wire/calls-api.js";
import type { RoomDetails, RoomList } from "../wire/room-api.js";
import type { Participant, Role, RoomAction, RoomInfo } from "../wire/room-protocol.js";
import type { IceServers } from "./calls/ice-servers.js";
import type { CallsAnswer } from "../wire/calls-answer.js";
import type { FeatureRefusal } from "../room/feature.js";
import type { CallsRequest } from "../room/guard.js";
import type { Knock } from "../room/knock.js";
import type { Refusal } from "../room/parse.js";
import type { RoomOrder } from "../room/state.js";
import type { PollReply } from "../wire/room-protocol.js";
import type { PollRequest } from "./live/poll-request.js";
import type { Report } from "./operations/reports.js";
import type { BackendReply, BackendRequest } from "./services/service.js";
import type { MediaAnswer, MediaRequest } from "./whip/media.js";

/** Somebody who asks over HTTP to be let in. */
export interface Visitor extends Knock {
  /** Enters now, before there is a socket, and gets a session on the SFU. */
  readonly session: boolean;
  /** `false` for a stream, which gets its ICE servers with its answer. */
  readonly iceServers?: boolean;
  /** To pull into, with the session. */
  readonly offer?: SessionDescription | undefined;
}

/** What a room says to a visitor: who it is, and for those who have entered what they need for their first pull. */
export type Welcome =
  | { readonly refusal: Refusal }
  | {
      readonly room: RoomInfo;
      readonly role: Role;
      /** As the room knows them. */
      readonly participantName: string;
      readonly iceServers: IceServers;
      readonly sessionId?: string;
      readonly participants?: Participant[];
      readonly opening?: TracksReply;
      /** The shard in which they are, where it is not the room's own object. */
      readonly seat?: number;
    };

/** What became of something that a backend has asked of a room. */
export interface Steered {
  readonly refusal?: FeatureRefusal | undefined;
}

/**
 * Where rooms live: in the memory of a Node process, or in Durable Objects. A `place` is a room's id, or a shard of it: see `placeOf`.
 */
export interface Rooms {
  /** @returns `undefined` when there is a room of that id already. One that nobody has entered gives way to who is known. */
  create(id: string, name: string | undefined, order?: RoomOrder): Promise<RoomInfo | undefined>;
  /** Tells of a room without making one. @returns `undefined` when there is none. */
  find(id: string): Promise<RoomInfo | undefined>;
  /** Is somebody in the room, or were they? */
  knows(place: string, participantId: string): Promise<boolean>;
  /** Comes to a room, which is made if need be. */
  join(id: string, visitor: Visitor): Promise<Welcome>;
  /** Does on the SFU what a participant asks for, as far as the participant may. Makes no room. */
  call(place: string, participantId: string, request: CallsRequest): Promise<CallsAnswer>;
  /** Takes media in by WHIP, for which the room is made if need be, and gives it out by WHEP. */
  media(roomId: string, request: MediaRequest): Promise<MediaAnswer>;
  /** Carries what a socket over plain HTTP carries; for one that opens, the room is made if need be. */
  poll(place: string, request: PollRequest): Promise<PollReply>;
  /** Some of the rooms that are there, by id. */
  list(page: { readonly after: string; readonly limit: number }): Promise<RoomList>;
  /** All that there is to know of a room, for your backend. Makes none. @returns `undefined` when there is none. */
  details(id: string): Promise<RoomDetails | undefined>;
  /**
   * Does what your backend asks of a room, with the rights of a host.
   * @param name under which the chat has what it says.
   * @returns why not, if so; `undefined` when there is no such room.
   */
  steer(id: string, action: RoomAction, name?: string): Promise<Steered | undefined>;
  /**
   * Asks a service of a room, by its path, for your backend.
   * @returns `undefined` when there is no such room, and `nowhere` when no service has the path.
   */
  ask(id: string, path: string, request: BackendRequest): Promise<BackendReply | "nowhere" | undefined>;
  /** Tells your backend of a report, by webhook. */
  report(report: Report): Promise<void>;
}

import type { SessionDescription, TracksReply } from "../wire/calls-api.js";
import type { Participant, Role, RoomInfo } from "../wire/room-protocol.js";
import type { IceServers } from "./calls/ice-servers.js";
import type { CallsAnswer } from "../wire/calls-answer.js";
import type { CallsRequest } from "../room/guard.js";
import type { Knock } from "../room/knock.js";
import type { Refusal } from "../room/parse.js";
import type { RoomOrder } from "../room/state.js";
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
    };

/** Where rooms live: in the memory of a Node process, or in Durable Objects. */
export interface Rooms {
  /** @returns `undefined` when there is a room of that id already. One that nobody has entered gives way to who is known. */
  create(id: string, name: string | undefined, order?: RoomOrder): Promise<RoomInfo | undefined>;
  /** Tells of a room without making one. @returns `undefined` when there is none. */
  find(id: string): Promise<RoomInfo | undefined>;
  /** Is somebody in the room, or were they? */
  knows(roomId: string, participantId: string): Promise<boolean>;
  /** Comes to a room, which is made if need be. */
  join(id: string, visitor: Visitor): Promise<Welcome>;
  /** Does on the SFU what a participant asks for, as far as the participant may. Makes no room. */
  call(roomId: string, participantId: string, request: CallsRequest): Promise<CallsAnswer>;
  /** Takes media in by WHIP, for which the room is made if need be, and gives it out by WHEP. */
  media(roomId: string, request: MediaRequest): Promise<MediaAnswer>;
}

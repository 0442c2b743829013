import type { SessionDescription, TracksReply } from "../wire/calls-api.js";
import type { Participant, Role, RoomInfo } from "../wire/room-protocol.js";
import type { CallsAnswer } from "./calls/failures.js";
import type { CallsRequest } from "./calls/guard.js";
import type { Refusal } from "./room/parse.js";
import type { RoomOrder } from "./room/state.js";
import type { MediaAnswer, MediaRequest } from "./whip/media.js";

/** Somebody who asks over HTTP to be let in. */
export interface Visitor {
  readonly participantId: string;
  readonly name: string;
  /** As the token has it. */
  readonly role: string;
  /** Who it is to an identity provider. */
  readonly subject?: string | undefined;
  /** Enters now, before there is a socket, and gets a session on the SFU. */
  readonly session: boolean;
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
      readonly sessionId?: string;
      readonly participants?: Participant[];
      readonly opening?: TracksReply;
    };

/** Where rooms live: in the memory of a Node process, or in Durable Objects. */
export interface Rooms {
  /** @returns `undefined` when there is a room of that id already. */
  create(id: string, name: string | undefined, order?: RoomOrder): Promise<RoomInfo | undefined>;
  find(id: string): Promise<RoomInfo | undefined>;
  /** Comes to a room, which is made if need be. */
  join(id: string, visitor: Visitor): Promise<Welcome>;
  /** Does on the SFU what a participant asks for, as far as the participant may. */
  call(roomId: string, participantId: string, request: CallsRequest): Promise<CallsAnswer>;
  /** Takes media in by WHIP and gives it out by WHEP. The room is made if need be. */
  media(roomId: string, request: MediaRequest): Promise<MediaAnswer>;
}

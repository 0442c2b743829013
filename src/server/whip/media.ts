/** What comes into a room and goes out of it without a page: WHIP publishers and WHEP players. */
import type { RoomErrorCode } from "../../wire/room-protocol.js";
import type { Knock } from "../../room/knock.js";
import type { StreamEntry } from "../../room/state.js";

/** Who publishes or plays. */
export interface GuestIdentity extends Knock {
  readonly stream: StreamEntry;
}

/** Who asks for something about the streams of others. */
export interface Requester {
  readonly participantId: string;
  readonly role: string | undefined;
  readonly subject?: string | undefined;
}

/** What a room is asked for. Plain data: it may travel to the room's object. */
export type MediaRequest =
  | { readonly type: "publish"; readonly guest: GuestIdentity; readonly offer: string }
  | {
      readonly type: "play";
      readonly guest: GuestIdentity;
      /** Id of a participant, or a name that one participant alone has or was given. */
      readonly publisher: string;
      /** Their screen instead of their camera. */
      readonly screen: boolean;
      /** Without it the SFU makes the offer. */
      readonly offer: string | undefined;
    }
  /** The player's answer to the SFU's offer. */
  | { readonly type: "answer"; readonly resource: string; readonly sdp: string }
  | { readonly type: "find"; readonly resource: string }
  | { readonly type: "end"; readonly resource: string }
  /** Ends what a participant publishes by WHIP. */
  | {
      readonly type: "end-guest";
      readonly participantId: string;
      /** `undefined` when they need not say who they are. */
      readonly by: Requester | undefined;
      /** They do not come back while the room lasts. */
      readonly ban?: boolean;
    }
  /** May somebody make links for guests? */
  | { readonly type: "invite"; readonly by: Requester | undefined }
  | { readonly type: "list"; readonly by: Requester | undefined };

/** Why not, with the HTTP status that says so. */
export interface MediaRefusal {
  readonly type: "refused";
  readonly status: number;
  readonly code: RoomErrorCode;
  readonly reason: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** Somebody who publishes by WHIP. */
export interface PublishingGuest {
  readonly participantId: string;
  /** As people in the room read it. */
  readonly name: string;
  /** Does media flow? */
  readonly live: boolean;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export type MediaAnswer =
  | MediaRefusal
  /** `sdp` is the answer to the offer, or the SFU's own offer where there was none. */
  | { readonly type: "created"; readonly resource: string; readonly etag: string; readonly sdp: string }
  | { readonly type: "found"; readonly etag: string; readonly awaitsAnswer: boolean }
  | { readonly type: "done" }
  | { readonly type: "list"; readonly guests: readonly PublishingGuest[] };

/** Makes a refusal. */
export const refuse = (status: number, code: RoomErrorCode, reason: string, retryAfter?: number): MediaRefusal => ({
  type: "refused",
  status,
  code,
  reason,
  ...(retryAfter !== undefined && { retryAfter }),
});

export const noSuchResource = (): MediaRefusal => refuse(404, "room_not_found", "The stream has ended, or never was.");

/** What there is to say where there is no room: nothing is made by asking. */
export function answerWithoutRoom({ type }: MediaRequest): MediaAnswer {
  if (type === "list") return { type: "list", guests: [] };
  return type === "play" ? refuse(404, "room_not_found", "There is no room of this id.") : noSuchResource();
}

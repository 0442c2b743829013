/**
 * What an Orange room says, checked field by field: its server passes on whatever a client says of itself, so that nothing here may be
 * taken for what it should be, or for short.
 */
import type { AnnouncedChannel, AnnouncedTrack, Metadata } from "../../wire/room-protocol.js";
import { CALLS_LIMITS, ROOM_LIMITS } from "../../wire/tables.js";
import { aiOf } from "../ai.js";
import type { AiState } from "../ai.js";
import { LONGEST_ID, SESSION_ID, channelOf, fieldsOf, listOf, metadataOf, textOf, trackOf } from "../read-announced.js";
import type { Fields } from "../read-announced.js";

/** Characters of a message. A room state of a hundred people with all they can say takes a third. */
const LONGEST_MESSAGE = 2_000_000;
/** People that are looked at. */
const MOST_USERS = 500;

/** One track as Orange names it: `"<sessionId>/<trackName>"`, taken apart. */
export interface TrackPlace {
  readonly sessionId: string;
  readonly trackName: string;
}

/** What one of our clients says of itself beside what Orange knows, in the field `calls` of its user. */
export interface OwnExtras {
  readonly tracks: readonly AnnouncedTrack[];
  readonly channels: readonly AnnouncedChannel[];
  readonly metadata: Metadata;
  /** The public key that its letters are signed with. */
  readonly key: string | undefined;
}

/** Somebody in the room. */
export interface OrangeUser {
  readonly id: string;
  readonly name: string;
  /** In the call, and not in the lobby. */
  readonly joined: boolean;
  readonly raisedHand: boolean;
  readonly speaking: boolean;
  readonly sessionId: string | undefined;
  readonly audio: TrackPlace | undefined;
  readonly audioEnabled: boolean;
  readonly video: TrackPlace | undefined;
  readonly videoEnabled: boolean;
  readonly screen: TrackPlace | undefined;
  readonly extras: OwnExtras | undefined;
}

/** Anything that the server may say. */
export type OrangeMessage =
  | { readonly type: "roomState"; readonly users: readonly OrangeUser[]; readonly ai: AiState }
  | { readonly type: "error"; readonly error: string }
  | { readonly type: "directMessage"; readonly message: string }
  | { readonly type: "muteMic" }
  | { readonly type: "e2eeMlsMessage" }
  | { readonly type: "userLeftNotification"; readonly id: string };

function placeOf(value: unknown): TrackPlace | undefined {
  const text = textOf(value, LONGEST_ID + CALLS_LIMITS.name + 1) ?? "";
  const slash = text.indexOf("/");
  const [sessionId, trackName] = [text.slice(0, slash), text.slice(slash + 1)];
  return slash > 0 && SESSION_ID.test(sessionId) && trackName !== "" ? { sessionId, trackName } : undefined;
}

function extrasOf(value: unknown): OwnExtras | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { tracks, channels, metadata, key } = value as Fields;
  return {
    tracks: listOf(tracks, ROOM_LIMITS.tracks, trackOf),
    channels: listOf(channels, ROOM_LIMITS.channels, channelOf),
    metadata: metadataOf(metadata),
    key: textOf(key, 128),
  };
}

function userOf(user: Fields): OrangeUser | undefined {
  const id = textOf(user["id"], LONGEST_ID);
  if (id === undefined) return undefined;
  const tracks = fieldsOf(user["tracks"]);
  const sessionId = textOf(user["transceiverSessionId"], LONGEST_ID);
  return {
    id,
    name: typeof user["name"] === "string" ? user["name"] : "",
    joined: user["joined"] === true,
    raisedHand: user["raisedHand"] === true,
    speaking: user["speaking"] === true,
    sessionId: sessionId !== undefined && SESSION_ID.test(sessionId) ? sessionId : undefined,
    audio: placeOf(tracks["audio"]),
    audioEnabled: tracks["audioEnabled"] === true,
    video: placeOf(tracks["video"]),
    videoEnabled: tracks["videoEnabled"] === true,
    screen: tracks["screenShareEnabled"] === true ? placeOf(tracks["screenshare"]) : undefined,
    extras: extrasOf(user["calls"]),
  };
}

/**
 * @returns `undefined` for what is not for us to understand.
 * @throws SyntaxError for what is no message, and RangeError for one that is too long.
 */
export function readOrangeMessage(text: string): OrangeMessage | undefined {
  if (text.length > LONGEST_MESSAGE) throw new RangeError("The message is too long.");
  const message = fieldsOf(JSON.parse(text));
  switch (message["type"]) {
    case "roomState": {
      const state = fieldsOf(message["state"]);
      // A state without its list is none: everybody would be gone.
      if (!Array.isArray(state["users"])) throw new SyntaxError("A room state without users.");
      return { type: "roomState", users: listOf(state["users"], MOST_USERS, userOf), ai: aiOf(fieldsOf(state["ai"])) };
    }
    case "error":
      return { type: "error", error: typeof message["error"] === "string" ? message["error"].slice(0, 500) : "" };
    case "directMessage":
      return typeof message["message"] === "string"
        ? { type: "directMessage", message: message["message"] }
        : undefined;
    case "userLeftNotification": {
      const id = textOf(message["id"], LONGEST_ID);
      return id === undefined ? undefined : { type: "userLeftNotification", id };
    }
    case "muteMic":
    case "e2eeMlsMessage":
      return { type: message["type"] };
    default:
      return undefined;
  }
}

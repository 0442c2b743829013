/**
 * What a participant may ask of the room beside publishing: to be heard, to say something, and, as a host, to keep order.
 * Everything is asked for, and takes effect when the server says so.
 */

/**
 * Hosts keep order, speakers publish, viewers watch, chat and raise their hand. The audience does what viewers do, and is in no
 * roster: it is counted, found by search, and may be brought onto the stage.
 */
export type Role = "host" | "speaker" | "viewer" | "audience";

/** What an application wants everyone to know of a participant: up to `ROOM_LIMITS.metadata` entries. */
export type Metadata = Record<string, string | number | boolean | null>;

/** A message of the chat, as those may read it to whom it is said. */
export interface ChatMessage {
  /** Made by the author's client, so that a message that is sent twice is there once. */
  id: string;
  /** Grows with every post, edit and deletion in the room: what a client that comes back has is said by the highest. */
  version: number;
  /** The author's participant id. */
  from: string;
  /** The author's name when it was said: they may have gone since. */
  name: string;
  /** The one other person who reads it. Absent: everybody. */
  to?: string;
  /** Empty when it was deleted. */
  text: string;
  /** Milliseconds since 1970, by the server's clock. The order of the chat. */
  at: number;
  /** When it was last edited, in milliseconds since 1970. Absent: never. */
  editedAt?: number;
  /** It was deleted: its place stays, so that answers to it still make sense. */
  deleted?: boolean;
  /** The id of the message that it answers. */
  replyTo?: string;
  /** A service of the room is writing it: more of it comes. */
  unfinished?: boolean;
  /** Why a service of the room could say no more: a word for programs, and where in `text` the words for people begin. */
  failure?: { code: string; at: number };
}

/** What holds for the whole room. */
export interface RoomPolicy {
  /** Nobody new comes in. */
  locked: boolean;
  /** Whoever comes waits until a host lets them in. */
  waitingRoom: boolean;
  /** Whom everybody sees large, in this order. */
  spotlight: string[];
  /** When the room ends, in milliseconds since 1970 by the server's clock. */
  endsAt?: number;
}

/** Somebody at the door. */
export interface WaitingPerson {
  id: string;
  name: string;
  /** When they came to the door, in milliseconds since 1970. */
  since: number;
}

/** Somebody of the audience, as those on the stage may see them. */
export interface AudienceMember {
  id: string;
  name: string;
  /** When the hand was raised, in milliseconds since 1970; absent while it is not. */
  hand?: number;
}

/** Those who are in the room and not in its roster: the audience, and in a crowd those who publish nothing. */
export interface Audience {
  /** How many they are. */
  count: number;
  /** Some of them, for those on the stage. */
  sample?: AudienceMember[];
  /** Those whose hands are up, longest first, for hosts. */
  hands?: AudienceMember[];
  /** What the last search has found. */
  found?: FoundPeople;
}

/** Answers a search. */
export interface FoundPeople {
  /** What was searched for. */
  text: string;
  /** Those whose names have it in them. */
  people: AudienceMember[];
  /** There are others, whom a longer text would find. */
  hasMore?: boolean;
}

/** What a host may ask somebody to turn on or off. */
export type ModeratedSource = "microphone" | "camera" | "screen";

/** Something that a participant may ask of the room. */
export type RoomAction =
  /** Raises or lowers one's hand; a host may lower somebody else's. */
  | { type: "hand"; raised: boolean; participantId?: string }
  | { type: "reaction"; reaction: string }
  /** Whether one is speaking, as far as one's own microphone tells. */
  | { type: "speaking"; speaking: boolean }
  /** Another name, or other metadata: what is given replaces what was. */
  | { type: "profile"; name?: string; metadata?: Metadata }
  | { type: "chat"; id: string; text: string; to?: string; replyTo?: string }
  /** Authors only. */
  | { type: "chat-edit"; id: string; text: string }
  /** Authors and hosts. */
  | { type: "chat-delete"; id: string }
  /** Looks for people of the audience by their names. The answer is in {@link Audience.found}. On the stage only. */
  | { type: "search"; text: string }
  /** Asks a feature of the application for something. */
  | { type: "feature"; feature: string; command: unknown }
  // ---- Hosts only ----
  /** Turns somebody's, or with no `participantId` everybody else's, microphone, camera or screen off. */
  | { type: "mute"; participantId?: string; source: ModeratedSource }
  | { type: "ask-unmute"; participantId: string; source: ModeratedSource }
  /**
   * Another role. Making somebody else host and oneself speaker hands the room over; `audience` sends somebody from the stage back,
   * and any other role brings somebody of the audience onto it.
   */
  | { type: "role"; participantId: string; role: Role }
  /** Puts somebody out; with `ban` they cannot come back while the room lasts. */
  | { type: "remove"; participantId: string; ban?: boolean }
  /** Lets somebody in who waits; with no `participantId` everybody. */
  | { type: "admit"; participantId?: string }
  | { type: "deny"; participantId: string }
  /** What is given replaces what was; `endsAt: null` takes the end away. */
  | { type: "policy"; locked?: boolean; waitingRoom?: boolean; spotlight?: string[]; endsAt?: number | null }
  /** Ends the room for everybody. */
  | { type: "end" };

/** What may be asked: a type of action, or a type of one source only (`mute:microphone`). */
export type Ability = RoomAction["type"] | `${"mute" | "ask-unmute"}:${ModeratedSource}`;

type WithRef<T> = T extends unknown ? T & { ref?: string } : never;
/** A {@link RoomAction} as it goes over the wire: with a `ref`, it is answered with `done` or `error`. */
export type RoomActionMessage = WithRef<RoomAction>;

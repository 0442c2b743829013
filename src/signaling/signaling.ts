/**
 * The one interface between the client and whatever tells it who is in the room.
 *
 * An adapter enters a room, keeps the roster, and gives a way to call the Connection API. To write one for your own
 * backend, implement {@link Signaling} and pass it to `createRoom({ signaling })` or `<calls-room>.signaling`.
 */
import type { CallsOperation, CallsOperationTypes, SessionDescription, TracksReply } from "../wire/calls-api.js";
import type { CallsError } from "../base/error.js";
import type {
  Ability,
  AnnouncedSession,
  Audience,
  ChatMessage,
  MediaKind,
  ModeratedSource,
  Participant,
  Role,
  RoomAction,
  RoomPolicy,
  WaitingPerson,
} from "../wire/room-protocol.js";

/** Who wants to enter which room. */
export interface JoinOptions {
  /** The id of the room. */
  room: string;
  name: string;
  /** Aborts the attempt; the promise of {@link Signaling.join} rejects with `aborted`. */
  signal: AbortSignal;
  /** Called when a host has to let the person in first: the promise of {@link Signaling.join} waits for it. */
  onWaiting?: () => void;
  /**
   * Makes the template of an offer to receive: one media section of each kind. A backend that can repeat them and pull what
   * the room has into them, together with the join, has the outcome as {@link RoomConnection.opening} then; one that cannot
   * does not call it.
   */
  offer?: () => Promise<SessionDescription>;
}

/** Ways into rooms: one backend, and whatever it needs to be reached. */
export interface Signaling {
  /**
   * Enters the room.
   *
   * @returns a connection whose roster is known. It may still be on its way to hear of changes, and reconnects by itself
   * until it is left or says `closed`.
   * @throws CallsError when the room cannot be entered: `invalid-room`, `room-full`, `unauthorized`, `token-expired`,
   * `server-unreachable`, `not-configured` and others.
   */
  join(options: JoinOptions): Promise<RoomConnection>;
  /**
   * Looks whether rooms can be reached, before anybody joins. Absent where a backend cannot tell.
   *
   * @returns the milliseconds that a question takes there and back, alone or with what else was found.
   * @throws CallsError `server-unreachable`, `not-configured` where no backend answers but something else, or `aborted`.
   */
  check?(options: { readonly signal: AbortSignal }): Promise<number | NetworkReport>;
}

/** What {@link Signaling.check} has found. */
export interface NetworkReport {
  /** Milliseconds that a question takes there and back. */
  readonly roundTrip: number;
  /** Something on the way lets no lasting connection through: a call works, and what people do is seen a little later. */
  readonly isLimited: boolean;
  /** What rooms have there beside people, by name, where that is known before a join. */
  readonly features?: readonly string[];
}

/** The state of the way to the room server. Media may go on while it is `reconnecting`. */
export type SignalingState =
  | { readonly status: "connected" }
  | { readonly status: "reconnecting"; readonly attempt: number; readonly error: CallsError }
  /** Final. `error` is absent when the participant left of their own accord. */
  | { readonly status: "closed"; readonly error?: CallsError };

/** What a connection tells its owner. */
export type SignalingEvent =
  | { readonly type: "state"; readonly state: SignalingState }
  /**
   * Everyone else in the room, in order of joining. Frozen; entries that did not change keep their identity, so that
   * receivers can compare by `===`.
   */
  | { readonly type: "roster"; readonly participants: readonly Participant[] }
  /** {@link RoomConnection.facts} changed. */
  | { readonly type: "facts"; readonly facts: RoomFacts }
  /** {@link RoomConnection.iceServers} are others, for the connection that there is. */
  | { readonly type: "ice-servers"; readonly iceServers: readonly RTCIceServer[] }
  /** With `count` so many of the audience have reacted alike, of whom `from` is one. */
  | { readonly type: "reaction"; readonly from: string; readonly reaction: string; readonly count?: number }
  /** A host turned something of ours off, or asks for it to be turned on. */
  | {
      readonly type: "asked";
      readonly from: string;
      readonly action: "mute" | "unmute";
      readonly source: ModeratedSource;
    }
  /** Something that the server refused, with the connection still up. */
  | { readonly type: "error"; readonly error: CallsError };

/** What a room with roles, chat and order knows beside the roster. Frozen; parts that did not change keep their identity. */
export interface RoomFacts {
  /** This participant's own entry: role, hand, the name as it is now. */
  readonly self: Participant;
  /** What holds for the whole room. */
  readonly policy: RoomPolicy;
  /** In order; as far back as the room remembers. */
  readonly chat: readonly ChatMessage[];
  /** Who waits at the door. Empty for all but hosts. */
  readonly waiting: readonly WaitingPerson[];
  /** Who is in the room and not in the roster. Absent where there is nobody. */
  readonly audience?: Audience;
  /** What this participant sees of the application's features, by name. Absent where the backend has none. */
  readonly features?: Readonly<Record<string, unknown>>;
  /**
   * What this participant may ask of the room now, where the backend knows less than {@link RoomAction}, or says so itself.
   * Absent: what their role may. Controls show nothing else, and nothing else reaches {@link RoomConnection.act}.
   */
  readonly actions?: readonly Ability[];
}

/** Calls the Connection API, through a proxy that holds the secret. */
export interface CallsTransport {
  /**
   * @param sessionId the session in the URL; `undefined` only for `newSession`.
   * @throws CallsError for a network failure or a reply that is an error as a whole. Failed items of a batch are in the
   * reply.
   */
  call<O extends CallsOperation>(
    operation: O,
    sessionId: O extends "newSession" ? undefined : string,
    body: CallsOperationTypes[O]["request"],
    options: { signal: AbortSignal },
  ): Promise<CallsOperationTypes[O]["reply"]>;
}

/** A place in a room. */
export interface RoomConnection {
  /** Issued by the server. */
  readonly participantId: string;
  /** The id of the room that was entered. */
  readonly roomId: string;
  /** The name as the server took it. */
  readonly participantName: string;
  /** Fresh whenever they are asked for: TURN credentials expire. */
  readonly iceServers: readonly RTCIceServer[];
  /** The way to the Connection API, with the rights of this participant. */
  readonly calls: CallsTransport;
  /** A session that was made with the join, to be used for the first one: it saves the call. */
  readonly sessionId?: string | undefined;
  /** What the join has pulled into the offer of {@link JoinOptions.offer}, repeated, on that session. */
  readonly opening?: TracksReply | undefined;
  /** How the way to the server is; `state` events tell when it becomes another. */
  readonly state: SignalingState;
  /** Everyone else in the room, in order of joining; `roster` events tell when it becomes another. */
  readonly roster: readonly Participant[];
  /** Absent where the backend has no roles, chat and the like, and until it has told them. */
  readonly facts?: RoomFacts | undefined;
  /** What this participant may do, as the join or the room said last; absent where there are no roles. Viewers publish nothing. */
  readonly role?: Role | undefined;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (event: SignalingEvent) => void): () => void;
  /**
   * Asks the room for something. Resolves when the server has done it; what follows from it comes as events.
   * Absent where the backend knows nothing of the kind. A chat message may be sent again with the same id: it is there once.
   * @throws CallsError `forbidden`, `bad-request`, `rate-limited`, `server-unreachable`.
   */
  readonly act?: ((action: RoomAction) => Promise<void>) | undefined;
  /** Tells the room what this participant publishes, whole. Kept, and said again after every reconnect. */
  announce(session: AnnouncedSession): void;
  /** Tells the room of a mute or unmute. Kept in the announcement, so that it survives a reconnect. */
  setTrackState(state: { trackName: string; kind: MediaKind; enabled: boolean }): void;
  /** Says goodbye and closes. Resolves when the server knows, or after a short wait. Never rejects. */
  leave(): Promise<void>;
  /** Says goodbye while the page is being closed, without waiting. */
  leaveNow(): void;
}

/** A room's own rules, as you write them: who may come in, what may be said, and what follows from it. */
import type {
  AnnouncedTrack,
  LeaveReason,
  Metadata,
  Participant,
  Role,
  RoomAction,
  RoomPolicy,
} from "../wire/room-protocol.js";

type Eventually<T> = T | Promise<T>;

/** Somebody who wants to come in. */
export interface Newcomer {
  readonly id: string;
  readonly name: string;
  /** They chose the name themselves, and may choose another: it proves nothing. */
  readonly mayRename: boolean;
  /** What their token says; `undefined` when it says nothing that the room knows. */
  readonly role: Role | undefined;
  /** Who it is to your identity provider, as a hash: the same for the same person, whatever their `id`. */
  readonly subject: string | undefined;
}

/**
 * What may become of a newcomer: nothing more said lets them in as they are. With `mayRename: false` the name stays, and is theirs
 * before everybody who chose one that looks like it.
 */
export type EntryDecision =
  | void
  | { readonly refuse: string }
  | { readonly role?: Role; readonly name?: string; readonly mayRename?: boolean; readonly metadata?: Metadata };

/** What may become of a message: nothing more said lets it through as it is. */
export type MessageDecision = void | { readonly refuse: string } | { readonly replace: RoomAction };

/** Small values that are kept with the room, and go with it. They survive restarts, moves and sleep. */
export interface RoomStorage {
  /** @returns a copy of what was put, or `undefined`. */
  get(key: string): unknown;
  /**
   * @param value anything that JSON can say, up to 16,384 characters of it. A room keeps 128 values.
   * @throws RangeError when it is too much, TypeError when JSON cannot say it.
   */
  put(key: string, value: unknown): void;
  /** Forgets a value. One that is not there is no error. */
  delete(key: string): void;
}

/** The room, for its rules. */
export interface RoomHandle {
  readonly id: string;
  readonly name: string | undefined;
  /** Everybody who is in the room, in order of joining. */
  readonly participants: readonly Participant[];
  /** What holds for the whole room now. */
  readonly policy: RoomPolicy;
  /** Keeps small values with the room. */
  readonly storage: RoomStorage;
  /**
   * Says something to everybody in the chat.
   * @param name who says so; default `Room`.
   */
  broadcast(text: string, name?: string): void;
  /** Does what a host could do: mute, remove, admit, change the policy, end the room. What is not possible is not done. */
  act(action: RoomAction): void;
}

/**
 * Rules of your own for rooms. Every method may be asynchronous. One that throws, or takes longer than five seconds, is
 * noted in the log and does the room no harm: a newcomer or message that could not be judged is refused.
 *
 * One object serves all rooms, and rooms are moved and restarted: what a rule has to remember belongs into
 * {@link RoomHandle.storage}.
 *
 * @example Only members of a club may enter, and nobody shouts.
 * ```ts
 * const club: RoomBehavior = {
 *   async authorize({ subject }, room) {
 *     if (!(await isMember(subject, room.id))) return { refuse: "Only members of the club may enter." };
 *   },
 *   onMessage(action) {
 *     if (action.type === "chat") return { replace: { ...action, text: action.text.replaceAll("!", "") } };
 *   },
 *   onJoin({ name }, room) {
 *     const visits = Number(room.storage.get("visits") ?? 0) + 1;
 *     room.storage.put("visits", visits);
 *     room.broadcast(`Welcome, ${name}! You are number ${visits}.`);
 *   },
 * };
 *
 * // On Node:
 * await startRoomServer({ ...config, behavior: club });
 *
 * // As a Worker:
 * export const RoomObject = createRoomObject({ behavior: club });
 * export default createWorker();
 * ```
 */
export interface RoomBehavior {
  /** Asked whenever somebody who is not in the room wants in, by a join and again by a socket. */
  authorize?(person: Newcomer, room: RoomHandle): Eventually<EntryDecision>;
  /** Somebody has come in. What it does is too late to keep them out: that is for `authorize`. */
  onJoin?(participant: Participant, room: RoomHandle): Eventually<void>;
  /** Somebody has left, or was put out: `reason` says which. */
  onLeave?(participant: Pick<Participant, "id">, reason: LeaveReason, room: RoomHandle): Eventually<void>;
  /**
   * Asked about everything that a participant asks of the room: chat, reactions, hands, moderation. Messages of one
   * participant wait for each other; those of others do not.
   */
  onMessage?(action: RoomAction, from: Participant, room: RoomHandle): Eventually<MessageDecision>;
  /** Somebody publishes something else than before. */
  onTracks?(participant: Participant, tracks: readonly AnnouncedTrack[], room: RoomHandle): Eventually<void>;
}

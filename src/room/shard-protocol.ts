/**
 * An audience for more people than one object tells of what happens is spread over shards: further objects, each with some of the
 * audience. The room's own object has the stage and decides; a shard has the stage as it is told, runs the same machine for those whom
 * it seats, and passes on what they want of the room. This is what both say to each other. Nobody else can say it: the way from object to
 * object is open to no browser.
 *
 *     joins      the room decides and names a shard, which the token says from then on
 *     up, down   a verdict on somebody's role moves them: their object closes their socket, and they come to the other
 *     counts     a shard says how many it has, of itself and whenever it comes back; the room adds up, and is told of no one by one
 */
import type { AudienceMember, ChatMessage, FoundPeople, News, ServerMessage } from "../wire/room-protocol.js";
import type {
  ChangeLog,
  ClosedTracks,
  FeatureState,
  RoomParticipant,
  RoomRules,
  RoomVerdict,
  SocketId,
} from "./records.js";

/** What the room knows of a shard. */
export interface ShardReport {
  /** How many of the audience are in it. */
  readonly count: number;
  /** How many have come into it. */
  readonly came: number;
  /** Those who were sent to it and have not come yet, as far as it has said. */
  readonly expected: number;
  /** When the last was sent, in milliseconds since 1970. */
  readonly expectedAt: number;
  readonly sample: readonly AudienceMember[];
  /** Those with a raised hand, the longest first. */
  readonly hands: readonly AudienceMember[];
  /** Since when it is not connected, in milliseconds since 1970. */
  readonly lostAt: number | undefined;
}

/** A session that somebody takes along to another object. */
export interface MovedSession {
  readonly id: string;
  readonly closing?: ClosedTracks | undefined;
}

/** Some of a map, and what is in it no more. */
export interface Changed<V> {
  readonly set: readonly (readonly [string, V])[];
  readonly gone: readonly string[];
}

/** What has changed of that which the audience may see, or by which is decided about them. */
export interface StageRecords {
  readonly rules?: RoomRules;
  readonly name?: string | undefined;
  readonly participants?: Changed<RoomParticipant>;
  readonly verdicts?: Changed<RoomVerdict>;
  /** What was said to everybody. */
  readonly chat?: Changed<ChatMessage>;
  readonly features?: Changed<FeatureState>;
}

/** What a shard begins with. */
export interface WholeStage {
  readonly type: "stage";
  readonly epoch: string;
  readonly revision: number;
  readonly createdAt: number;
  readonly log: ChangeLog;
  readonly records: StageRecords;
  /** The whole audience, of all objects. */
  readonly count: number;
}

/** What the room says to a shard. */
export type ToShard =
  | WholeStage
  /** What has happened. */
  | { readonly type: "news"; readonly records: StageRecords; readonly news: readonly News[] }
  /** For some people, if it has them. */
  | { readonly type: "tell"; readonly people: readonly string[]; readonly message: ServerMessage }
  /** Somebody on the stage searches. */
  | { readonly type: "search"; readonly to: string; readonly text: string }
  /** A host lowers a hand. */
  | { readonly type: "lower"; readonly participantId: string }
  | { readonly type: "sessions"; readonly owner: string; readonly sessions: readonly MovedSession[] };

/** What a shard says to the room; and what the room's host says of it. */
export type FromShard =
  | {
      readonly type: "report";
      readonly count: number;
      readonly came: number;
      readonly sample: AudienceMember[];
      readonly hands: AudienceMember[];
    }
  /** Somebody in it wants something of the room. The answer goes to their socket. */
  | { readonly type: "act"; readonly socket: SocketId; readonly person: RoomParticipant; readonly text: string }
  | { readonly type: "found"; readonly to: string; readonly found: FoundPeople }
  | { readonly type: "sessions"; readonly owner: string; readonly sessions: readonly MovedSession[] }
  /** Who was banned has this subject. */
  | { readonly type: "banned"; readonly subject: string }
  /** The room has let somebody in, who is to come to it. */
  | { readonly type: "expected"; readonly participantId: string }
  | { readonly type: "connected" }
  | { readonly type: "lost" };

type Reports = { values(): Iterable<ShardReport> };

export const peopleInShards = (shards: Reports): number =>
  [...shards.values()].reduce((sum, { count }) => sum + count, 0);

/** People who were let in and have not arrived. */
export const expectedIn = (shards: Reports): number =>
  [...shards.values()].reduce((sum, { expected }) => sum + expected, 0);

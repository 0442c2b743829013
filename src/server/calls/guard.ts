/** Takes out of a request what its sender may not have. */
import type {
  CallsOperation,
  CallsOperationTypes,
  DataChannelObject,
  DataChannelReply,
  TrackObject,
  TrackReply,
} from "../../wire/calls-api.js";
import { failure } from "./failures.js";

/** A request to the Connection API whose body has the shape of its operation. */
export type CallsRequest = {
  [O in CallsOperation]: {
    readonly operation: O;
    readonly sessionId: O extends "newSession" ? undefined : string;
    readonly body: CallsOperationTypes[O]["request"];
  };
}[CallsOperation];

/** The sender's rights. */
export interface PullRights {
  /** May the sender publish at all? */
  readonly publish: boolean;
  track(sessionId: string, trackName: string): boolean;
  channel(sessionId: string, channelName: string): boolean;
}

/** A list of a request without the refused items, and how to put these back into the list of the reply. */
interface Sifted<T, R> {
  readonly allowed: T[];
  readonly refusedAny: boolean;
  /** The items of the reply, with the refused ones at the places that they had in the request. */
  merge(replied: readonly R[]): R[];
}

function sift<T, R>(items: readonly T[], mayHave: (item: T) => boolean, refusal: (item: T) => R): Sifted<T, R> {
  const verdicts = items.map((item) => ({ item, allowed: mayHave(item) }));
  return {
    allowed: verdicts.filter(({ allowed }) => allowed).map(({ item }) => item),
    refusedAny: verdicts.some(({ allowed }) => !allowed),
    merge(replied) {
      const rest = [...replied];
      const merged = verdicts.flatMap(({ item, allowed }) => (allowed ? rest.splice(0, 1) : [refusal(item)]));
      return [...merged, ...rest];
    },
  };
}

/** Refused tracks look like tracks that are not there: the room does not tell what else exists. */
export function siftTracks(tracks: readonly TrackObject[], rights: PullRights): Sifted<TrackObject, TrackReply> {
  return sift(
    tracks.map(withoutForeignSession),
    (track) => (track.location === "local" ? rights.publish : mayPullTrack(track, rights)),
    ({ location, sessionId, trackName }) => ({
      location,
      mid: "",
      ...(sessionId !== undefined && { sessionId }),
      ...(trackName !== undefined && { trackName }),
      ...failure(location === "local" ? "forbidden" : "not_found_track_error"),
    }),
  );
}

/** A local item has no session of its own: what a sender puts there must not reach the service. */
function withoutForeignSession<T extends TrackObject | DataChannelObject>(item: T): T {
  if (item.location === "remote") return item;
  const { sessionId: _, ...rest } = item;
  return rest as T;
}

function mayPullTrack({ sessionId, trackName }: TrackObject, rights: PullRights): boolean {
  return sessionId !== undefined && trackName !== undefined && rights.track(sessionId, trackName);
}

export function siftChannels(
  channels: readonly DataChannelObject[],
  rights: PullRights,
): Sifted<DataChannelObject, DataChannelReply> {
  return sift(
    channels.map(withoutForeignSession),
    ({ location, sessionId, dataChannelName }) =>
      location === "local" ? rights.publish : sessionId !== undefined && rights.channel(sessionId, dataChannelName),
    ({ location, sessionId, dataChannelName }) => ({
      location,
      ...(sessionId !== undefined && { sessionId }),
      dataChannelName,
      ...failure(location === "local" ? "forbidden" : "not_found_track_error"),
    }),
  );
}

/** What somebody may do on the SFU: whose sessions they use, and what of a request goes further. Every host of the room asks here. */
import { failed, failure, sessionGone } from "../wire/calls-answer.js";
import type { CallsAnswer } from "../wire/calls-answer.js";
import type {
  CallsOperation,
  CallsOperationTypes,
  DataChannelObject,
  DataChannelReply,
  DataChannelsReply,
  NewTracksRequest,
  TrackObject,
  TrackReply,
  TracksReply,
} from "../wire/calls-api.js";
import { SERVER_EVENTS } from "../wire/tables.js";
import type { SessionAccess } from "./ownership.js";
import type { Right, Standing } from "./rights.js";

/** A request to the Connection API whose body has the shape of its operation. */
export type CallsRequest = {
  [O in CallsOperation]: {
    readonly operation: O;
    readonly sessionId: O extends "newSession" ? undefined : string;
    readonly body: CallsOperationTypes[O]["request"];
  };
}[CallsOperation];

/** A request about a session, which may change it. */
export type SessionRequest = Exclude<CallsRequest, { operation: "newSession" }>;

const notIn = failed(425, "session_error", "Enter the room first: say hello on its socket.");

/** The answer to somebody who may not use the SFU, by what they are to the room. */
export function turnedAway(standing: Standing, operation: CallsOperation): CallsAnswer | undefined {
  switch (standing) {
    case "in":
      return undefined;
    case "elsewhere":
      // Somebody whose socket was lost for too long comes back before they make a new session.
      return operation === "newSession" ? notIn : sessionGone();
    case "waiting":
    case "out":
      return failed(403, "forbidden");
  }
}

/** The answer to somebody who may not use a session. */
export function deniedSession(access: SessionAccess): CallsAnswer | undefined {
  switch (access) {
    case "own":
      return undefined;
    case "other":
      return failed(403, "session_not_owned");
    case "gone":
      return sessionGone();
  }
}

/** The sender's rights. */
interface PullRights {
  /** May the sender publish at all? */
  readonly publish: boolean;
  /** May the sender answer on channels of others? */
  readonly reply: boolean;
  track(sessionId: string, trackName: string): boolean;
  channel(sessionId: string, channelName: string): boolean;
}

function rightsOf(may: (right: Right) => boolean): PullRights {
  return {
    publish: may({ type: "publish" }),
    reply: may({ type: "reply" }),
    track: (sessionId, trackName) => may({ type: "receive", what: { sessionId, trackName } }),
    channel: (sessionId, channelName) => may({ type: "receive", what: { sessionId, channelName } }),
  };
}

/** What becomes of a request: it is answered here, or goes on to the SFU, whose reply is completed. */
export type Guarded =
  | { readonly answer: CallsAnswer }
  | { readonly request: SessionRequest; complete(reply: object): CallsAnswer };

const ok = (body: object): CallsAnswer => ({ status: 200, body });
const refusedTracks = (tracks: object[]): Guarded => ({
  answer: ok({ requiresImmediateRenegotiation: false, tracks }),
});

/** Takes out of a request about somebody's own session what they may not have. */
export function guard(request: SessionRequest, may: (right: Right) => boolean): Guarded {
  const rights = rightsOf(may);
  switch (request.operation) {
    case "newTracks":
      return guardNewTracks(request, rights);
    case "updateTracks": {
      const { allowed, merge } = siftTracks(request.body.tracks, rights);
      if (allowed.length === 0 && request.body.tracks.length > 0) return refusedTracks(merge([]));
      return { request: { ...request, body: { tracks: allowed } }, complete: withTracks(merge) };
    }
    case "newDataChannels":
    case "updateDataChannels": {
      const { allowed, merge } = siftChannels(request.body.dataChannels, rights);
      const complete = (reply: object): CallsAnswer =>
        ok({ ...reply, dataChannels: merge((reply as DataChannelsReply).dataChannels) });
      if (allowed.length === 0 && request.body.dataChannels.length > 0) {
        return { answer: complete({ dataChannels: [] }) };
      }
      return { request: { ...request, body: { dataChannels: allowed } }, complete };
    }
    case "establishDataChannels": {
      const { dataChannel, sessionDescription } = request.body;
      if (dataChannel && (dataChannel.location !== "remote" || dataChannel.dataChannelName !== SERVER_EVENTS.name)) {
        return { answer: failed(406, "invalid_params", `Only '${SERVER_EVENTS.name}' can be established.`) };
      }
      const body = {
        ...(dataChannel && { dataChannel: { location: "remote", dataChannelName: SERVER_EVENTS.name } as const }),
        ...(sessionDescription && { sessionDescription }),
      };
      return { request: { ...request, body }, complete: ok };
    }
    case "session":
    case "closeTracks":
    case "renegotiate":
    case "closeDataChannels":
      return { request, complete: ok };
  }
}

const withTracks =
  (merge: (replied: readonly TrackReply[]) => TrackReply[]) =>
  (reply: object): CallsAnswer =>
    ok({ ...reply, tracks: merge((reply as TracksReply).tracks) });

function guardNewTracks(
  request: Extract<SessionRequest, { body: NewTracksRequest; operation: "newTracks" }>,
  rights: PullRights,
): Guarded {
  const { body } = request;
  if (!body.tracks && !rights.publish) return { answer: failed(403, "forbidden") };
  if (!body.tracks) return { request, complete: ok };
  const { allowed, refusedAny, merge } = siftTracks(body.tracks, rights);
  const isPublishing = allowed.some(({ location }) => location === "local");
  if (refusedAny && (allowed.length === 0 || (body.sessionDescription && isPublishing))) {
    // An offer to publish has a media section for every item: it cannot be sent with one less.
    const skipped = allowed.map(({ location, sessionId: from, trackName }) => ({
      location,
      mid: "",
      ...(from !== undefined && { sessionId: from }),
      ...(trackName !== undefined && { trackName }),
      ...failure("retryable_transient_error", "Not tried: another track of the same offer was refused."),
    }));
    return refusedTracks(merge(skipped));
  }
  return { request: { ...request, body: { ...body, tracks: allowed } }, complete: withTracks(merge) };
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
function siftTracks(tracks: readonly TrackObject[], rights: PullRights): Sifted<TrackObject, TrackReply> {
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

/** Whoever may not answer on a channel still hears it: asking would take the right to answer from its holder. */
function withoutReply(channel: DataChannelObject, { reply }: PullRights): DataChannelObject {
  if (reply || channel.canReply !== true) return channel;
  const { canReply: _, ...rest } = channel;
  return rest;
}

function mayPullTrack({ sessionId, trackName }: TrackObject, rights: PullRights): boolean {
  return sessionId !== undefined && trackName !== undefined && rights.track(sessionId, trackName);
}

function siftChannels(
  channels: readonly DataChannelObject[],
  rights: PullRights,
): Sifted<DataChannelObject, DataChannelReply> {
  return sift(
    channels.map((channel) => withoutReply(withoutForeignSession(channel), rights)),
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

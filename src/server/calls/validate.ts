/** Finds what the service would refuse, before it is asked: its own error is one code for many faults. */
import * as v from "valibot";
import type {
  CloseTracksRequest,
  DataChannelObject,
  NewTracksRequest,
  TrackObject,
  UpdateTracksRequest,
} from "../../wire/calls-api.js";
import {
  CloseTracksRequestSchema,
  DataChannelObjectSchema,
  NewTracksRequestSchema,
  UpdateTracksRequestSchema,
} from "../../wire/schemas/calls-api.js";
import { CALLS_LIMITS } from "../../wire/calls-api.js";
import { CallsApiError } from "./error.js";

function demand(condition: boolean, description: string): asserts condition {
  if (!condition) throw CallsApiError.invalid(description);
}

/**
 * The value as `schema` takes it, without anything else.
 * @throws CallsApiError `invalid_request`, with the field that is wrong.
 */
export function check<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]);
  throw CallsApiError.invalid(field ? `'${field}' is missing or wrong.` : "The request is not an object.");
}

export function checkSessionId(sessionId: string): string {
  demand(/^[\w-]{1,128}$/.test(sessionId), "'sessionId' is not the id of a session.");
  return sessionId;
}

/** @throws CallsApiError `invalid_request` */
export function checkNewTracks(request: NewTracksRequest): NewTracksRequest {
  const { tracks, sessionDescription, autoDiscover } = check(NewTracksRequestSchema, request);
  demand(
    sessionDescription?.type !== "answer",
    "'sessionDescription' must be an offer; an answer goes to renegotiate.",
  );
  if (autoDiscover === true) {
    demand(sessionDescription !== undefined, "'autoDiscover' needs an offer to discover tracks in.");
    demand(tracks === undefined || tracks.length === 0, "'autoDiscover' names the tracks: leave 'tracks' out.");
    return { sessionDescription, autoDiscover };
  }
  demand(tracks !== undefined && tracks.length > 0, "'tracks' is empty.");
  checkBatch("tracks", tracks, CALLS_LIMITS.tracksPerCall);
  tracks.forEach((track, index) => checkNewTrack(track, `tracks.${index}`, sessionDescription !== undefined));
  return { tracks, ...(sessionDescription && { sessionDescription }) };
}

function checkNewTrack({ location, mid, sessionId, trackName, kind }: TrackObject, at: string, offered: boolean): void {
  demand(trackName !== undefined, `'${at}.trackName' is missing.`);
  if (location === "remote") {
    demand(sessionId !== undefined, `'${at}.sessionId' is missing: the session of the track's publisher.`);
    return;
  }
  demand(sessionId === undefined, `'${at}.sessionId' belongs to remote tracks only.`);
  demand(!offered || mid !== undefined, `'${at}.mid' is missing: the section of the offer that the track is in.`);
  demand(
    offered || kind !== undefined,
    `'${at}.kind' is missing: without an offer the service makes one, and needs it.`,
  );
}

/** @throws CallsApiError `invalid_request` */
export function checkUpdateTracks(request: UpdateTracksRequest): UpdateTracksRequest {
  const { tracks } = check(UpdateTracksRequestSchema, request);
  checkBatch("tracks", tracks, CALLS_LIMITS.tracksPerCall);
  for (const [index, { location, mid, sessionId, trackName }] of tracks.entries()) {
    const at = `tracks.${index}`;
    demand(location === "remote", `'${at}.location' must be remote: only what is received can be changed.`);
    demand(mid !== undefined, `'${at}.mid' is missing: the transceiver that receives.`);
    demand(sessionId !== undefined && trackName !== undefined, `'${at}' needs the sessionId and trackName to receive.`);
  }
  return { tracks };
}

/** @throws CallsApiError `invalid_request` */
export function checkCloseTracks(request: CloseTracksRequest): CloseTracksRequest {
  const checked = check(CloseTracksRequestSchema, request);
  demand(checked.tracks.length > 0, "'tracks' is empty.");
  const offered = checked.sessionDescription?.type === "offer";
  demand(checked.force || offered, "Close with 'force', or with an offer in which the transceivers have stopped.");
  return checked;
}

/** @throws CallsApiError `invalid_request` */
export function checkChannels(channels: readonly DataChannelObject[]): DataChannelObject[] {
  const checked = check(v.array(DataChannelObjectSchema), channels);
  checkBatch("dataChannels", checked, Number.POSITIVE_INFINITY);
  for (const [index, channel] of checked.entries()) checkChannel(channel, `dataChannels.${index}`);
  return checked;
}

function checkChannel(channel: DataChannelObject, at: string): void {
  const { location, sessionId, maxRetransmits, maxPacketLifeTime, canReply, waitForAck } = channel;
  const isBounded = maxRetransmits !== undefined && maxPacketLifeTime !== undefined;
  demand(!isBounded, `'${at}' may have 'maxRetransmits' or 'maxPacketLifeTime', not both.`);
  if (location === "remote") {
    demand(sessionId !== undefined, `'${at}.sessionId' is missing: the session of the channel's publisher.`);
    return;
  }
  demand(sessionId === undefined, `'${at}.sessionId' belongs to remote channels only.`);
  demand(
    canReply === undefined && waitForAck === undefined,
    `'${at}': 'canReply' and 'waitForAck' are the subscriber's.`,
  );
}

/** What every batch must be: not empty, not too long, and all in one direction. */
function checkBatch(name: string, items: readonly { location: string }[], limit: number): void {
  demand(items.length > 0, `'${name}' is empty.`);
  demand(items.length <= limit, `'${name}' may have ${limit} items in one call.`);
  const isOneWay = items.every(({ location }) => location === items[0]?.location);
  demand(isOneWay, `'${name}' must be all local or all remote: make two calls.`);
}

import * as v from "valibot";
import { ApiFailure, invalidBody, invalidParams, itemFailure } from "../failure.js";
import { json, readJson, type HttpReply, type HttpRequest } from "./exchange.js";

/** Adapters in one call. */
const MAX_ADAPTERS = 4;

const NewSchema = v.object({
  tracks: v.array(
    v.object({
      location: v.picklist(["local", "remote"]),
      trackName: v.optional(v.string()),
      sessionId: v.optional(v.string()),
      endpoint: v.optional(v.string()),
      inputCodec: v.optional(v.string()),
      outputCodec: v.optional(v.string()),
    }),
  ),
});
const CloseSchema = v.object({ tracks: v.array(v.object({ adapterId: v.optional(v.string()) })) });

/**
 * Answers `/adapters/websocket/new` and `/close`. This SFU forwards media and transcodes none, so no adapter can be had
 * from it: each item fails, which the service answers with 503.
 */
export function callAdapters(action: string, request: HttpRequest): HttpReply {
  if (request.method !== "POST")
    throw new ApiFailure(405, "not_found", `This resource has no method ${request.method}`);
  if (action === "close") {
    const { tracks } = decode(CloseSchema, request.body);
    checkCount(tracks.length);
    return json(503, {
      tracks: tracks.map(({ adapterId }) => ({ adapterId, ...itemFailure("adapter_not_found", "Adapter not found") })),
    });
  }
  const { tracks } = decode(NewSchema, request.body);
  checkCount(tracks.length);
  return json(503, { tracks: tracks.map((track) => ({ ...track, ...refusal(track) })) });
}

function refusal({ endpoint, trackName }: v.InferOutput<typeof NewSchema>["tracks"][number]): object {
  if (trackName === undefined || endpoint === undefined || !/^wss?:\/\//.test(endpoint)) {
    throw invalidParams("An adapter needs a trackName and a ws:// or wss:// endpoint");
  }
  const { hostname } = new URL(endpoint);
  if (/^(localhost|127\..*|\[::1\])$/.test(hostname)) {
    return itemFailure("websocket_localhost_not_allowed", "The endpoint must not be on localhost");
  }
  return itemFailure("temporarily_unavailable_error", "The local SFU has no WebSocket adapters: it transcodes nothing");
}

function decode<Schema extends v.GenericSchema>(schema: Schema, body: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, readJson(body));
  if (!result.success) throw invalidBody(`JSON body validation error: ${result.issues[0].message}`);
  return result.output;
}

function checkCount(count: number): void {
  if (count === 0) throw invalidParams("Expecting at least 1 track in the request");
  if (count > MAX_ADAPTERS) throw invalidParams(`Expecting at most ${MAX_ADAPTERS} track in the request`);
}

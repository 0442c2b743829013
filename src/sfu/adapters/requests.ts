import * as v from "valibot";
import type { CloseAdaptersRequest, NewAdaptersRequest } from "../../wire/adapters-api.js";
import { CloseAdaptersRequestSchema, NewAdaptersRequestSchema } from "../../wire/schemas/adapters-api.js";
import { ADAPTERS_PER_CALL } from "../../wire/tables.js";
import { readJson } from "../http/exchange.js";
import { invalidBody, invalidParams } from "../failure.js";

const text = v.optional(v.string());

/** What has to have the right type; which values are there is looked at after. */
const NewShape = v.object({
  tracks: v.array(
    v.looseObject({
      location: v.picklist(["local", "remote"]),
      trackName: text,
      sessionId: text,
      endpoint: text,
      inputCodec: text,
      outputCodec: text,
    }),
  ),
});
const CloseShape = v.object({ tracks: v.array(v.looseObject({ adapterId: text })) });

/**
 * Reads the body of `adapters/websocket/new`.
 *
 * @throws 400 for fields of the wrong type, 406 for values that are missing or make no sense.
 */
export function readNewAdapters(body: string): NewAdaptersRequest {
  return decode(body, NewShape, NewAdaptersRequestSchema);
}

/**
 * Reads the body of `adapters/websocket/close`.
 *
 * @throws 400 for fields of the wrong type, 406 for values that are missing.
 */
export function readCloseAdapters(body: string): CloseAdaptersRequest {
  return decode(body, CloseShape, CloseAdaptersRequestSchema);
}

function decode<Schema extends v.GenericSchema>(
  body: string,
  shape: v.GenericSchema<unknown, { readonly tracks: readonly unknown[] }>,
  schema: Schema,
): v.InferOutput<Schema> {
  const shaped = v.safeParse(shape, readJson(body));
  if (!shaped.success) throw invalidBody(`JSON body validation error: ${describe(shaped.issues[0])}`);
  const count = shaped.output.tracks.length;
  if (count === 0) throw invalidParams("Expecting at least 1 track in the request");
  if (count > ADAPTERS_PER_CALL) throw invalidParams(`Expecting at most ${ADAPTERS_PER_CALL} track in the request`);
  const parsed = v.safeParse(schema, shaped.output);
  if (!parsed.success) throw invalidParams(`Invalid or missing value: ${describe(parsed.issues[0])}`);
  return parsed.output;
}

function describe(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? "body"}: ${issue.message}`;
}

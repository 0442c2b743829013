/** The requests of WebSocket adapters, as the service takes them. */
import * as v from "valibot";
import { ADAPTERS_PER_CALL, CALLS_LIMITS } from "../tables.js";

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(CALLS_LIMITS.name));
const sessionId = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** The SFU dials it. It carries its own secret, as no header can be set. */
const endpoint = v.pipe(v.string(), v.regex(/^wss?:\/\/\S+$/), v.maxLength(2048), v.url());
const batch = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.minLength(1), v.maxLength(ADAPTERS_PER_CALL));

export const IngestAdapterSchema = v.object({
  location: v.literal("local"),
  trackName: name,
  endpoint,
  inputCodec: v.literal("pcm"),
});

export const EgressAdapterSchema = v.object({
  location: v.literal("remote"),
  sessionId,
  trackName: name,
  endpoint,
  outputCodec: v.picklist(["pcm", "jpeg"]),
});

export const NewAdaptersRequestSchema = v.object({
  tracks: batch(v.variant("location", [IngestAdapterSchema, EgressAdapterSchema])),
});

export const CloseAdaptersRequestSchema = v.object({ tracks: batch(v.object({ adapterId: name })) });

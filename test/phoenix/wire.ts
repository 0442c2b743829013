/** The rules of `src/wire` as an Elixir module, so that a Phoenix application checks what the room server does. */
import { failure } from "../../src/wire/calls-answer.js";
import { CALLS_OPERATIONS } from "../../src/wire/schemas/calls-api.js";
import {
  AnnouncedSessionSchema,
  MetadataSchema,
  RoleSchema,
  RoomActionSchemas,
} from "../../src/wire/schemas/room-protocol.js";
import { CALLS_API_BASE, CALLS_LIMITS, ROOM_LIMITS, SERVER_EVENTS } from "../../src/wire/tables.js";

/** A schema of valibot's, as far as it is looked at. */
interface Schema {
  readonly type: string;
  readonly pipe?: readonly { readonly type: string; readonly requirement?: number }[];
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly options?: readonly unknown[];
  readonly item?: Schema;
  readonly key?: Schema;
  readonly value?: Schema;
  readonly wrapped?: Schema;
  readonly literal?: string;
  readonly default?: unknown;
}

const text = (value: unknown): string => JSON.stringify(value);

/** As `CallsElements.Schema` reads it. @throws Error for what it does not know: better than a rule that is left out. */
function elixir(schema: Schema): string {
  const { type, pipe = [], entries = {}, options = [] } = schema;
  const known = ["min_length", "max_length", "integer", "min_value", "max_value", "max_entries"];
  const strange = pipe.slice(1).find((action) => !known.includes(action.type));
  if (strange) throw new Error(`A schema has “${strange.type}”, for which there is no rule in Elixir.`);
  const limit = (name: string, otherwise: number): number =>
    pipe.find((action) => action.type === name)?.requirement ?? otherwise;
  switch (type) {
    case "string":
      return `{:string, ${limit("min_length", 0)}, ${limit("max_length", CALLS_LIMITS.sdp)}}`;
    case "number":
      return pipe.some((action) => action.type === "integer")
        ? `{:integer, ${limit("min_value", 0)}, ${limit("max_value", Number.MAX_SAFE_INTEGER)}}`
        : ":number";
    case "boolean":
    case "null":
      return `:${type}`;
    case "literal":
      return `{:in, [${text(schema.literal)}]}`;
    case "picklist":
      return `{:in, [${options.map(text).join(", ")}]}`;
    case "union":
      return `{:any_of, [${options.map((option) => elixir(option as Schema)).join(", ")}]}`;
    case "array":
      return `{:list, ${elixir(schema.item!)}, ${limit("max_length", CALLS_LIMITS.tracksPerCall)}}`;
    case "record":
      return `{:record, ${elixir(schema.key!)}, ${elixir(schema.value!)}, ${limit("max_entries", 64)}}`;
    case "object":
      return `{:object, [${Object.entries(entries).map(field).join(", ")}]}`;
    default:
      throw new Error(`A schema is “${type}”, for which there is no rule in Elixir.`);
  }
}

function field([name, schema]: [string, Schema]): string {
  if (schema.type !== "optional") return `{${text(name)}, :required, ${elixir(schema)}}`;
  const { wrapped, default: value } = schema;
  const need = value === undefined ? ":optional" : `{:default, ${text(value)}}`;
  return `{${text(name)}, ${need}, ${elixir(wrapped!)}}`;
}

/** Codes that the Elixir side answers with. */
const CODES = [
  "decoding_error",
  "invalid_params",
  "not_found",
  "not_found_track_error",
  "retryable_transient_error",
  "session_error",
  "session_not_owned",
  "unauthorized",
  "token_expired",
  "forbidden",
  "rate_limited",
  "upstream_unavailable",
  "internal_error",
];

const ACTIONS = ["chat", "chat-edit", "chat-delete", "reaction", "mute", "ask-unmute", "remove"];

/** A room of a Phoenix application has no audience. */
const ROLES = RoleSchema.options.filter((role) => role !== "audience");

export function elixirWire(): string {
  const operations = Object.entries(CALLS_OPERATIONS).map(([name, { method, path, schema }]) => {
    const segments = path
      .slice(1)
      .split("/")
      .map((segment) => (segment === ":id" ? ":id" : text(segment)));
    return `{${text(method)}, [${segments.join(", ")}], ${text(name)}, ${schema ? elixir(schema as Schema) : "nil"}}`;
  });
  const actions = RoomActionSchemas.flatMap(({ entries: { type, ref, ...entries } }) =>
    ref && ACTIONS.includes(type.literal)
      ? `${text(type.literal)} => ${elixir({ type: "object", entries: { type, ...entries } as Record<string, Schema> })}`
      : [],
  );
  const failures = CODES.map((code) => `${text(code)} => ${text(failure(code).errorDescription)}`);
  const limits = { ...ROOM_LIMITS, callsPerSecond: CALLS_LIMITS.callsPerSecond };
  const named = Object.entries(limits).map(([name, value]) => `${text(name)} => ${value}`);
  const list = (items: readonly string[]): string => items.map((item) => `    ${item}`).join(",\n");
  return `# The rules that both ends keep, as the npm package's own server has them. Made by test/phoenix/wire.ts: change them there.
defmodule CallsElements.Wire do
  @moduledoc false

  @operations [
${list(operations)}
  ]

  @actions %{
${list(actions)}
  }

  @failures %{
${list(failures)}
  }

  @limits %{
${list(named)}
  }

  def base, do: ${text(CALLS_API_BASE)}
  def server_events, do: ${text(SERVER_EVENTS.name)}
  def roles, do: [${ROLES.map(text).join(", ")}]

  @doc "Method, path after \`sessions\`, name and body of each operation of the Connection API."
  def operations, do: @operations

  @doc "What somebody may say in a \`message\`, by its type."
  def actions, do: @actions

  @doc "What somebody publishes."
  def session, do: ${elixir(AnnouncedSessionSchema as Schema)}

  def metadata, do: ${elixir(MetadataSchema as unknown as Schema)}

  @doc "A sentence for each code of an error."
  def failures, do: @failures

  def limit(name), do: Map.fetch!(@limits, name)
end
`;
}

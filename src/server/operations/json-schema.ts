/** The schemas of the wire as JSON Schema, as far as they go: whatever they use beyond this is an error. */
import type * as v from "valibot";

export type JsonSchema = { readonly [keyword: string]: unknown };

/** What a schema or an action of valibot has, of all that it may have. */
interface Part {
  readonly kind: string;
  readonly type: string;
  readonly entries?: Record<string, Part>;
  readonly item?: Part;
  readonly wrapped?: Part;
  readonly value?: Part;
  readonly key?: Part;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly pipe?: readonly Part[];
  readonly requirement?: unknown;
}

/** @throws Error for a schema of a kind that is not known here. */
export function toJsonSchema(schema: v.GenericSchema): JsonSchema {
  return convert(schema as unknown as Part);
}

function convert(part: Part): JsonSchema {
  if (part.pipe) {
    const [first, ...rest] = part.pipe;
    const base = first ? convert({ ...first, pipe: undefined } as unknown as Part) : {};
    return Object.assign({}, base, ...rest.map((action) => constraintOf(action, base["type"]))) as JsonSchema;
  }
  switch (part.type) {
    case "string":
    case "number":
    case "boolean":
    case "null":
      return { type: part.type };
    // Code checks the value, which JSON Schema cannot say: a reader is told that it may be anything.
    case "custom":
    case "unknown":
    case "any":
      return {};
    case "literal":
      return { const: part.literal };
    case "picklist":
      return { enum: part.options };
    case "array":
      return { type: "array", items: convert(part.item as Part) };
    case "optional":
      return convert(part.wrapped as Part);
    case "nullable":
      return { anyOf: [convert(part.wrapped as Part), { type: "null" }] };
    case "union":
    case "variant":
      return { anyOf: (part.options as readonly Part[]).map(convert) };
    case "record":
      return { type: "object", additionalProperties: convert(part.value as Part) };
    case "object":
      return objectOf(part.entries ?? {});
    default:
      throw new Error(`A schema of type ${part.type} has no form in JSON Schema here.`);
  }
}

function objectOf(entries: Record<string, Part>): JsonSchema {
  const required = Object.entries(entries).flatMap(([name, { type }]) => (type === "optional" ? [] : [name]));
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, convert(entry)])),
    ...(required.length > 0 && { required }),
  };
}

/** Transformations and checks by code say nothing to a reader of the schema. */
function constraintOf({ type, requirement }: Part, base: unknown): JsonSchema {
  const suffix = base === "array" ? "Items" : "Length";
  switch (type) {
    case "min_length":
      return { [`min${suffix}`]: requirement };
    case "max_length":
      return { [`max${suffix}`]: requirement };
    case "min_value":
      return { minimum: requirement };
    case "max_value":
      return { maximum: requirement };
    case "max_entries":
      return { maxProperties: requirement };
    case "integer":
      return { type: "integer" };
    case "regex":
      return { pattern: (requirement as RegExp).source };
    default:
      return {};
  }
}

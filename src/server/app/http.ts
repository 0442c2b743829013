import * as v from "valibot";
import { RoomServerError } from "../errors.js";

/**
 * Reads a body as JSON without ever holding more than `limit` bytes.
 *
 * @returns `undefined` for an empty body.
 * @throws RoomServerError `message_too_large` or `invalid_message`.
 */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const text = await readText(request, limit);
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RoomServerError("invalid_message", "The body is not JSON.");
  }
}

/** Reads a body as text, like {@link readJson}. @throws RoomServerError `message_too_large`. */
export async function readText(request: Request, limit: number): Promise<string> {
  const tooLarge = (): RoomServerError => new RoomServerError("message_too_large", `The body may have ${limit} bytes.`);
  const length = request.headers.get("content-length");
  if (Number(length ?? 0) > limit) throw tooLarge();
  // No more comes than was said, and reading it at once is much cheaper.
  if (length !== null) return await request.text();
  if (!request.body) return "";
  const decoder = new TextDecoder();
  const reader = request.body.getReader();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      reader.releaseLock();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Bytes of an unread body that are read and dropped. */
const DROPPED = 4 * 1024 * 1024;

/**
 * Reads and drops, within reason, what is left of a body that nobody wanted. A server that answers and hangs up on somebody who
 * still sends takes the answer away from them.
 */
export async function dropBody({ body }: Request): Promise<void> {
  if (!body || body.locked) return;
  const reader = body.getReader();
  let size = 0;
  for (;;) {
    // A caller who has gone needs no answer.
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done) return;
    size += value?.byteLength ?? 0;
    if (size > DROPPED) return reader.cancel();
  }
}

/**
 * The value as `schema` takes it.
 *
 * @param refuse makes the error for a field; without it, or when it makes none, the error is `invalid_message`.
 * @throws RoomServerError
 */
export function parseBody<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  refuse?: (field: string | null) => RoomServerError | undefined,
): v.InferOutput<S> {
  // To valibot an array is an object without these keys.
  const parsed = v.safeParse(schema, Array.isArray(value) ? undefined : value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]);
  const reason = field ? `'${field}' is missing or wrong.` : "The body is not an object.";
  throw refuse?.(field) ?? new RoomServerError("invalid_message", reason);
}

/** On everything that the server says itself: nothing of it is a page, and nothing is to be kept. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

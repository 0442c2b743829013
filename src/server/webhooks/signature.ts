/**
 * Tells a backend by webhook what happens in rooms: signed, repeated until it has it, in the order of each room. This module signs
 * as Standard Webhooks say (standardwebhooks.com), so that whoever has a library for them can check it.
 *
 * @module
 */
import * as v from "valibot";
import type { RoomEvent } from "../../wire/room-events.js";
import { RoomEventSchema } from "../../wire/schemas/room-events.js";
import { RoomServerError } from "../errors.js";

/** Bytes, as the standard has it. */
const SECRET_BYTES = { least: 24, most: 64 } as const;
/** Characters of a delivery that are read: the largest event has far less. */
const MAX_BODY = 256 * 1024;
/** Seconds that the clocks may differ, and a delivery may take. */
const TOLERANCE = 300;
const VERSION = "v1";
const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/** The key in a secret, which is base64 with or without `whsec_` before it; `undefined` when it is none. */
export function keyIn(secret: string): Uint8Array<ArrayBuffer> | undefined {
  const key = bytesIn(secret.trim().replace(/^whsec_/, ""));
  return key && key.length >= SECRET_BYTES.least && key.length <= SECRET_BYTES.most ? key : undefined;
}

function bytesIn(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const signedText = (id: string, timestamp: string, body: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`${id}.${timestamp}.${body}`);

/** The headers of a delivery. @param at of sending it, in milliseconds since 1970. */
export async function sign(
  secret: Uint8Array<ArrayBuffer>,
  delivery: { readonly id: string; readonly at: number; readonly body: string },
): Promise<Record<string, string>> {
  const { id, at, body } = delivery;
  const timestamp = `${Math.floor(at / 1000)}`;
  const key = await crypto.subtle.importKey("raw", secret, HMAC, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign(HMAC, key, signedText(id, timestamp, body)));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `${VERSION},${btoa(String.fromCharCode(...signature))}`,
  };
}

const unauthorized = (reason: string): RoomServerError => new RoomServerError("unauthorized", reason);

/**
 * Reads a delivery of the room server's, in a backend of yours that has web-standard requests. Answer with a 2xx once you have
 * kept it, and anything else to get it again. A delivery whose answer was lost comes twice, with the same `id`.
 *
 * @param request whose body nobody has read.
 * @param secret `WEBHOOK_SECRET` of the room server.
 * @param options.now milliseconds since 1970; default `Date.now`.
 * @returns what has happened.
 * @throws RoomServerError `unauthorized` when the delivery is not signed with the secret, or more than five minutes old;
 * `invalid_message` when it is no event that is known here; Error when the secret is none.
 * @example
 * ```ts
 * export async function POST(request: Request) {
 *   const event = await verifyWebhook(request, env.WEBHOOK_SECRET);
 *   if (event.type === "participant.joined") await startBilling(event.id, event.data.participant.id);
 *   return new Response(null, { status: 204 });
 * }
 * ```
 */
export async function verifyWebhook(
  request: Request,
  secret: string,
  options: { now?: () => number } = {},
): Promise<RoomEvent> {
  const { now = Date.now } = options;
  const bytes = keyIn(secret);
  if (!bytes) throw new Error("The secret of a webhook is 24 to 64 bytes in base64.");
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
    request.headers.get(name),
  );
  if (!id || !timestamp || !signatures) throw unauthorized("The delivery is not signed.");
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now() / 1000 - Number(timestamp)) > TOLERANCE) {
    throw unauthorized("The delivery is too old, or the clocks differ.");
  }
  const body = await request.text();
  if (body.length > MAX_BODY) throw new RoomServerError("message_too_large", "No delivery is so large.");
  const key = await crypto.subtle.importKey("raw", bytes, HMAC, false, ["verify"]);
  const text = signedText(id, timestamp, body);
  const verdicts = signatures.split(" ").map(async (signature) => {
    const claimed = signature.startsWith(`${VERSION},`) ? bytesIn(signature.slice(VERSION.length + 1)) : undefined;
    return claimed !== undefined && crypto.subtle.verify(HMAC, key, claimed, text);
  });
  if (!(await Promise.all(verdicts)).includes(true)) throw unauthorized("The delivery is signed with another secret.");
  return eventIn(id, body);
}

function eventIn(id: string, body: string): RoomEvent {
  const unknown = (): RoomServerError => new RoomServerError("invalid_message", "The delivery is no event of a room.");
  try {
    const parsed = v.safeParse(RoomEventSchema, JSON.parse(body));
    if (!parsed.success) throw unknown();
    return { id, ...parsed.output } as RoomEvent;
  } catch (error) {
    throw error instanceof RoomServerError ? error : unknown();
  }
}

import type { Callers } from "./callers.js";
import { RoomServerError } from "../errors.js";
import { bearerOf } from "./tokens.js";

/** Compares in a time that says nothing about where two texts differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  let difference = left.length ^ right.length;
  for (const [index, byte] of left.entries()) difference |= byte ^ (right[index] ?? 0);
  return difference === 0;
}

/** Does the request show the API key? Then it is your backend's, which may do in every room what a host could. */
export const isOperator = (request: Request, apiKey: string | undefined): boolean =>
  apiKey !== undefined && isSame(bearerOf(request) ?? "", apiKey);

/**
 * Lets only your backend through.
 *
 * @throws RoomServerError 404 where there is no API key, `unauthorized` when the request does not show it, `rate_limited` when it is
 * too much.
 */
export async function requireOperator(
  request: Request,
  { apiKey, callers }: { apiKey?: string | undefined; callers?: Callers | undefined },
): Promise<void> {
  if (apiKey === undefined) throw new RoomServerError("invalid_message", "There is nothing at this address.", 404);
  const isKnown = isOperator(request, apiKey);
  // Whoever guesses is held to the same, as the network that they are.
  await callers?.count("steer", isKnown ? "operator" : await callers.strangerOf(request));
  if (!isKnown) throw new RoomServerError("unauthorized", "Show the API key as bearer token.");
}

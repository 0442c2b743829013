/** Another admission for the same stay: by the token at hand, and when the stay nears its end, by a fresh one from its source. */
import { enter, tokenFor } from "./admission.js";
import type { Admission, TokenSource } from "./admission.js";
import type { ServerHttp } from "./server-http.js";
import type { JoinRoomRequest } from "../../wire/room-protocol.js";
import type { Schedule } from "../../base/clock.js";

/** The part of a stay that is left when a fresh token is asked for: whoever gives them may have to ask the person. */
const NEAR_END = 1 / 3;

export interface RenewalOptions {
  readonly source: TokenSource;
  readonly entry: { readonly room: string; readonly name: string };
  /** What else a join says. */
  readonly extras?: Pick<JoinRoomRequest, "audience">;
  readonly http: ServerHttp;
  readonly schedule: Schedule;
}

/**
 * Makes the renewal of a stay that began with `first`. The server ends a stay however often it is renewed; a token that is not of
 * its own making begins another, which goes on as this one where the token is for the same participant.
 */
export function createRenewal(
  { source, entry, extras, http, schedule }: RenewalOptions,
  first: Admission,
): (current: Admission, signal: AbortSignal) => Promise<Admission> {
  const { participantId } = first;
  let whole = first.expiresIn;
  let hasSource = [source.token, source.tokenEndpoint, source.tokenProvider].some(Boolean);

  const anew = async (signal: AbortSignal): Promise<Admission | undefined> => {
    const token = await tokenFor(source, { ...entry, signal }, http, schedule);
    const fresh = await enter(http, { ...entry, signal }, token, extras);
    hasSource = fresh.participantId === participantId;
    return hasSource ? fresh : undefined;
  };

  return async (current, signal) => {
    const next = await enter(http, { ...entry, signal }, current.token);
    const endsSoon = next.expiresAt <= current.expiresAt && next.expiresIn < whole * NEAR_END;
    // Without a fresh token this one is good for a while still.
    const fresh = endsSoon && hasSource ? await anew(signal).catch(() => undefined) : undefined;
    if (fresh) whole = fresh.expiresIn;
    return fresh ?? next;
  };
}

import { bounded, unreachable } from "../../base/bounded.js";
import type { Schedule } from "../../base/clock.js";
import { CallsError } from "../../base/error.js";

/** Milliseconds. */
const LIMIT = 10_000;

/** What a request to an Orange server needs. */
export interface OrangeHttp {
  /** Ends with a slash. */
  readonly base: URL;
  readonly fetch: typeof fetch;
  readonly schedule: Schedule;
}

/** Asks something of the server, with its cookies. @throws CallsError `server-unreachable` or `aborted`. */
export function ask(
  { base, fetch: fetchIt, schedule }: OrangeHttp,
  path: string,
  init: RequestInit,
  signal: AbortSignal,
) {
  const send = async (limited: AbortSignal): Promise<Response> => {
    try {
      return await fetchIt(new URL(path, base), { credentials: "include", ...init, signal: limited });
    } catch (cause) {
      throw unreachable("The Orange server cannot be reached, or lets no page of this origin in.", cause);
    }
  };
  return bounded(send, { limit: LIMIT, signal, schedule });
}

/**
 * Has the server know this browser by a name, as its own form does: without its cookie it lets no socket in.
 *
 * @throws CallsError `unauthorized`, `server-unreachable` or `aborted`.
 */
export async function signIn(http: OrangeHttp, name: string, signal: AbortSignal): Promise<void> {
  const body = new URLSearchParams({ username: name });
  // It answers with a redirect, which has the cookie: the page behind it is of no use here.
  const response = await ask(http, "set-username", { method: "POST", body, redirect: "manual" }, signal);
  const isDone = response.ok || response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
  if (isDone) return;
  const reason = `The server answered ${response.status} to a sign-in, not as Orange Meets does. Check its address.`;
  throw new CallsError("unauthorized", reason);
}

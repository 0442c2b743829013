/** The way to Cloudflare's APIs: one request, its deadline, and its repetitions. */
import { CallsApiError } from "./error.js";

/** How requests are sent. Everything has a default. */
export interface CallsHttpOptions {
  /** Sends the requests. Default: the platform's own. */
  fetch?: typeof fetch;
  /** Milliseconds for one attempt; default 20 s. The service itself waits up to 8 s for a silent track. */
  timeout?: number;
  /** Milliseconds before each further attempt of an operation that may be repeated. Default 250 and 1,000. */
  retryDelays?: readonly number[];
}

export interface HttpCall {
  readonly method: string;
  readonly url: string;
  /** Sent as the bearer token. */
  readonly secret: string;
  readonly body?: object | undefined;
  /** May it be sent again when it is not known whether it was done? */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpReply {
  readonly status: number;
  /** The body as JSON; `undefined` when it is something else. */
  readonly reply: unknown;
}

export type SendHttp = (call: HttpCall) => Promise<HttpReply>;

/** Milliseconds that a `Retry-After` is waited for; who is told to wait longer is told so. */
const MAX_PATIENCE = 5_000;

const isPassing = (status: number | undefined): boolean => status === undefined || status === 429 || status >= 500;

/**
 * @returns a function that sends.
 * @throws CallsApiError, or the signal's reason when it is aborted.
 */
export function createHttp(options: CallsHttpOptions = {}): SendHttp {
  const { timeout = 20_000, retryDelays = [250, 1_000] } = options;
  const doFetch = options.fetch ?? ((input, init) => fetch(input, init));
  return async (call) => {
    const delays = call.repeatable ? [...retryDelays] : [];
    for (;;) {
      try {
        return await attempt(call, doFetch, timeout);
      } catch (error) {
        call.signal?.throwIfAborted();
        const delay = error instanceof CallsApiError ? delayAfter(error, delays.shift()) : undefined;
        if (delay === undefined) throw error;
        await wait(delay, call.signal);
      }
    }
  };
}

function delayAfter({ status, retryAfter = 0 }: CallsApiError, delay: number | undefined): number | undefined {
  const asked = retryAfter * 1000;
  return delay === undefined || !isPassing(status) || asked > MAX_PATIENCE ? undefined : Math.max(delay, asked);
}

async function attempt(
  { method, url, secret, body, signal }: HttpCall,
  doFetch: typeof fetch,
  timeout: number,
): Promise<HttpReply> {
  const deadline = AbortSignal.timeout(timeout);
  let response: Response;
  let reply: unknown;
  try {
    response = await doFetch(url, {
      method,
      headers: { authorization: `Bearer ${secret}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      // The secret goes to the configured host and to no other.
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    reply = parse(await response.text());
  } catch (cause) {
    throw new CallsApiError(undefined, "upstream_unavailable", { cause });
  }
  if (response.ok) return { status: response.status, reply };
  throw new CallsApiError(response.status, codeOf(reply), {
    retryAfter: retryAfterOf(response),
    description: descriptionOf(reply),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Where a reply tells its error: at the top, on its first item, or in the account API's list. */
function* errorsOf(reply: unknown): Iterable<Record<string, unknown>> {
  if (typeof reply !== "object" || reply === null) return;
  yield reply as Record<string, unknown>;
  for (const list of ["tracks", "errors"] as const) {
    const items = (reply as Record<string, unknown>)[list];
    if (Array.isArray(items) && typeof items[0] === "object" && items[0] !== null) yield items[0];
  }
}

/** The error code of a reply. */
export function codeOf(reply: unknown): string {
  for (const { errorCode } of errorsOf(reply)) if (typeof errorCode === "string") return errorCode;
  return "backend_error";
}

function descriptionOf(reply: unknown): string | undefined {
  for (const { errorDescription, message } of errorsOf(reply)) {
    const text = errorDescription ?? message;
    if (typeof text === "string") return text;
  }
  return undefined;
}

function retryAfterOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isInteger(seconds) && seconds >= 0 && seconds <= 3600 ? seconds : undefined;
}

/** Resolves after `ms`. @throws the signal's reason. */
export function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Asking a provider for something that comes bit by bit. */

/** Why a provider does not do what it was asked, as people are told. */
export type ProviderFailure =
  /** It does not accept the server's key, or what it was asked. */
  | "refused"
  /** It, or the account, has no room for more now. */
  | "busy"
  /** It does not answer, or stopped in the middle. */
  | "unreachable";

/** Makes the error of whoever asks. @param code for the log: no address and nothing that was answered, as keys may be in it. */
export type Fail = (failure: ProviderFailure, code: string) => Error;

/** What asking may use. */
export interface AskTools {
  /** The platform's. */
  readonly fetch: typeof fetch;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** A request: POST, with a key among the headers. */
export interface JsonRequest {
  readonly url: string;
  /** With the key. */
  readonly headers: Readonly<Record<string, string>>;
  /** What goes out as JSON. */
  readonly body: object;
}

/** What people are told of an answer's status. */
export const failureOf = (status: number): ProviderFailure => {
  if (status === 429 || status === 503) return "busy";
  return status >= 500 ? "unreachable" : "refused";
};

/** Asks a provider. @returns the body of its answer. @throws what `fail` makes, or the signal's reason. */
export async function askForStream(
  { url, headers, body }: JsonRequest,
  { fetch: ask, signal }: AskTools,
  fail: Fail,
): Promise<ReadableStream<Uint8Array>> {
  const response = await ask(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
    // Wherever it would lead, the key is not for it.
    redirect: "manual",
    signal,
  }).catch(() => {
    signal.throwIfAborted();
    throw fail("unreachable", "no-answer");
  });
  const { status, ok, body: stream } = response;
  if (ok && stream) return stream;
  await stream?.cancel().catch(() => {});
  throw fail(failureOf(status), `http-${status}`);
}

/** What comes of a body, until it ends or nobody wants it. @throws what `fail` makes, or the signal's reason. */
export async function* bytesOf(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  fail: Fail,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const end = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", end);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read().catch(() => {
        signal.throwIfAborted();
        throw fail("unreachable", "broken-off");
      });
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}

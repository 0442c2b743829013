import { aborted } from "../../base/abort.js";
import { askForStream, type AskTools, type Fail } from "./provider-stream.js";

/** What of the binding is used: `env.AI` of a Worker is one. */
export interface WorkersAiBinding {
  /** Runs a model: with a socket, as a stream, or with its raw response. */
  run(model: string, input: object, options?: object): Promise<unknown>;
}

/** How Workers AI is reached: by the binding of a Worker, or from elsewhere with a token. */
export type WorkersAiAccess =
  | { readonly binding: WorkersAiBinding }
  | {
      readonly accountId: string;
      /** An API token with the right to run Workers AI. It stays on the server. */
      readonly token: string;
      /** Where it is. Default `https://api.cloudflare.com/client/v4`. */
      readonly api?: string;
    };

/** Where a model is run, and by whose right, for whoever has no binding. */
export function addressOf(
  { accountId, token, api = "https://api.cloudflare.com/client/v4" }: Exclude<WorkersAiAccess, { binding: unknown }>,
  model: string,
): { readonly url: string; readonly headers: { readonly authorization: string } } {
  const url = `${api}/accounts/${encodeURIComponent(accountId)}/ai/run/${model}`;
  return { url, headers: { authorization: `Bearer ${token}` } };
}

/** Runs a model. @returns the body of its answer. @throws what `fail` makes, or the signal's reason. */
export async function runForStream(
  access: WorkersAiAccess,
  { model, input, options }: { readonly model: string; readonly input: object; readonly options?: object },
  tools: AskTools,
  fail: Fail,
): Promise<ReadableStream<Uint8Array>> {
  if (!("binding" in access)) return askForStream({ ...addressOf(access, model), body: input }, tools, fail);
  const running = access.binding.run(model, input, options).catch((error: unknown) => {
    // The binding says in words what the other way says by its status.
    const isBusy = /capacity|rate.?limit|3040|429/i.test(String(error));
    throw fail(isBusy ? "busy" : "refused", "binding-failed");
  });
  // A binding takes no signal: nobody waits for it any longer.
  const reply = await Promise.race([running, aborted(tools.signal)]);
  tools.signal.throwIfAborted();
  const body = reply instanceof Response ? reply.ok && reply.body : reply;
  if (!(body instanceof ReadableStream)) throw fail("refused", "no-stream");
  return body as ReadableStream<Uint8Array>;
}

/** An SFU inside the page. It speaks the operations of the Connection API; media goes over real peer connections. */
import type { CallsOperation, CallsOperationTypes } from "../../wire/calls-api.js";
import { Publications } from "./publications.js";
import type { Published } from "./publications.js";
import { SfuSession } from "./session.js";
import type { SessionOperation } from "./session.js";
import { sessionGone } from "./sfu-failure.js";

export class InPageSfu {
  readonly published: Published = { media: new Publications(), channels: new Publications() };
  readonly #sessions = new Map<string, SfuSession>();

  /** @param signal aborted when the session's owner is gone for good. */
  async newSession(
    body: CallsOperationTypes["newSession"]["request"],
    signal: AbortSignal,
  ): Promise<CallsOperationTypes["newSession"]["reply"]> {
    const session = new SfuSession(this.published);
    this.#sessions.set(session.id, session);
    session.signal.addEventListener("abort", () => this.#sessions.delete(session.id), { once: true });
    signal.addEventListener("abort", () => session.close(), { once: true, signal: session.signal });
    const sessionDescription = await session.begin(body);
    return { sessionId: session.id, ...(sessionDescription && { sessionDescription }) };
  }

  /** @throws SfuFailure */
  perform<O extends SessionOperation>(
    operation: O,
    sessionId: string,
    body: CallsOperationTypes[O]["request"],
  ): Promise<CallsOperationTypes[O]["reply"]> {
    const session = this.#sessions.get(sessionId);
    if (!session) throw sessionGone();
    return session.operations[operation](body);
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close();
  }
}

export function isSessionOperation(operation: CallsOperation): operation is SessionOperation {
  return operation !== "newSession";
}

/**
 * An SFU inside the page. It speaks the operations of the Connection API; media goes over real peer connections.
 *
 * @module
 */
import type { ClosedTracks } from "../../room/state.js";
import type { CallsOperationTypes } from "../../wire/calls-api.js";
import { Publications } from "./publications.js";
import type { Published } from "./publications.js";
import { ScriptedSession } from "./scripted-session.js";
import { SfuSession } from "./session.js";
import type { SessionOperation } from "./session.js";
import { sessionGone } from "./sfu-failure.js";

export class InPageSfu {
  readonly published: Published = { media: new Publications(), channels: new Publications() };
  readonly #sessions = new Map<string, SfuSession>();
  readonly #scripted = new Map<string, ScriptedSession>();

  async newSession(
    body: CallsOperationTypes["newSession"]["request"],
  ): Promise<CallsOperationTypes["newSession"]["reply"]> {
    const session = new SfuSession(this.published);
    this.#sessions.set(session.id, session);
    session.signal.addEventListener("abort", () => this.#sessions.delete(session.id), { once: true });
    const sessionDescription = await session.begin(body);
    return { sessionId: session.id, ...(sessionDescription && { sessionDescription }) };
  }

  /** A session whose tracks come from the page, with no peer connection. */
  newScriptedSession(): ScriptedSession {
    const session = new ScriptedSession(this.published);
    this.#scripted.set(session.id, session);
    return session;
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

  /** Ends a session, or what it publishes. */
  release(sessionId: string, tracks: ClosedTracks): void {
    const session = this.#sessions.get(sessionId) ?? this.#scripted.get(sessionId);
    if (tracks === "published") return session?.closePublished();
    session?.close();
    this.#scripted.delete(sessionId);
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close();
    for (const session of this.#scripted.values()) session.close();
  }
}

import { abortError } from "../../base/abort.js";
import { delay } from "../../base/clock.js";
import { reconnectDelay } from "../../base/backoff.js";
import { CallsError } from "../../base/error.js";
import type { LinkState } from "../status.js";
import { endsSession } from "./session-api.js";
import { watchSleep } from "./wake.js";
import { CallsSession, type CallsSessionOptions, type MadeSession } from "./calls-session.js";

/** Something wanted of the SFU for as long as it is in a {@link SessionKeeper}, whatever session there is. */
export interface SessionTask {
  /**
   * Starts before the others on a new session, but for one that came with a join. An offer of ours that comes first brings the
   * data transport along, and nothing that the service has offered limits it.
   */
  readonly goesFirst?: boolean;
  /**
   * Does its work on one session. Started again on the next one.
   *
   * @param signal aborts when the task is taken out or the session has ended: clean up, if the session is still there, and
   * return.
   */
  run(session: CallsSession, signal: AbortSignal): Promise<void>;
}

/** Options of {@link SessionKeeper}. */
export interface SessionKeeperOptions extends Omit<CallsSessionOptions, "onState"> {
  /** The first session, where the join has made it. */
  readonly made?: MadeSession | undefined;
  /** The link or the session changed. */
  onChange(): void;
  /** No session can be had, and trying again would not help. */
  onFailed(error: CallsError): void;
}

/** Sessions in a row that never connect, after which it is the network, and the person should know. */
const FRUITLESS = 3;
/** Milliseconds of connection after which the next loss counts as the first one. */
const SETTLED = 10_000;

/** Keeps one session: when it ends, makes another and does on it everything that is still wanted. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  readonly #closing = new AbortController();
  readonly #tasks = new Map<SessionTask, AbortController>();
  #session: CallsSession | undefined;
  #link: LinkState = "connecting";
  #made: MadeSession | undefined;
  /** The wait for the next session. */
  #pause: AbortController | undefined;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
    this.#made = options.made;
    const { signal } = this.#closing;
    // Another network, or a machine that has slept: what was connected may not be any more.
    globalThis.addEventListener?.("online", this.#look, { signal });
    globalThis.document?.addEventListener("visibilitychange", this.#look, { signal });
    watchSleep(options.environment, signal, this.#look);
    void this.#keep(signal).finally(() => this.#closing.abort());
  }

  /** The session that is in use, connected or not. */
  get session(): CallsSession | undefined {
    return this.#session;
  }

  get link(): LinkState {
    return this.#link;
  }

  /** Starts a task, now and on every session to come. @returns a function that takes it out. */
  add(task: SessionTask): () => void {
    const removal = new AbortController();
    this.#tasks.set(task, removal);
    if (this.#session) this.#start(task, removal.signal, this.#session);
    return () => {
      this.#tasks.delete(task);
      removal.abort();
    };
  }

  /** Ends the session and starts no other. */
  close(): void {
    this.#closing.abort();
    for (const removal of this.#tasks.values()) removal.abort();
    this.#session?.end(abortError());
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { environment, onFailed } = this.#options;
    let neverConnected = 0;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const session = await this.#open(signal);
        const error = await session.ended;
        if (this.#link === "connecting" && error.code === "connection-failed" && ++neverConnected >= FRUITLESS) {
          onFailed(error);
          return;
        }
        if (session.connectedFor > SETTLED) attempt = 0;
      } catch (cause) {
        const error = CallsError.from(cause);
        if (signal.aborted) return;
        // That a session is gone, or out of step, says nothing of the next one.
        if (!error.retryable && !endsSession(error)) {
          onFailed(error);
          return;
        }
      }
      this.#pause = new AbortController();
      const ends = AbortSignal.any([signal, this.#pause.signal]);
      await delay(environment, reconnectDelay(attempt, environment.random), ends).catch(() => {});
    }
  }

  readonly #look = (): void => {
    if (globalThis.document?.visibilityState === "hidden") return;
    this.#pause?.abort();
    void this.#session?.check();
  };

  async #open(signal: AbortSignal): Promise<CallsSession> {
    const made = this.#made;
    this.#made = undefined;
    const session = await CallsSession.open({ ...this.#options, onState: () => this.#update() }, signal, made);
    this.#session = session;
    const tasks = [...this.#tasks];
    // The offer that came with a join has the data transport already.
    if (!made?.answered) tasks.sort(([a], [b]) => Number(b.goesFirst ?? false) - Number(a.goesFirst ?? false));
    for (const [task, removal] of tasks) this.#start(task, removal.signal, session);
    // While nothing is to be sent or received, a data transport is set up to connect the session, so that the first track need
    // not wait.
    if (this.#tasks.size === 0) session.dataTransport.establish(session.signal).catch(() => {});
    this.#options.onChange();
    return session;
  }

  #start(task: SessionTask, removal: AbortSignal, session: CallsSession): void {
    void task.run(session, AbortSignal.any([removal, session.signal]));
  }

  #update(): void {
    const status = this.#session?.state.status;
    if (status === "connected") this.#link = "connected";
    else if (this.#link === "connected") this.#link = "reconnecting";
    if (status === "ended") this.#session = undefined;
    this.#options.onChange();
  }
}

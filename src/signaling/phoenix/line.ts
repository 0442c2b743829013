/**
 * The way to a Phoenix channel: one connection after another on one socket of the npm client, each with a token of its own.
 *
 * The client would connect and join again by itself, without an end, with what it had at first, and not while nobody looks at the page.
 * So it is told never to, and each connection is made here, with a new channel: nothing that was pushed on one is sent on the next.
 */
import { Presence, Serializer, Socket } from "phoenix";
import type { Channel, Message } from "phoenix";
import { reconnectDelay } from "../../base/backoff.js";
import { unreachable } from "../../base/bounded.js";
import type { Schedule } from "../../base/clock.js";
import { CallsError } from "../../base/error.js";
import { fieldsOf } from "../read-announced.js";
import type { Fields } from "../read-announced.js";
import { isStrange } from "../room-server/room-errors.js";
import { Timers } from "../timers.js";
import { joinError, pushError, readPresences } from "./messages.js";
import type { Present } from "./messages.js";

/** Milliseconds for a socket to open, and for an answer to a join or a push. */
const LIMIT = 10_000;
/** Milliseconds between two heartbeats of the room. The server ends a stay without one for three times as long. */
const HEARTBEAT = 15_000;
/** Milliseconds for the server to hear that somebody leaves. */
const GOODBYE = 1_000;
/** The longest time that timers know: never. */
const NEVER = (): number => 2 ** 31 - 1;
/** Characters of a message. A room of a hundred people with all they can say takes a third. */
const LONGEST_MESSAGE = 2_000_000;

/** Options of {@link PhoenixLine}. */
export interface PhoenixLineOptions {
  /** Ends before `/websocket`. */
  readonly endpoint: string;
  readonly topic: string;
  readonly WebSocket: typeof WebSocket;
  readonly schedule: Schedule;
  /** 0 to 1. */
  readonly random: () => number;
  /** More for the address of the socket. */
  params(): object;
  /** What a join says; asked for each. */
  join(): Promise<object>;
  onJoined(reply: Fields): void;
  onPresences(presences: readonly Present[]): void;
  onEvent(event: string, payload: Fields): void;
  /** An answer to a heartbeat. */
  onHeartbeat(reply: Fields): void;
  /** What the server sent is no message. */
  onStrange(cause: unknown): void;
  /** It is over: the server does not let us in, or has put us out. */
  onEnded(error: CallsError): void;
  onLost(attempt: number, error: CallsError): void;
}

/** Events of the server's, beside those of Presence. */
export const SERVER_EVENTS = ["message", "asked", "userLeft", "ended"] as const;

/**
 * Whether the failure of what gives tokens is no word of the application's: the page's own provider, such as a `fetch` while the network is
 * down, or something on the way has failed, and the next try may get one.
 */
const mayPass = (error: unknown): boolean => !(error instanceof CallsError) || error.retryable || isStrange(error);

type Link =
  | { readonly status: "preparing" | "opening" }
  | { readonly status: "joining" | "joined"; readonly channel: Channel }
  | { readonly status: "waiting"; readonly cancel: () => void }
  | { readonly status: "closed" };

export class PhoenixLine {
  readonly #options: PhoenixLineOptions;
  readonly #socket: Socket;
  readonly #timers: Timers;
  /** Pushes that have no answer yet. */
  readonly #pending = new Set<(error: CallsError) => void>();
  /** What the next join says. */
  #payload: object = {};
  #link: Link = { status: "preparing" };
  #attempt = 0;
  #wasJoined = false;

  constructor(options: PhoenixLineOptions) {
    this.#options = options;
    this.#timers = new Timers(options.schedule);
    this.#socket = new Socket(options.endpoint, {
      transport: options.WebSocket,
      params: options.params,
      decode: (raw, callback) => this.#decode(raw, callback),
      reconnectAfterMs: NEVER,
      rejoinAfterMs: NEVER,
      // Only its fallback to long polling, which is off, remembers anything; a page may be without a storage.
      sessionStorage: { getItem: () => null, setItem: () => {} },
    });
    this.#socket.onOpen(() => void (this.#link.status === "opening" && this.#join()));
    this.#socket.onError(() => this.#failOpening());
    this.#socket.onClose(() => this.#failOpening());
  }

  /** Makes the first connection, or the next one at once. */
  readonly start = (): void => {
    if (this.#link.status === "closed") return;
    this.#drop();
    const own: Link = { status: "preparing" };
    this.#link = own;
    this.#options.join().then(
      (payload) => this.#link === own && this.#open(payload),
      (error: unknown) => this.#link === own && this.#refuse(CallsError.from(error), mayPass(error)),
    );
  };

  /** Asks the server for something. @throws CallsError what it refuses with, or `server-unreachable`. */
  push(event: string, payload: object, limit = LIMIT): Promise<Fields> {
    const link = this.#link;
    if (link.status !== "joined") return Promise.reject(unreachable("There is no connection to the room."));
    return new Promise<Fields>((resolve, reject) => {
      this.#pending.add(reject);
      const settle = (act: () => void): void => {
        this.#pending.delete(reject);
        act();
      };
      link.channel
        .push(event, payload, limit)
        .receive("ok", (reply) => settle(() => resolve(fieldsOf(reply))))
        .receive("error", (reply) => settle(() => reject(pushError(fieldsOf(reply)))))
        .receive("timeout", () => settle(() => reject(unreachable(`The room did not answer “${event}”.`))));
    });
  }

  /** Says goodbye. Resolves when the server knows, or after a short wait. */
  async end(): Promise<void> {
    const isIn = this.#link.status === "joined";
    const known = isIn ? this.push("userLeft", {}, GOODBYE).catch(() => {}) : undefined;
    const { schedule } = this.#options;
    this.#timers.stop();
    if (known) await Promise.race([known, new Promise<void>((resolve) => schedule(resolve, GOODBYE))]);
    this.close();
  }

  /** Says goodbye and is gone. */
  endNow(): void {
    if (this.#link.status === "joined") void this.push("userLeft", {}, GOODBYE).catch(() => {});
    this.close();
  }

  /** Without a word: the server knows. */
  close(): void {
    this.#timers.stop();
    this.#drop();
    this.#link = { status: "closed" };
  }

  #open(payload: object): void {
    this.#payload = payload;
    this.#link = { status: "opening" };
    this.#timers.set("opening", LIMIT, () => this.#failOpening());
    try {
      this.#socket.connect();
    } catch (cause) {
      this.#lost(unreachable("The browser does not open the WebSocket.", cause));
    }
  }

  /** A socket that is refused looks like one that is not there. */
  #failOpening(): void {
    if (this.#link.status !== "opening") return;
    const advice = "The Phoenix server does not open the socket: it is away, or its check_origin or connect/3 refuses.";
    this.#lost(unreachable(advice));
  }

  #join(): void {
    const { topic, onJoined, onEvent, onPresences } = this.#options;
    this.#timers.clear("opening");
    const channel = this.#socket.channel(topic, this.#payload);
    const isOver = (): boolean => !("channel" in this.#link) || this.#link.channel !== channel;
    const presence = new Presence(channel);
    presence.onSync(() => {
      // The oldest is first: what is left of a connection that is lost stands before the one that took its place.
      if (!isOver()) onPresences(presence.list((key, { metas }) => ({ key, meta: fieldsOf(metas.at(-1)) })));
    });
    for (const event of SERVER_EVENTS) channel.on(event, (payload) => isOver() || onEvent(event, fieldsOf(payload)));
    channel.onError(() => isOver() || this.#lost(unreachable("The connection to the room was lost.")));
    channel.onClose(() => isOver() || this.#end(new CallsError("removed", "The server has ended the stay.")));
    this.#link = { status: "joining", channel };
    channel
      .join(LIMIT)
      .receive("ok", (reply) => {
        if (isOver()) return;
        this.#link = { status: "joined", channel };
        this.#wasJoined = true;
        onJoined(fieldsOf(reply));
        this.#beat();
      })
      .receive("error", (reply) => isOver() || this.#refuse(joinError(fieldsOf(reply), topic)))
      .receive("timeout", () => isOver() || this.#lost(unreachable("The room does not answer.")));
  }

  /** The first brings what a call needs, each one that the server is there; one without an answer, that it is not. */
  #beat(isFirst = true): void {
    const link = this.#link;
    this.push("heartbeat", {}).then(
      (reply) => {
        if (this.#link !== link) return;
        // A server that lets in and drops is not asked without a pause: only one that stays begins anew.
        if (!isFirst) this.#attempt = 0;
        this.#options.onHeartbeat(reply);
        this.#timers.set("beat", HEARTBEAT, () => this.#beat(false));
      },
      (error: CallsError) => this.#link === link && this.#lost(error),
    );
  }

  /** @param error why there is no way in: another try follows where that may help. */
  #refuse(error: CallsError, isPassing = error.retryable): void {
    if (this.#wasJoined && isPassing) this.#lost(error);
    else this.#end(error);
  }

  #end(error: CallsError): void {
    this.close();
    this.#options.onEnded(error);
  }

  #lost(error: CallsError): void {
    if (!this.#wasJoined) return this.#end(error);
    this.#drop();
    const own: Link = { status: "preparing" };
    this.#link = own;
    const attempt = ++this.#attempt;
    this.#options.onLost(attempt, error);
    if (this.#link !== own) return;
    const { schedule, random } = this.#options;
    this.#link = { status: "waiting", cancel: schedule(this.start, reconnectDelay(attempt - 1, random)) };
    globalThis.addEventListener?.("online", this.start);
  }

  /** Lets go of the connection, or of the wait for one. */
  #drop(): void {
    const link = this.#link;
    // What is told of it from now on is not about the next one.
    this.#link = { status: "preparing" };
    globalThis.removeEventListener?.("online", this.start);
    this.#timers.clear("opening");
    this.#timers.clear("beat");
    if (link.status === "waiting") link.cancel();
    const { conn } = this.#socket;
    if (conn) {
      this.#socket.disconnect();
      // The client waits for what is on its way; a page that goes away does not.
      conn.close();
    }
    // It would join again with the next connection.
    if ("channel" in link) link.channel.leave();
    for (const reject of Array.from(this.#pending)) reject(unreachable("The connection to the room was lost."));
    this.#pending.clear();
  }

  #decode(raw: string | ArrayBuffer, callback: (message: Message) => void): void {
    let message: Message | undefined;
    try {
      if (typeof raw !== "string") return;
      if (raw.length > LONGEST_MESSAGE) throw new RangeError("The message is too long.");
      Serializer.decode(raw, (decoded) => (message = decoded));
      if (!message) return;
      const payload = fieldsOf(message.payload);
      message = { ...message, payload: readPresences(message.event, payload) };
    } catch (cause) {
      return this.#options.onStrange(cause);
    }
    callback(message);
  }
}

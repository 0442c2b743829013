/** The way to an Orange room: sockets of one id, one after another, with heartbeats, and how to notice that a socket has gone deaf. */
import { throwIfAborted } from "../../base/abort.js";
import { unreachable } from "../../base/bounded.js";
import type { Schedule } from "../../base/clock.js";
import { CallsError } from "../../base/error.js";
import { ReconnectingSocket } from "../reconnecting-socket.js";
import { signIn } from "./sign-in.js";
import type { OrangeHttp } from "./sign-in.js";
import { Timers } from "../timers.js";

/** Milliseconds between two heartbeats. The server forgets whoever sends none for 15 s. */
const HEARTBEAT = 5_000;
/** Milliseconds without a word of the server, which says the whole state every 15 s. */
const SILENCE = 20_000;
/** Milliseconds for the server to repeat what somebody said of themselves: it says it to everybody who is in its list of sockets. */
const ECHO = 5_000;
/**
 * Heartbeats for which a socket that took another one's place says its state again. The server forgets a socket when an older one of the
 * same id closes, which may be long after the newer one was opened; it then goes on listening, and says nothing any more.
 */
const PROBES = 12;
/** Milliseconds for a socket to close. */
const CLOSING = 1_000;

/** Options of {@link OrangeLine}. */
export interface OrangeLineOptions {
  readonly http: OrangeHttp;
  /** Where the room's sockets are, with the id in it. */
  readonly address: URL;
  readonly WebSocket: typeof WebSocket;
  readonly schedule: Schedule;
  readonly random: () => number;
  /** What this browser is signed in by, where the server does not know it. */
  name(): string;
  onMessage(text: string): void;
  /** This client's whole state is to be said: to a new socket, and to find out whether it is heard. @returns the message. */
  state(): object;
  /** The first socket is no way in. */
  onRefused(error: CallsError): void;
  onLost(attempt: number, error: CallsError): void;
}

export class OrangeLine {
  readonly #options: OrangeLineOptions;
  readonly #socket: ReconnectingSocket;
  readonly #timers: Timers;
  readonly #ending = new AbortController();
  #current: WebSocket | undefined;
  #closed: Promise<void> = Promise.resolve();
  #isIn = false;
  #isSignedIn = false;
  #willSignIn = false;
  #wasOpened = false;
  #probes = 0;

  constructor(options: OrangeLineOptions) {
    const { schedule, random } = options;
    this.#options = options;
    this.#timers = new Timers(schedule);
    this.#socket = new ReconnectingSocket({
      schedule,
      random,
      silence: SILENCE,
      open: () => this.#open(),
      onOpen: () => this.#opened(),
      onMessage: (text) => {
        this.#timers.clear("echo");
        options.onMessage(text);
      },
      onLost: (error, attempt, end) => this.#lost(error, attempt, end),
    });
  }

  start(): void {
    this.#socket.start();
  }

  /** The room has told its state: from now on this client says its own, and a lost socket is followed by another. */
  entered(): void {
    if (this.#isIn) return;
    this.#isIn = true;
    this.say();
  }

  /** Says this client's state, which the room repeats to everybody: to this client too. */
  say(): void {
    if (!this.#isIn || !this.send(this.#options.state()) || this.#timers.has("echo")) return;
    this.#timers.set("echo", ECHO, () => this.#socket.giveUp(unreachable("The room does not answer any more.")));
  }

  /** @returns whether it went out. */
  send(message: object): boolean {
    return this.#socket.send(JSON.stringify(message));
  }

  /** Says goodbye and closes. Resolves when the server has closed, or after a short wait. */
  async end(): Promise<void> {
    const { schedule } = this.#options;
    const wasSaid = this.send({ type: "userLeft" });
    const [current, closed] = [this.#current, this.#closed];
    this.#timers.stop();
    this.#ending.abort();
    if (!wasSaid) return this.#close(current);
    let cancel = (): void => {};
    await Promise.race([closed, new Promise<void>((resolve) => (cancel = schedule(resolve, CLOSING)))]);
    cancel();
    this.#close(current);
  }

  /** Says goodbye and does not wait. */
  endNow(): void {
    this.send({ type: "userLeft" });
    this.#timers.stop();
    this.#ending.abort();
    this.#close(this.#current);
  }

  #close(current: WebSocket | undefined): void {
    this.#socket.close();
    current?.close();
  }

  async #open(): Promise<WebSocket> {
    // Of two sockets of one id the newer one is forgotten when the older one closes: that is waited for, where it closes.
    await Promise.race([this.#closed, new Promise<void>((resolve) => this.#timers.set("closing", CLOSING, resolve))]);
    this.#timers.clear("closing");
    if (this.#willSignIn) {
      this.#willSignIn = false;
      this.#isSignedIn = true;
      await signIn(this.#options.http, this.#options.name(), this.#ending.signal);
    }
    throwIfAborted(this.#ending.signal);
    const socket = new this.#options.WebSocket(this.#options.address.href);
    this.#current = socket;
    this.#closed = new Promise((resolve) => socket.addEventListener("close", () => resolve()));
    return socket;
  }

  #opened(): void {
    this.#probes = this.#wasOpened ? PROBES : 0;
    this.#wasOpened = true;
    this.#isSignedIn = false;
    this.#beat();
    this.say();
  }

  #beat(): void {
    this.send({ type: "heartbeat" });
    if (this.#probes-- > 0) this.say();
    this.#timers.set("beat", HEARTBEAT, () => this.#beat());
  }

  #lost(error: CallsError, attempt: number, { wasOpen, code }: { wasOpen: boolean; code: number }): boolean {
    this.#timers.clear("echo");
    this.#timers.clear("beat");
    // A browser does not say why a socket was not opened: it may be that the server does not know this browser.
    const mayBeUnknown = !wasOpen && !this.#isSignedIn;
    this.#willSignIn ||= mayBeUnknown;
    if (!this.#isIn && !mayBeUnknown) {
      const isRefused = !wasOpen && code !== 0;
      const reason =
        "The server has signed this browser in, and lets no socket in. Is it an Orange server of this page's own origin, so that its cookie is kept?";
      this.#options.onRefused(isRefused ? new CallsError("unauthorized", reason, { cause: error }) : error);
      return false;
    }
    if (this.#isIn) this.#options.onLost(attempt, error);
    return true;
  }
}

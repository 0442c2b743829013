/** One socket to the room: says hello, keeps it alive, and notices when nobody is at the other end any more. */
import { CallsError } from "../../base/error.js";
import {
  ABNORMAL_CLOSURE,
  HEARTBEAT,
  ROOM_PROTOCOL_VERSION,
  ROOM_SUBPROTOCOL,
  ROOM_TIMING,
  TICKET_SUBPROTOCOL,
} from "../../wire/tables.js";
import type { ClientMessage, HelloMessage, ServerMessage } from "../../wire/room-protocol.js";
import type { Schedule } from "../../base/clock.js";
import { readMessage } from "./read-messages.js";

/** Milliseconds that a goodbye may take. */
const GOODBYE_LIMIT = 1_000;
/** Bounds, in milliseconds, on what a server may ask for. */
const SHORTEST = 20;
const LONGEST = 600_000;

/** What the server said of its heartbeats. */
interface Timing {
  readonly heartbeat: number;
  readonly stale: number;
}

/**
 * Milliseconds without a word after which nobody is at the other end. Whoever cannot send heartbeats in time, because the page's
 * timers are slowed down, is asked by the server before that.
 */
const silence = ({ heartbeat, stale }: Timing): number => stale + heartbeat;

/** Where to come back to. */
type Resume = HelloMessage["resume"];

export interface RoomSocketOptions {
  readonly url: string;
  /** What lets it in, unless the address does. */
  readonly ticket: string | undefined;
  readonly WebSocket: typeof WebSocket;
  readonly schedule: Schedule;
  readonly resume: Resume;
  /** Milliseconds for the socket to open and be answered. */
  readonly limit: number;
  onMessage(message: Exclude<ServerMessage, { type: "ping" }>): void;
  /** A message that cannot be understood; it is ignored. */
  onInvalid(error: CallsError): void;
  /** Called once, unless {@link RoomSocket.close} came first. */
  onEnd(code: number, reason: string): void;
}

export class RoomSocket {
  readonly #options: RoomSocketOptions;
  readonly #socket: WebSocket;
  #timing: Timing | undefined;
  #cancelWatchdog = (): void => {};
  #cancelHeartbeat = (): void => {};
  #isOver = false;
  #leaving: (() => void) | undefined;

  constructor(options: RoomSocketOptions) {
    this.#options = options;
    const { url, ticket, resume } = options;
    const socket = new options.WebSocket(url, [ROOM_SUBPROTOCOL, ...(ticket ? [TICKET_SUBPROTOCOL + ticket] : [])]);
    this.#socket = socket;
    this.#watch(options.limit);
    socket.addEventListener("open", () => (this.#leaving ? this.send({ type: "leave" }) : this.hello(resume)));
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    socket.addEventListener("close", ({ code, reason }) => this.#end(code, reason));
    // What went wrong is not told; a close event follows.
    socket.addEventListener("error", () => {});
  }

  /** Asks for what was missed since `resume`, or for everything. */
  hello(resume?: Resume): void {
    this.send({ type: "hello", protocol: ROOM_PROTOCOL_VERSION, gathers: true, ...(resume && { resume }) });
  }

  /** @returns whether the socket was open. What is sent before is lost. */
  send(message: ClientMessage): boolean {
    return this.#write(JSON.stringify(message));
  }

  /** Says goodbye. Resolves when the server has closed, or after a short wait. */
  leave(): Promise<void> {
    return new Promise((resolve) => {
      this.#leaving = resolve;
      this.#cancelHeartbeat();
      const isOpening = this.#socket.readyState === this.#socket.CONNECTING;
      if (isOpening || this.send({ type: "leave" })) this.#watch(GOODBYE_LIMIT);
      else this.close();
    });
  }

  /** Says goodbye and does not wait. */
  leaveNow(): void {
    this.send({ type: "leave" });
    this.close();
  }

  /** Lets go of the socket at once; nothing is told any more. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelWatchdog();
    this.#cancelHeartbeat();
    this.#socket.close();
    this.#leaving?.();
  }

  #write(text: string): boolean {
    const isOpen = !this.#isOver && this.#socket.readyState === this.#socket.OPEN;
    if (isOpen) this.#socket.send(text);
    return isOpen;
  }

  #receive(data: unknown): void {
    if (this.#isOver || this.#leaving) return;
    if (this.#timing) this.#watch(silence(this.#timing));
    const message = this.#parse(data);
    if (!message) return;
    if (message.type === "ping") return void this.#write(HEARTBEAT);
    if (message.type === "welcome") this.#begin(message.timing);
    // Heartbeats begin at the door too: the socket has to stay alive however long a host takes to let somebody in.
    if (message.type === "wait") this.#begin(ROOM_TIMING);
    this.#options.onMessage(message);
  }

  #parse(data: unknown): ServerMessage | undefined {
    try {
      return readMessage(data);
    } catch (cause) {
      const reason = "A message of the server is not understood. It was ignored.";
      this.#options.onInvalid(new CallsError("protocol", reason, { cause }));
      return undefined;
    }
  }

  /** Heartbeats from now on, and silence is the end. */
  #begin({ heartbeat, stale }: Timing): void {
    this.#cancelHeartbeat();
    this.#timing = heartbeat >= SHORTEST && stale > heartbeat && stale <= LONGEST ? { heartbeat, stale } : ROOM_TIMING;
    this.#watch(silence(this.#timing));
    this.#beat(this.#timing.heartbeat);
  }

  #beat(interval: number): void {
    this.#cancelHeartbeat = this.#options.schedule(() => {
      this.#write(HEARTBEAT);
      this.#beat(interval);
    }, interval);
  }

  #watch(limit: number): void {
    this.#cancelWatchdog();
    this.#cancelWatchdog = this.#options.schedule(() => this.#end(ABNORMAL_CLOSURE, ""), limit);
  }

  #end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.close();
    if (!this.#leaving) this.#options.onEnd(code, reason);
  }
}

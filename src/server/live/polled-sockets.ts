/**
 * A room's sockets over plain HTTP, by long polling, for people whose network lets no WebSocket through. To the room they are
 * sockets like any other: only the way from the host to the client differs.
 */
import type { PollEnd, PollReply } from "../../wire/room-protocol.js";
import { ABNORMAL_CLOSURE, GOING_AWAY, ROOM_CLOSE, ROOM_LIMITS } from "../../wire/tables.js";
import { personOf } from "../access/tokens.js";
import type { SocketId } from "../../room/state.js";
import type { LiveRoom, RoomPorts } from "./live-room.js";
import type { PollRequest } from "./poll-request.js";
import { forConnect } from "./rulebook.js";

/** Before the id of a polled socket; those of the hosts' own have no colon. */
const PREFIX = "poll:";
/** Milliseconds for which a question is held. Proxies end those that take half a minute. */
const HELD_FOR = 25_000;
/** Milliseconds after which a client that does not ask is gone. */
const PATIENCE = 15_000;
/** Milliseconds between two answers: what a busy room says meanwhile goes together. */
const PAUSE = 25;
/** Characters that may wait for a client that does not fetch them. It can resume when it is faster. */
const MAX_QUEUED = 1024 * 1024;
/** Characters of one message; more ends the socket. */
const MAX_MESSAGE = 4 * ROOM_LIMITS.message;
const MESSAGE_TOO_BIG = 1009;

type Timer = ReturnType<typeof setTimeout>;

interface Polled {
  /** What is not known to have arrived. */
  queue: string[];
  /** Characters in the queue. */
  size: number;
  /** How many texts were said before those in the queue. */
  dropped: number;
  /** How many of the client's were heard. */
  heard: number;
  end: PollEnd | undefined;
  /** Answers the question that is held. */
  answer: (() => void) | undefined;
  held: Timer | undefined;
  /** Until the next answer may be given; or until the client is given up. */
  pause: Timer | undefined;
  patience: Timer | undefined;
}

/** What there is to say of a socket that nobody knows: the client opens another, and resumes. */
export const unknownSocket = (): PollReply => ({ messages: [], end: { code: ABNORMAL_CLOSURE, reason: "" } });

export class PolledSockets {
  readonly #sockets = new Map<SocketId, Polled>();
  #room: LiveRoom | undefined;

  /** Ends them all: the server is going down, or the room is forgotten. */
  close(): void {
    for (const [id, socket] of this.#sockets) {
      this.#close(id, ROOM_CLOSE.restart, "The server is going down.");
      clearTimeout(socket.patience);
      clearTimeout(socket.pause);
    }
    this.#sockets.clear();
  }

  get size(): number {
    return [...this.#sockets.values()].filter(({ end }) => !end).length;
  }

  /** Is the socket of a request one of these? */
  has({ id }: PollRequest): boolean {
    return this.#sockets.has(PREFIX + id);
  }

  /** The host's ports, which reach these sockets too. */
  wrap(ports: RoomPorts): RoomPorts {
    return {
      ...ports,
      now: () => ports.now(),
      send: (socket, text) => {
        if (socket.startsWith(PREFIX)) this.#send(socket, text);
        else ports.send(socket, text);
      },
      close: (socket, code, reason) => {
        if (socket.startsWith(PREFIX)) this.#close(socket, code, reason);
        else ports.close(socket, code, reason);
      },
    };
  }

  /** Carries what is said between clients and this room. */
  serve(room: LiveRoom): void {
    this.#room = room;
  }

  /** Never rejects. */
  async take(request: PollRequest): Promise<PollReply> {
    const id = PREFIX + request.id;
    if (request.type === "open") {
      await this.#open(id, request);
      return { messages: [] };
    }
    const socket = this.#sockets.get(id);
    if (!socket) return unknownSocket();
    if (request.type === "receive") return this.#receive(id, socket, request.after);
    this.#hear(id, socket, request);
    return { messages: [] };
  }

  async #open(id: SocketId, { claims, versioned, ticket }: Extract<PollRequest, { type: "open" }>): Promise<void> {
    const room = this.#room;
    const known = personOf(claims);
    const entry = await room?.authorize(known);
    if (!room || !entry) return;
    this.#sockets.set(id, {
      queue: [],
      size: 0,
      dropped: 0,
      heard: 0,
      end: undefined,
      answer: undefined,
      held: undefined,
      pause: undefined,
      patience: this.#loseLater(id),
    });
    room.take({ type: "connect", socket: id, ...known, versioned, ticket, ...forConnect(entry) });
  }

  /** The later of two questions is the one that is waited for. */
  #receive(id: SocketId, socket: Polled, after: number): Promise<PollReply> {
    socket.answer?.();
    const arrived = Math.min(Math.max(after - socket.dropped, 0), socket.queue.length);
    socket.dropped += arrived;
    for (const text of socket.queue.splice(0, arrived)) socket.size -= text.length;
    clearTimeout(socket.patience);
    return new Promise((resolve) => {
      socket.answer = () => {
        socket.answer = undefined;
        clearTimeout(socket.held);
        clearTimeout(socket.patience);
        socket.patience = this.#loseLater(id);
        socket.pause ??= setTimeout(() => {
          socket.pause = undefined;
          this.#tell(socket);
        }, PAUSE);
        resolve({ messages: [...socket.queue], ...(socket.end && { end: socket.end }) });
      };
      clearTimeout(socket.held);
      socket.held = setTimeout(() => socket.answer?.(), HELD_FOR);
      this.#tell(socket);
    });
  }

  #tell(socket: Polled): void {
    if (socket.end || (socket.queue.length > 0 && !socket.pause)) socket.answer?.();
  }

  #hear(id: SocketId, socket: Polled, { after, messages, close }: Extract<PollRequest, { type: "say" }>): void {
    // What is missing between may never come: the client says it again, in order.
    if (after > socket.heard) return;
    const news = messages.slice(socket.heard - after);
    socket.heard += news.length;
    for (const message of news) {
      if (socket.end) return;
      if (message !== null && message.length > MAX_MESSAGE) {
        this.#lose(id, MESSAGE_TOO_BIG);
        return;
      }
      this.#room?.take({ type: "message", socket: id, text: message ?? undefined });
    }
    if (close !== undefined) this.#lose(id, close);
  }

  #send(id: SocketId, text: string): void {
    const socket = this.#sockets.get(id);
    if (!socket || socket.end) return;
    socket.queue.push(text);
    socket.size += text.length;
    if (socket.size > MAX_QUEUED) this.#lose(id, ABNORMAL_CLOSURE);
    else this.#tell(socket);
  }

  /** The client is told with its next question, for as long as one is expected. */
  #close(id: SocketId, code: number, reason: string): void {
    const socket = this.#sockets.get(id);
    if (!socket || socket.end) return;
    socket.end = { code, reason };
    this.#tell(socket);
  }

  #loseLater(id: SocketId): Timer {
    return setTimeout(() => {
      this.#lose(id, ABNORMAL_CLOSURE);
      this.#sockets.delete(id);
    }, PATIENCE);
  }

  /** The client is gone, or is no good. */
  #lose(id: SocketId, code: number): void {
    if (this.#sockets.get(id)?.end) return;
    this.#close(id, code, "");
    // What the room is doing now may be what lost it.
    queueMicrotask(() => this.#room?.take({ type: "disconnect", socket: id, goesAway: code === GOING_AWAY }));
  }
}

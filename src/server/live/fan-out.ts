/**
 * Tells many people the same. In a crowd what comes within a moment goes together, as one text for all, and what was overtaken
 * meanwhile is not told: so that what one person does costs the others little, however often they do it.
 */
import type { News, RoomChange } from "../../wire/room-protocol.js";
import type { RoomSocket, RoomState, SocketId } from "../../room/state.js";

/** People to whom everything is told at once. */
const FEW = 32;
/** Milliseconds between two times that a crowd is told something. */
const PAUSE = 50;
/** ...at the most, however many they are. */
const LONGEST_PAUSE = 250;
/** Texts that a room sends in a second before its pauses grow, and how many it may send at once after a calm time. */
const TEXTS = { perSecond: 5_000, burst: 25_000 };
/** What waits at the most: a batch must not grow without a bound. */
const MAX_WAITING = 256;

export interface FanOutPorts {
  send(socket: SocketId, text: string): void;
  /** Milliseconds since 1970. */
  now(): number;
  /** How the room is now. */
  state(): RoomState;
  signal: AbortSignal;
}

interface Item {
  readonly message: News;
  readonly text: string;
  /** What it is about. */
  readonly key: string | undefined;
  /** Something later says the same thing anew. */
  isOvertaken: boolean;
}

export class FanOut {
  readonly #ports: FanOutPorts;
  #items: Item[] = [];
  /** Which item was the last about something. */
  readonly #latest = new Map<string, number>();
  /** What some have had already, as a count of items. */
  readonly #served = new Map<SocketId, number>();
  /** Batches, by the item that they begin with; of the items that there are now. */
  readonly #batches = new Map<number, string | undefined>();
  #left = TEXTS.burst;
  #countedAt = 0;
  #opensAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: FanOutPorts) {
    this.#ports = ports;
  }

  /** Tells these sockets of something, which are all that listen in version 1. */
  tell(message: News, to: readonly SocketId[]): void {
    if (this.#items.length === 0 && to.length < FEW) {
      const text = JSON.stringify(message);
      for (const socket of to) this.#ports.send(socket, text);
      return;
    }
    this.#add(message);
    if (this.#items.length >= MAX_WAITING) this.#flush();
  }

  /** Says something to one, who hears first what was to be told before. */
  send(socket: SocketId, text: string, { isWelcome = false } = {}): void {
    // Whoever is welcomed knows all that has happened until now.
    if (isWelcome && this.#items.length > 0) this.#served.set(socket, this.#items.length);
    else this.catchUp(socket);
    this.#ports.send(socket, text);
  }

  /** Tells one now what waits to be told. */
  catchUp(id: SocketId): void {
    if (this.#items.length === 0) return;
    const socket = this.#ports.state().sockets.get(id);
    if (!socket?.listening || !socket.versioned) return;
    this.#serve(socket);
    this.#served.set(id, this.#items.length);
  }

  /** Tells what waits, now if it is time to, or later. To be called after every step. */
  settle(): void {
    if (this.#items.length === 0 || this.#timer !== undefined) return;
    const wait = this.#opensAt - this.#ports.now();
    if (wait <= 0) return this.#flush();
    this.#timer = setTimeout(() => this.#flush(), Math.min(wait, LONGEST_PAUSE));
    // Where there are processes, it must not keep one alive that has nothing else to do.
    this.#timer.unref?.();
  }

  #add(message: News): void {
    const key = subjectOf(message);
    const before = key === undefined ? undefined : this.#latest.get(key);
    const overtaken = before === undefined ? undefined : this.#items[before];
    if (overtaken) overtaken.isOvertaken = true;
    if (key !== undefined) this.#latest.set(key, this.#items.length);
    this.#items.push({ message, text: JSON.stringify(message), key, isOvertaken: false });
    this.#batches.clear();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#ports.signal.aborted) return;
    let told = 0;
    for (const socket of this.#ports.state().sockets.values()) {
      if (!socket.listening || !socket.versioned) continue;
      this.#serve(socket);
      told += 1;
    }
    this.#items = [];
    this.#latest.clear();
    this.#served.clear();
    this.#batches.clear();
    this.#opensAt = this.#ports.now() + this.#pauseAfter(told);
  }

  #pauseAfter(texts: number): number {
    const now = this.#ports.now();
    const earned = (Math.max(0, now - this.#countedAt) * TEXTS.perSecond) / 1000;
    const least = (-LONGEST_PAUSE * TEXTS.perSecond) / 1000;
    this.#left = Math.max(least, Math.min(TEXTS.burst, this.#left + earned) - texts);
    this.#countedAt = now;
    return Math.max(PAUSE, (-this.#left / TEXTS.perSecond) * 1000);
  }

  #serve({ id, gathers = false }: RoomSocket): void {
    const from = this.#served.get(id) ?? 0;
    if (gathers) {
      const batch = this.#batchFrom(from);
      if (batch !== undefined) this.#ports.send(id, batch);
      return;
    }
    // Older clients need every change by itself.
    for (const { text } of this.#items.slice(from)) this.#ports.send(id, text);
  }

  #batchFrom(from: number): string | undefined {
    if (this.#batches.has(from)) return this.#batches.get(from);
    const batch = batchOf(this.#items.slice(from));
    this.#batches.set(from, batch);
    return batch;
  }
}

/** The text of a batch: its messages are written once, whoever they are for. */
function batchOf(items: readonly Item[]): string | undefined {
  const [first, ...others] = items;
  if (!first) return undefined;
  if (others.length === 0) return first.text;
  const changes = items.flatMap(({ message }) => (isChange(message) ? message.revision : []));
  const [begin, end] = [changes[0], changes.at(-1)];
  const span = begin === undefined ? "" : `"since":${begin - 1},"revision":${end},`;
  const sums = countsOf(items);
  const texts = items.flatMap(({ isOvertaken, message, text, key }) => {
    if (isOvertaken) return [];
    const count = key === undefined ? 1 : (sums.get(key) ?? 1);
    return count > 1 ? JSON.stringify({ ...message, count }) : text;
  });
  return `{"type":"batch",${span}"messages":[${texts.join(",")}]}`;
}

/** Reactions of the audience add up: each of those for whom the batch is has heard of none of them. */
function countsOf(items: readonly Item[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { message, key } of items) {
    if (message.type !== "reaction" || key === undefined) continue;
    counts.set(key, (counts.get(key) ?? 0) + (message.count ?? 0));
  }
  return counts;
}

const isChange = (message: News): message is RoomChange => "revision" in message;

/** What a message is about, where a later one about the same makes it worth nothing. */
function subjectOf(message: News): string | undefined {
  switch (message.type) {
    case "track-state":
      return `track ${message.from} ${message.kind} ${message.trackName}`;
    case "cloudflare-session":
      return `session ${message.participantId}`;
    case "participant":
      return `participant ${message.from} ${Object.keys(message.set).join(" ")}`;
    case "policy":
    case "audience":
      return message.type;
    case "chat": {
      // What a service writes grows in its place.
      const [said, ...more] = message.messages;
      return said && more.length === 0 ? `chat ${said.id}` : undefined;
    }
    case "reaction":
      return message.count === undefined ? undefined : `reaction ${message.reaction}`;
    default:
      return undefined;
  }
}

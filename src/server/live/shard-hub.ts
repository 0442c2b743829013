/**
 * The room's own object, and the sockets to its shards. What changes within a moment goes to all of them as one text; whoever comes
 * back gets the stage whole, so that nothing which was lost with a socket is missed.
 */
import { randomId } from "../../base/random-id.js";
import type { FoundPeople, News } from "../../wire/room-protocol.js";
import type { FromShard, ToShard } from "../../room/shard-protocol.js";
import type { RoomState, SocketId } from "../../room/state.js";
import { together } from "../../room/shards.js";
import { recordsBetween, wholeStage } from "../../room/stage-records.js";
import type { LiveRoom, RoomPorts, RoomRelay } from "./live-room.js";

const NORMAL_CLOSURE = 1000;
/** Milliseconds between two times that shards are told something. */
const PAUSE = 50;
/** Milliseconds for which the shards' answers to a search are waited for. */
const SEARCH = 500;
/** Before the id of a socket that a shard has, as the room sees it. */
const PREFIX = "shard:";
/** Before the id of the socket to a shard. */
const LINK = "link:";

/** An id for a new socket to a shard. */
export const linkTo = (shard: number): SocketId => `${LINK}${shard}:${randomId()}`;
/** Is it a socket to a shard, and no client's? */
export const isLink = (socket: SocketId): boolean => socket.startsWith(LINK);
const shardOf = (link: SocketId): string => link.split(":")[1] ?? "";

/** What goes from the room's object to a shard: what its machine is told, or what is for one of its sockets. */
export type Relayed = ToShard | { readonly type: "say"; readonly texts: readonly (readonly [SocketId, string])[] };

export interface ShardHubPorts {
  /** Sends to a socket; one that is gone is skipped. */
  send(socket: SocketId, text: string): void;
  close(socket: SocketId, code: number, reason: string): void;
  /** Milliseconds since 1970. */
  now(): number;
}

export class ShardHub implements RoomRelay {
  readonly #ports: ShardHubPorts;
  /** The socket to each shard that is connected. */
  readonly #shards = new Map<string, SocketId>();
  #room: LiveRoom | undefined;
  /** The room as the shards know it. */
  #told: RoomState | undefined;
  #news: News[] = [];
  /** What is for sockets of shards, by shard. */
  readonly #texts = new Map<string, [SocketId, string][]>();
  /** What was found until now, by who searches. */
  readonly #searches = new Map<string, { found: FoundPeople; readonly missing: Set<string> }>();
  #opensAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ShardHubPorts) {
    this.#ports = ports;
  }

  /** The host's ports, which reach the sockets of shards too. */
  wrap(ports: RoomPorts): RoomPorts {
    return {
      ...ports,
      now: () => ports.now(),
      send: (socket, text) => {
        const [shard, id] = readSocket(socket);
        if (shard === undefined) return ports.send(socket, text);
        this.#texts.set(shard, [...(this.#texts.get(shard) ?? []), [id, text]]);
      },
    };
  }

  serve(room: LiveRoom): void {
    this.#room = room;
    this.#told = room.state;
  }

  /** The object begins anew, with the sockets that have outlived it. Of the other shards nobody will say that they are lost. */
  wake(links: readonly SocketId[]): void {
    const room = this.#room;
    if (!room) return;
    for (const link of links) this.connect(link, false);
    for (const [shard, { lostAt }] of room.state.shards) {
      if (lostAt !== undefined || this.#shards.has(shard)) continue;
      room.take({ type: "shard", shard, said: { type: "lost" } });
    }
  }

  /** A shard is there. @param isNew its socket has just been opened: it begins with the whole stage. */
  connect(link: SocketId, isNew: boolean): void {
    const room = this.#room;
    if (!room) return;
    const shard = shardOf(link);
    const older = this.#shards.get(shard);
    this.#shards.delete(shard);
    if (older !== undefined) this.#ports.close(older, NORMAL_CLOSURE, "Connected again.");
    // Whatever follows from this is in the whole stage, which is the first that a new shard is told.
    room.take({ type: "shard", shard, said: { type: "connected" } });
    this.#flush();
    this.#shards.set(shard, link);
    if (isNew) this.#send(shard, wholeStage(room.state));
  }

  /** The socket to a shard is gone. */
  lose(link: SocketId): void {
    const shard = shardOf(link);
    if (this.#shards.get(shard) !== link) return;
    this.#shards.delete(shard);
    this.#room?.take({ type: "shard", shard, said: { type: "lost" } });
  }

  /** A shard says something. */
  hear(link: SocketId, text: string): void {
    const shard = shardOf(link);
    if (this.#shards.get(shard) !== link) return;
    const said = JSON.parse(text) as FromShard;
    if (said.type === "found") return this.#gather(shard, said.to, said.found);
    if (said.type !== "act") return this.#room?.take({ type: "shard", shard, said });
    const { socket, person: from, text: wanted } = said;
    this.#room?.take({ type: "message", socket: `${PREFIX}${shard}:${socket}`, text: wanted, from });
  }

  /** Everybody is told something. */
  tell(message: News): void {
    if (this.#shards.size > 0) this.#news.push(message);
  }

  /** The room says something to one of its shards, or to all of them. */
  toShards(message: ToShard, shard?: number): void {
    // What has happened before is told before.
    this.#flush();
    if (message.type === "search") this.#search(message.to, message.text);
    for (const each of this.#shards.keys()) if (shard === undefined || each === `${shard}`) this.#send(each, message);
  }

  #search(to: string, text: string): void {
    const search = { found: { text, people: [] }, missing: new Set(this.#shards.keys()) };
    this.#searches.set(to, search);
    const timer = setTimeout(() => this.#searches.get(to) === search && this.#answer(to), SEARCH);
    timer.unref?.();
  }

  #gather(shard: string, to: string, found: FoundPeople): void {
    const search = this.#searches.get(to);
    if (search?.found.text !== found.text || !search.missing.delete(shard)) return;
    search.found = together(search.found, found);
    if (search.missing.size === 0) this.#answer(to);
  }

  #answer(to: string): void {
    const found = this.#searches.get(to)?.found;
    this.#searches.delete(to);
    if (found) this.#room?.take({ type: "shard", shard: "", said: { type: "found", to, found } });
  }

  /** Tells the shards what is another, now if it is time to, or later. To be called after every step. */
  look(): void {
    if (this.#shards.size === 0) {
      this.#told = this.#room?.state;
      this.#texts.clear();
      return;
    }
    const isNews = this.#news.length + this.#texts.size > 0 || this.#told !== this.#room?.state;
    if (!isNews || this.#timer !== undefined) return;
    const wait = this.#opensAt - this.#ports.now();
    if (wait <= 0) return this.#flush();
    this.#timer = setTimeout(() => this.#flush(), Math.min(PAUSE, wait));
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = this.#room?.state;
    if (!state || !this.#told) return;
    const records = recordsBetween(this.#told, state);
    this.#told = state;
    const news = this.#news.splice(0);
    if (records || news.length > 0) {
      const text = JSON.stringify({ type: "news", records: records ?? {}, news } satisfies Relayed);
      for (const link of this.#shards.values()) this.#ports.send(link, text);
      this.#opensAt = this.#ports.now() + PAUSE;
    }
    for (const [shard, texts] of this.#texts) this.#send(shard, { type: "say", texts });
    this.#texts.clear();
  }

  #send(shard: string, message: Relayed): void {
    const link = this.#shards.get(shard);
    if (link !== undefined) this.#ports.send(link, JSON.stringify(message));
  }
}

/** The shard that has a socket, and its id there. */
function readSocket(socket: SocketId): [shard: string | undefined, id: SocketId] {
  if (!socket.startsWith(PREFIX)) return [undefined, socket];
  const [, shard, ...id] = socket.split(":");
  return [shard, id.join(":")];
}

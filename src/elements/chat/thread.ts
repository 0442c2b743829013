import type { Room, RoomRequest, RoomSnapshot } from "../../client/room/types.js";
import type { ChatMessage } from "../../wire/room-actions.js";

type Post = Extract<RoomRequest, { type: "chat" }>;

/** A message that is not in the room's chat yet. */
export interface Outgoing extends Post {
  readonly status: "sending" | "failed";
}

/** What the person is writing. */
export interface Draft {
  readonly text: string;
  /** The one person it is for. */
  readonly to?: string | undefined;
  readonly replyTo?: string | undefined;
  /** The message that it replaces. */
  readonly editing?: string | undefined;
}

/** Whether a message is news to this person. */
const isNews = (message: ChatMessage, snapshot: RoomSnapshot, since: number): boolean =>
  message.at > since && message.from !== snapshot.self.id && !message.deleted;

/**
 * This browser's side of a room's chat: what is being written, what is on its way, and how far it has been read. It belongs
 * to the room and not to an element, so that closing a panel loses nothing.
 */
export class Thread {
  draft: Draft = { text: "" };
  /** Of the newest message that was looked at; `undefined` before the first join. */
  seenAt: number | undefined;
  readonly #listeners = new Set<() => void>();
  #outgoing: readonly Outgoing[] = [];
  #roomId = "";

  get outgoing(): readonly Outgoing[] {
    return this.#outgoing;
  }

  /** Calls `listener` when what is on its way, or what was read, changed. @returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** To be told of every snapshot of a call: what was said before one came is not news. */
  update({ roomId, chat }: RoomSnapshot): void {
    if (roomId !== this.#roomId) {
      this.#roomId = roomId;
      this.seenAt = undefined;
      this.#outgoing = [];
      this.draft = { text: this.draft.text };
    }
    this.seenAt ??= chat.at(-1)?.at ?? 0;
    if (this.#outgoing.length === 0) return;
    const arrived = new Set(chat.map(({ id }) => id));
    this.#setOutgoing(this.#outgoing.filter(({ id }) => !arrived.has(id)));
  }

  /** Messages of others that came after `since`. */
  news(snapshot: RoomSnapshot, since = this.seenAt ?? Infinity): readonly ChatMessage[] {
    return snapshot.chat.filter((message) => isNews(message, snapshot, since));
  }

  /** Everything there is has been looked at. */
  read({ chat }: RoomSnapshot): void {
    const newest = chat.at(-1)?.at ?? 0;
    if (this.seenAt === undefined || newest <= this.seenAt) return;
    this.seenAt = newest;
    this.#notify();
  }

  /**
   * Posts a message, or once more one that failed.
   *
   * @param ask asks the room; settles when it has done it.
   */
  async post(post: Post, ask: (post: Post) => Promise<void>): Promise<void> {
    this.#setStatus(post, "sending");
    try {
      await ask(post);
    } catch {
      if (this.#outgoing.some(({ id }) => id === post.id)) this.#setStatus(post, "failed");
    }
  }

  /** Gives up a message that failed. */
  discard(id: string): void {
    this.#setOutgoing(this.#outgoing.filter((each) => each.id !== id));
  }

  #setStatus({ type, id, text, to, replyTo }: Post, status: Outgoing["status"]): void {
    const next: Outgoing = { type, id, text, ...(to && { to }), ...(replyTo && { replyTo }), status };
    const isKnown = this.#outgoing.some((each) => each.id === id);
    this.#setOutgoing(
      isKnown ? this.#outgoing.map((each) => (each.id === id ? next : each)) : [...this.#outgoing, next],
    );
  }

  #setOutgoing(outgoing: readonly Outgoing[]): void {
    if (outgoing.length === 0 && this.#outgoing.length === 0) return;
    this.#outgoing = outgoing;
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

const threads = new WeakMap<Room, Thread>();

/** The one thread of a room. */
export const threadOf = (room: Room): Thread => {
  const thread = threads.get(room) ?? new Thread();
  threads.set(room, thread);
  return thread;
};

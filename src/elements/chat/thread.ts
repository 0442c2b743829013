import type { ChatMessage, Room, RoomRequest, RoomSnapshot } from "../../client/types.js";
import { uiOf, type Outgoing, type RoomUi } from "../core/room-ui.js";

type Post = Extract<RoomRequest, { type: "chat" }>;

/** Whether a message is news to this person. */
const isNews = (message: ChatMessage, snapshot: RoomSnapshot, since: number): boolean =>
  message.at > since && message.from !== snapshot.self.id && !message.deleted;

/**
 * This browser's side of a room's chat: what is on its way, and how far it has been read. It belongs to the room and not to
 * an element, so that closing a panel loses nothing.
 */
export class Thread {
  /** Of the newest message that was looked at; `undefined` before the first join. */
  seenAt: number | undefined;
  readonly #room: Room;
  readonly #ui: RoomUi;
  #roomId = "";

  constructor(room: Room) {
    this.#room = room;
    this.#ui = uiOf(room);
  }

  get #outgoing(): readonly Outgoing[] {
    return this.#ui.snapshot.outgoing;
  }

  /** To be told of every snapshot of a call: what was said before one came is not news. */
  update({ roomId, chat }: RoomSnapshot): void {
    if (roomId !== this.#roomId) {
      this.#roomId = roomId;
      this.seenAt = undefined;
      this.#ui.set({ outgoing: [], draft: { text: this.#ui.snapshot.draft.text } });
    }
    this.seenAt ??= chat.at(-1)?.at ?? 0;
    if (this.#outgoing.length > 0) {
      const arrived = new Set(chat.map(({ id }) => id));
      this.#setOutgoing(this.#outgoing.filter(({ id }) => !arrived.has(id)));
    }
    this.#count();
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
    this.#count();
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
    if (outgoing.length !== 0 || this.#outgoing.length !== 0) this.#ui.set({ outgoing });
  }

  #count(): void {
    this.#ui.set({ unread: this.news(this.#room.snapshot).length });
  }
}

/** The one thread of a room. */
export const threadOf = (room: Room): Thread => uiOf(room).part(Thread);

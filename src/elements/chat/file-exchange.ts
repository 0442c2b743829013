import { randomId } from "../../base/random-id.js";
import type { ChannelMessage, Room, RoomChannel } from "../../client/types.js";
import { uiOf, type RoomUi, type SharedFile } from "../core/room-ui.js";

/** Bytes of a file that may be sent, and that are taken. */
export const FILE_LIMIT = 8 * 1024 * 1024;
/** Bytes of files that are kept to be saved: the oldest go first. */
const KEPT = 4 * FILE_LIMIT;
const NAME_LIMIT = 120;
const CHANNEL = "calls-files";

/** No path, no characters that files cannot have, nothing that hides how the name ends. */
export const safeName = (name: string): string =>
  name
    // oxlint-disable-next-line no-control-regex -- It is these that a name must not have.
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]/g, "")
    .replace(/^\.+/, "")
    .slice(-NAME_LIMIT) || "file";

/** One message: the length of its name in two bytes, the name, the file. */
const pack = (file: File): Blob => {
  const name = new TextEncoder().encode(safeName(file.name));
  return new Blob([new Uint8Array([name.length >> 8, name.length & 255]), name, file]);
};

const unpack = (data: ArrayBuffer): { name: string; blob: Blob } | undefined => {
  const bytes = new Uint8Array(data);
  const length = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  if (bytes.length < length + 2 || bytes.length > FILE_LIMIT + length + 2) return undefined;
  const name = new TextDecoder().decode(bytes.subarray(2, length + 2));
  // Whatever it says that it is: a page that is opened from it would be one of this site.
  return { name: safeName(name), blob: new Blob([bytes.subarray(length + 2)], { type: "application/octet-stream" }) };
};

/** Files that go from person to person, and through no server that keeps them. */
export class FileExchange {
  readonly #room: Room;
  readonly #ui: RoomUi;
  #channel: RoomChannel | undefined;

  constructor(room: Room) {
    this.#room = room;
    this.#ui = uiOf(room);
  }

  get #files(): readonly SharedFile[] {
    return this.#ui.snapshot.files;
  }

  /** How many would get a file now: those who have opened the chat. */
  get listenerCount(): number {
    return this.#channel?.listeners.length ?? 0;
  }

  /** Begins to take files; it goes on for as long as the room. */
  open(): void {
    if (this.#channel) return;
    const channel = this.#room.channel(CHANNEL);
    this.#channel = channel;
    channel.onMessage((message) => this.#receive(message));
    channel.onListenersChange((listeners) => {
      // Whoever has gone sends no more of what they were sending.
      const files = this.#files.filter(
        ({ from, status }) => status !== "moving" || from === "" || listeners.includes(from),
      );
      this.#ui.set({ files });
    });
    channel.onProgress(({ from, id, received, total }) => {
      if (total > 2 * FILE_LIMIT) return;
      this.#put({ id: `${from} ${id}`, from, name: "", size: total, progress: received / total, status: "moving" });
    });
  }

  /** Sends a file to everybody who has opened the chat. What becomes of it is said by `files` of the room's user interface. */
  async send(file: File): Promise<void> {
    const own: SharedFile = {
      id: randomId(),
      from: "",
      name: safeName(file.name),
      size: file.size,
      progress: 0,
      status: "moving",
    };
    this.open();
    this.#put(own);
    try {
      await this.#channel?.sendBlob(pack(file), {
        onProgress: (sent, total) => this.#put({ ...own, progress: sent / total }),
      });
      this.#put({ ...own, progress: 1, status: "there" });
    } catch {
      this.#put({ ...own, status: "failed" });
    }
  }

  #receive({ from, data }: ChannelMessage): void {
    const incoming = typeof data === "string" ? undefined : unpack(data);
    // Parts of one person's files come one file after the other: whatever was moving has come.
    const files = this.#files.filter((file) => file.from !== from || file.status !== "moving");
    this.#ui.set({ files });
    if (!incoming) return;
    const { name, blob } = incoming;
    this.#put({ id: randomId(), from, name, size: blob.size, progress: 1, status: "there", blob });
  }

  #put(file: SharedFile): void {
    const isKnown = this.#files.some(({ id }) => id === file.id);
    const files = isKnown ? this.#files.map((each) => (each.id === file.id ? file : each)) : [...this.#files, file];
    let bytes = 0;
    const newestFirst = [...files].reverse().filter(({ blob }) => (bytes += blob?.size ?? 0) <= KEPT);
    this.#ui.set({ files: newestFirst.reverse() });
  }
}

/** The one exchange of a room. */
export const filesOf = (room: Room): FileExchange => uiOf(room).part(FileExchange);

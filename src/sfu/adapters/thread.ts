import { Worker } from "node:worker_threads";
import { itemFailure, type ItemFailure } from "../failure.js";
import {
  ADAPTER_THREAD,
  type AdapterTask,
  type EndpointOptions,
  type PictureCodec,
  type SoundPacket,
  type ThreadData,
  type ThreadEvent,
  type ThreadRequest,
} from "./messages.js";

/** Sound packets that a thread may be behind before new ones are dropped. */
const MAX_BEHIND = 4_000;

/** Who an adapter belongs to: hears what becomes of it. */
export interface AdapterOwner {
  /** Opus of an endpoint. */
  onSound?(packet: SoundPacket): void;
  onDrawn?(): void;
  /** It is over, for whatever reason. */
  onEnded(bytesProcessed: number | undefined): void;
}

/** An adapter that could not be opened. */
export class AdapterRefusal extends Error {
  override readonly name = "AdapterRefusal";

  constructor(readonly failure: ItemFailure) {
    super(failure.errorDescription);
  }
}

/** `opening` until the endpoint has answered. */
type Entry =
  | {
      readonly type: "opening";
      readonly owner: AdapterOwner;
      readonly settle: (failure?: ItemFailure) => void;
    }
  | { readonly type: "open"; readonly owner: AdapterOwner };

/** One thread of adapters, seen from the SFU. It runs while there are any. */
export class AdapterThread {
  readonly #worker: Worker;
  readonly #taken: Int32Array<SharedArrayBuffer>;
  readonly #entries = new Map<number, Entry>();
  readonly #onIdle: () => void;
  #lastId = 0;
  #sent = 0;
  #batch: SoundPacket[] = [];

  private constructor(file: URL, onIdle: () => void) {
    this.#onIdle = onIdle;
    this.#taken = new Int32Array(new SharedArrayBuffer(4));
    const workerData: ThreadData = { role: ADAPTER_THREAD, taken: this.#taken };
    this.#worker = new Worker(file, { workerData });
    this.#worker.on("message", (event: ThreadEvent) => this.#handle(event));
    this.#worker.on("error", ({ message }) => this.#fail(message));
    this.#worker.on("exit", () => this.#fail("it ended"));
  }

  /** @param onIdle - Called when the last adapter is over. */
  static async start(onIdle: () => void): Promise<AdapterThread> {
    // Loaded when it is needed, as it brings a WebSocket client; it also knows where a bundler has put it.
    const { THREAD_FILE } = await import("./worker/main.js");
    return new AdapterThread(THREAD_FILE, onIdle);
  }

  /**
   * Opens an adapter; resolves to its number once its endpoint has accepted the socket.
   *
   * @throws AdapterRefusal
   */
  open(task: AdapterTask, endpoint: EndpointOptions, owner: AdapterOwner): Promise<number> {
    const adapter = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const settle = (failure?: ItemFailure): void => {
        if (failure) reject(new AdapterRefusal(failure));
        else resolve(adapter);
      };
      this.#entries.set(adapter, { type: "opening", owner, settle });
      this.#tell({ type: "open", adapter, task, endpoint });
    });
  }

  /** Hands sound over, with what else comes before the SFU is done with the moment's packets. */
  sendSound(packet: SoundPacket): void {
    if (((this.#sent - Atomics.load(this.#taken, 0)) | 0) > MAX_BEHIND) return;
    this.#sent = (this.#sent + 1) | 0;
    if (this.#batch.length === 0) setImmediate(() => this.#flush());
    // A copy: a view would take all of the memory that it lies in to the other side.
    this.#batch.push({ ...packet, payload: new Uint8Array(packet.payload) });
  }

  sendPicture(adapter: number, codec: PictureCodec, timestamp: number, frame: Uint8Array): void {
    this.#tell({ type: "picture", adapter, codec, timestamp, frame: new Uint8Array(frame) });
  }

  /** Asks an adapter to end: its owner hears when it has. */
  close(adapter: number): void {
    this.#tell({ type: "close", adapter });
  }

  /** Ends the thread, and all that is in it. */
  async terminate(): Promise<void> {
    this.#fail("the SFU ends");
    await this.#worker.terminate();
  }

  #handle(event: ThreadEvent): void {
    switch (event.type) {
      case "opened":
        return this.#opened(event.adapter);
      case "refused":
        return this.#remove(event.adapter, undefined, event.failure);
      case "sound":
        for (const packet of event.packets) this.#entries.get(packet.adapter)?.owner.onSound?.(packet);
        return undefined;
      case "drawn":
        return this.#entries.get(event.adapter)?.owner.onDrawn?.();
      case "ended":
        return this.#remove(event.adapter, event.bytesProcessed);
    }
  }

  #opened(adapter: number): void {
    const entry = this.#entries.get(adapter);
    if (entry?.type !== "opening") return;
    this.#entries.set(adapter, { type: "open", owner: entry.owner });
    entry.settle();
  }

  #remove(adapter: number, bytesProcessed?: number, failure = ended()): void {
    const entry = this.#entries.get(adapter);
    if (!entry) return;
    this.#entries.delete(adapter);
    if (entry.type === "opening") entry.settle(failure);
    else entry.owner.onEnded(bytesProcessed);
    if (this.#entries.size === 0) this.#onIdle();
  }

  #fail(reason: string): void {
    const failure = itemFailure("internal_error", `The thread of the adapters failed: ${reason}`);
    for (const adapter of this.#entries.keys()) this.#remove(adapter, undefined, failure);
  }

  #flush(): void {
    this.#tell({ type: "sound", packets: this.#batch });
    this.#batch = [];
  }

  #tell(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }
}

const ended = (): ItemFailure => itemFailure("internal_error", "The adapter ended before it was open");

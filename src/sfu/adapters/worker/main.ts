/**
 * A thread of adapters: their sockets and codecs, apart from the forwarding of packets.
 *
 * @module
 */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { itemFailure } from "../../failure.js";
import {
  ADAPTER_THREAD,
  type SoundPacket,
  type ThreadData,
  type ThreadEvent,
  type ThreadRequest,
} from "../messages.js";
import { DialError } from "./dial.js";
import { PictureEgress, SoundEgress } from "./egress.js";
import { Ingest } from "./ingest.js";
import { MissingPeerError } from "./load-peer.js";
import { loadOpus } from "./opus.js";
import { Pacer, REAL_CLOCK } from "./pacer.js";
import { loadPictures } from "./pictures.js";

/** The file to start the thread with: wherever a bundler has put this module. */
export const THREAD_FILE = new URL(import.meta.url);

type Adapter = Ingest | SoundEgress | PictureEgress;
type Opening = Extract<ThreadRequest, { type: "open" }>;

/** An adapter that is there, or on its way: it can be closed in both cases. */
type Entry =
  | { readonly type: "opening"; readonly abort: AbortController }
  | { readonly type: "open"; readonly adapter: Adapter };

/** Runs adapters as it is asked to by the other side of its port. */
class ThreadServer {
  readonly #entries = new Map<number, Entry>();
  readonly #port: MessagePort;
  readonly #taken: Int32Array<SharedArrayBuffer>;
  readonly #pacer = new Pacer(REAL_CLOCK, () => this.#flush());
  #packets: SoundPacket[] = [];

  constructor(port: MessagePort, { taken }: ThreadData) {
    this.#port = port;
    this.#taken = taken;
  }

  serve(): void {
    this.#port.on("message", (request: ThreadRequest) => void this.#handle(request));
  }

  async #handle(request: ThreadRequest): Promise<void> {
    switch (request.type) {
      case "open":
        return this.#open(request);
      case "close":
        return this.#end(request.adapter);
      case "sound":
        Atomics.add(this.#taken, 0, request.packets.length);
        for (const packet of request.packets) this.#receive(packet);
        return undefined;
      case "picture": {
        const entry = this.#entries.get(request.adapter);
        if (entry?.type !== "open" || !(entry.adapter instanceof PictureEgress)) return undefined;
        await entry.adapter.receive(request.codec, request.timestamp, request.frame).catch(() => {});
        return this.#tell({ type: "drawn", adapter: request.adapter });
      }
    }
  }

  #receive(packet: SoundPacket): void {
    const entry = this.#entries.get(packet.adapter);
    if (entry?.type === "open" && entry.adapter instanceof SoundEgress) entry.adapter.receive(packet);
  }

  async #open(request: Opening): Promise<void> {
    const { adapter: id } = request;
    const abort = new AbortController();
    this.#entries.set(id, { type: "opening", abort });
    try {
      const adapter = await this.#create(request, abort.signal);
      if (abort.signal.aborted) adapter.close();
      abort.signal.throwIfAborted();
      this.#entries.set(id, { type: "open", adapter });
      this.#tell({ type: "opened", adapter: id });
    } catch (error) {
      this.#entries.delete(id);
      if (!abort.signal.aborted) this.#tell({ type: "refused", adapter: id, failure: failureOf(error) });
    }
  }

  async #create({ adapter, task, endpoint }: Opening, signal: AbortSignal): Promise<Adapter> {
    const onLost = (): void => this.#end(adapter);
    switch (task.type) {
      case "pcm-to-opus": {
        const onPacket = (packet: SoundPacket): void => void this.#packets.push(packet);
        const opus = await loadOpus();
        return Ingest.open({ adapter, endpoint, opus, pacer: this.#pacer, onPacket, onEnd: onLost }, signal);
      }
      case "opus-to-pcm":
        return SoundEgress.open({ endpoint, onLost }, await loadOpus(), signal);
      case "picture-to-jpeg":
        return PictureEgress.open({ endpoint, onLost }, await loadPictures(task.codec), signal);
    }
  }

  #end(id: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    if (entry.type === "opening") entry.abort.abort();
    else entry.adapter.close();
    this.#tell({ type: "ended", adapter: id, bytesProcessed: entry.type === "open" ? entry.adapter.bytes : 0 });
  }

  #flush(): void {
    if (this.#packets.length === 0) return;
    this.#tell({ type: "sound", packets: this.#packets });
    this.#packets = [];
  }

  #tell(event: ThreadEvent): void {
    this.#port.postMessage(event);
  }
}

function failureOf(error: unknown): ReturnType<typeof itemFailure> {
  if (error instanceof DialError) return itemFailure(error.code, error.message);
  if (error instanceof MissingPeerError) return itemFailure("backend_error", error.message);
  return itemFailure("internal_error", `The adapter could not be opened: ${String(error)}`);
}

const data = workerData as Partial<ThreadData> | null;
if (parentPort && data?.role === ADAPTER_THREAD) new ThreadServer(parentPort, data as ThreadData).serve();

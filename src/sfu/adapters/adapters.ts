/**
 * WebSocket adapters: sound into the SFU, and sound or pictures out of it. Codecs and sockets are in a thread of their own, so
 * that forwarding never waits for them.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import type {
  CloseAdapterReply,
  CloseAdaptersRequest,
  EgressAdapter,
  IngestAdapter,
  NewAdapterReply,
  NewAdaptersRequest,
  WebSocketAdapter,
} from "../../wire/adapters-api.js";
import type { CallsFailure } from "../../wire/calls-api.js";
import { itemFailure, trackNotFound } from "../failure.js";
import type { Logger, SfuLimits, SfuTimings } from "../options.js";
import type { Publication } from "../router/publication.js";
import { findSource } from "../session/pull.js";
import type { Session } from "../session/session.js";
import type { Timers } from "../timers.js";
import type { Transport, TransportEvents } from "../transport/transport.js";
import { Adapter } from "./adapter.js";
import { taskFor } from "./codecs.js";
import { refuseEndpoint, type EndpointPolicy } from "./endpoints.js";
import type { AdapterTask, EndpointOptions } from "./messages.js";
import { PictureTap } from "./picture-tap.js";
import { SoundSource } from "./sound-source.js";
import { SourceTransport } from "./source-transport.js";
import { AdapterRefusal, AdapterThread } from "./thread.js";
import { TrackTap } from "./track-tap.js";

/** The sessions of one app, as its adapters need them. */
export interface AdapterHost {
  readonly appId: string;
  find(sessionId: string): Session | undefined;
  create(transport: (events: TransportEvents) => Transport): Session;
}

export interface AdaptersOptions {
  readonly endpoints: EndpointPolicy;
  readonly timings: SfuTimings;
  readonly limits: SfuLimits;
  readonly timers: Timers;
  readonly log: Logger;
  /** Of the SFU's certificate. */
  readonly fingerprint: string;
}

/** Pictures take long, and sound has to keep its pace: each has a thread of its own. */
type ThreadName = "sound" | "pictures";

/** The WebSocket adapters of all apps. */
export class Adapters {
  readonly #options: AdaptersOptions;
  readonly #adapters = new Map<string, Adapter>();
  readonly #threads = new Map<ThreadName, Promise<AdapterThread>>();
  #opening = 0;

  constructor(options: AdaptersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#adapters.size;
  }

  /** Opens what a call asks for, each on its own: one reply for each. */
  open(host: AdapterHost, { tracks }: NewAdaptersRequest): Promise<NewAdapterReply[]> {
    return Promise.all(tracks.map((item) => this.#openOne(host, item)));
  }

  /** Closes adapters of an app. One that is not there counts as closed. */
  close(appId: string, { tracks }: CloseAdaptersRequest): Promise<CloseAdapterReply[]> {
    return Promise.all(
      tracks.map(async ({ adapterId }) => {
        const adapter = this.#adapters.get(adapterId);
        if (adapter?.app !== appId) return { adapterId };
        adapter.close();
        const bytesProcessed = await adapter.ended;
        return { adapterId, ...(bytesProcessed !== undefined && { bytesProcessed }) };
      }),
    );
  }

  /** Ends all of them. */
  async end(): Promise<void> {
    const threads = [...this.#threads.values()];
    this.#threads.clear();
    await Promise.all(threads.map(async (thread) => (await thread).terminate()));
  }

  async #openOne(host: AdapterHost, item: WebSocketAdapter): Promise<NewAdapterReply> {
    const { trackName, endpoint } = item;
    this.#opening++;
    try {
      this.#refuse(item);
      const adapterId = randomBytes(16).toString("hex");
      const adapter = new Adapter(host.appId);
      const made =
        item.location === "local" ? await this.#ingest(host, adapter, item) : await this.#egress(host, adapter, item);
      this.#adapters.set(adapterId, adapter);
      adapter.finally(() => this.#adapters.delete(adapterId));
      this.#options.log("debug", "adapter opened", { adapter: adapterId, location: item.location });
      return { trackName, adapterId, ...made, endpoint };
    } catch (error) {
      if (error instanceof AdapterRefusal) return { trackName, ...error.failure };
      throw error;
    } finally {
      this.#opening--;
    }
  }

  #refuse({ endpoint }: WebSocketAdapter): void {
    const { endpoints, limits } = this.#options;
    const refused = refuseEndpoint(endpoint, endpoints);
    if (refused) throw new AdapterRefusal(refused);
    if (this.#adapters.size + this.#opening > limits.adapters) {
      const description = `The SFU has ${limits.adapters} adapters already: close one first`;
      throw new AdapterRefusal(itemFailure("temporarily_unavailable_error", description));
    }
  }

  async #ingest(host: AdapterHost, adapter: Adapter, item: IngestAdapter): Promise<{ readonly sessionId: string }> {
    await this.#start("sound", { type: "pcm-to-opus" }, adapter, item);
    const { fingerprint, timers } = this.#options;
    let transport: SourceTransport | undefined;
    const session = host.create((events) => (transport = new SourceTransport(fingerprint, events)));
    if (!transport) throw new Error("The session was made without its transport.");
    const source = new SoundSource(session, transport, item.trackName, timers);
    adapter.onSound = (packet) => source.send(packet);
    adapter.finally(() => source.close());
    source.publication.onEnd(() => adapter.close());
    return { sessionId: session.id };
  }

  async #egress(host: AdapterHost, adapter: Adapter, item: EgressAdapter): Promise<object> {
    const { timers, timings } = this.#options;
    const lookup = await findSource({ find: (id) => host.find(id), timers, timings }, item);
    if ("failure" in lookup) throw new AdapterRefusal(lookup.failure);
    const { publication } = lookup;
    const task = taskFor(publication, item.outputCodec);
    if ("errorCode" in task) throw new AdapterRefusal(task);
    const isSound = task.type === "opus-to-pcm";
    const { thread, number } = await this.#start(isSound ? "sound" : "pictures", task, adapter, item);
    adapter.finally(publication.onEnd(() => adapter.close()));
    if (!publication.active) {
      adapter.close();
      throw new AdapterRefusal(trackNotFound());
    }
    if (isSound) this.#tapSound(publication, adapter, thread, number);
    else this.#tapPictures(publication, adapter, thread, number);
    return {};
  }

  #tapSound(publication: Publication, adapter: Adapter, thread: AdapterThread, number: number): void {
    const tap = new TrackTap(publication, ({ sequenceNumber, timestamp, payload }, { name }) => {
      // A track may send something else in between, such as dialled digits.
      if (name.toLowerCase() === "opus") thread.sendSound({ adapter: number, sequenceNumber, timestamp, payload });
    });
    adapter.finally(() => tap.close());
  }

  #tapPictures(publication: Publication, adapter: Adapter, thread: AdapterThread, number: number): void {
    const tap = new PictureTap(publication, this.#options.timers, (codec, { timestamp, frame }) => {
      thread.sendPicture(number, codec, timestamp, frame);
    });
    adapter.onDrawn = () => tap.drawn();
    adapter.finally(() => tap.close());
  }

  /** @throws AdapterRefusal */
  async #start(
    name: ThreadName,
    task: AdapterTask,
    adapter: Adapter,
    { endpoint: url }: WebSocketAdapter,
  ): Promise<{ readonly thread: AdapterThread; readonly number: number }> {
    const { adapterHandshake, adapterReconnect } = this.#options.timings;
    const endpoint: EndpointOptions = { url, handshakeTimeout: adapterHandshake, reconnectWindow: adapterReconnect };
    const thread = await this.#thread(name);
    const number = await thread.open(task, endpoint, adapter);
    adapter.started(thread, number);
    return { thread, number };
  }

  #thread(name: ThreadName): Promise<AdapterThread> {
    const running = this.#threads.get(name);
    if (running) return running;
    const starting = AdapterThread.start(() => this.#retire(name, starting));
    this.#threads.set(name, starting);
    return starting;
  }

  /** A thread that has nothing to do ends: the next one starts in a moment. */
  #retire(name: ThreadName, thread: Promise<AdapterThread>): void {
    if (this.#threads.get(name) === thread) this.#threads.delete(name);
    void thread.then((idle) => idle.terminate());
  }
}

/** Did any item of a reply work? */
export function anyWorked(items: readonly CallsFailure[]): boolean {
  return items.some(({ errorCode }) => errorCode === undefined);
}

import type { ServiceHandle } from "../service.js";
import type { ServiceSocket } from "../socket.js";
import { parse, type Heard, type TranscriptionProvider } from "./provider.js";

/** What somebody said, or that nothing more will come. */
export interface StreamListener {
  heard(words: Extract<Heard, { type: "partial" | "final" }>): void;
  /** It is over, and not because it was closed. @param code a word for the log. */
  ended(code: string): void;
}

type Handle = Pick<ServiceHandle, "dial" | "schedule" | "signal">;

/** Milliseconds. */
const KEEP_ALIVE = 5_000;
/** Milliseconds until it has to be ready: a model may have to be loaded first. */
const PATIENCE = 20_000;
/** Milliseconds of sound in one message to a provider. */
const PIECE = 60;
/** Seconds of sound that wait for a provider that is not ready, and bytes that wait in its socket. */
const BACKLOG = { seconds: 10, bytes: 1_048_576 } as const;

/** One speaker's sound on its way to a provider, and the words that come back. */
export class TranscriptionStream {
  readonly #provider: TranscriptionProvider;
  readonly #handle: Handle;
  readonly #listener: StreamListener;
  #socket: ServiceSocket | undefined;
  #isReady = false;
  #isOver = false;
  /** Sound since the last flush has gone out, or waits. */
  #hasSound = false;
  #waiting: Int16Array<ArrayBuffer>[] = [];
  #samples = 0;
  #willFlush = false;
  #cancelKeepAlive = (): void => {};
  readonly #cancelPatience: () => void;

  constructor(provider: TranscriptionProvider, language: string, handle: Handle, listener: StreamListener) {
    this.#provider = provider;
    this.#handle = handle;
    this.#listener = listener;
    this.#cancelPatience = handle.schedule(() => this.#end("not-ready"), PATIENCE);
    void this.#open(language);
  }

  /** It has taken sound. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Sends sound, or keeps it until the provider is ready. */
  send(piece: Int16Array<ArrayBuffer>): void {
    this.#hasSound = true;
    this.#waiting.push(piece);
    this.#samples += piece.length;
    const { sampleRate } = this.#provider;
    while (this.#samples > BACKLOG.seconds * sampleRate) this.#samples -= this.#waiting.shift()?.length ?? 0;
    if (this.#samples >= (PIECE / 1_000) * sampleRate) this.#drain();
  }

  /** The speaker pauses. */
  flush(): void {
    if (!this.#hasSound) return;
    this.#hasSound = false;
    this.#willFlush = true;
    this.#drain();
  }

  close(): void {
    this.#isOver = true;
    this.#cancelPatience();
    this.#cancelKeepAlive();
    this.#socket?.close();
  }

  async #open(language: string): Promise<void> {
    const { hello, saysReady } = this.#provider;
    try {
      const socket = await this.#provider.connect(this.#handle, language);
      if (this.#isOver) return socket.close();
      this.#socket = socket;
      const read = this.#provider.reader();
      socket.listen({
        message: (data) => {
          for (const heard of read(parse(data))) this.#take(heard);
        },
        closed: (code) => this.#end(`closed-${code}`),
      });
      if (hello) socket.send(hello(language));
      if (!saysReady) this.#begin();
      this.#keepAlive();
    } catch (error) {
      const { status } = error as { readonly status?: unknown };
      this.#end(typeof status === "number" ? `refused-${status}` : "unreachable");
    }
  }

  #take(heard: Heard): void {
    if (this.#isOver) return;
    switch (heard.type) {
      case "ready":
        return this.#begin();
      case "failed":
        return this.#end(heard.code.replace(/[^\w.-]/g, "").slice(0, 64));
      default:
        return this.#listener.heard(heard);
    }
  }

  #begin(): void {
    this.#isReady = true;
    this.#cancelPatience();
    this.#drain();
  }

  #drain(): void {
    const { audio, flush } = this.#provider;
    if (!this.#isReady || !this.#socket) return;
    const pieces = this.#waiting;
    this.#waiting = [];
    const samples = new Int16Array(this.#samples);
    this.#samples = 0;
    let at = 0;
    for (const piece of pieces) {
      samples.set(piece, at);
      at += piece.length;
    }
    if (samples.length > 0 && this.#socket.waiting <= BACKLOG.bytes) this.#socket.send(audio(bytesOf(samples)));
    if (this.#willFlush && flush !== undefined) this.#socket.send(flush);
    this.#willFlush = false;
  }

  #keepAlive(): void {
    const { keepAlive } = this.#provider;
    if (keepAlive === undefined || this.#isOver) return;
    this.#cancelKeepAlive = this.#handle.schedule(() => {
      if (!this.#hasSound) this.#socket?.send(keepAlive);
      this.#keepAlive();
    }, KEEP_ALIVE);
  }

  #end(code: string): void {
    if (this.#isOver) return;
    this.close();
    if (!this.#handle.signal.aborted) this.#listener.ended(code);
  }
}

/** Little-endian, as every platform that runs this is. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Int16Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(buffer, byteOffset, byteLength);

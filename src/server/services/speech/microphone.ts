import { decodePacket, toSamples } from "../../../wire/adapter-packet.js";
import type { ServiceHandle } from "../service.js";
import type { ServiceSocket } from "../socket.js";
import { Pause } from "./pause.js";

/** Where a microphone's track is on the SFU. */
export interface Microphone {
  readonly sessionId: string;
  readonly trackName: string;
}

/** What a {@link MicrophoneTap} needs. */
export interface MicrophoneTapOptions {
  readonly microphone: Microphone;
  readonly handle: Pick<ServiceHandle, "accept" | "calls" | "log" | "schedule" | "signal">;
  /** Sound has come: samples as adapters send them, left and right in turn. */
  heard(samples: Int16Array): void;
  /** The SFU gives none, with a word for the log. It is asked again. */
  troubled(code: string): void;
}

/** Milliseconds for which the SFU may come again to the same address. It tries for 15 seconds, and then gives the adapter up. */
const GONE = 20_000;

/** The sound of one microphone, by an adapter of the SFU, until it is closed. */
export class MicrophoneTap {
  readonly #options: MicrophoneTapOptions;
  readonly #pause = new Pause();
  #awaited: { close(): void } | undefined;
  #socket: ServiceSocket | undefined;
  #adapterId: string | undefined;
  #cancelAgain = (): void => {};
  #isClosed = false;

  constructor(options: MicrophoneTapOptions) {
    this.#options = options;
    void this.#open();
  }

  /** Lets go of the adapter. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelAgain();
    this.#awaited?.close();
    this.#socket?.close();
    this.#release();
  }

  async #open(): Promise<void> {
    const { handle, microphone } = this.#options;
    try {
      const awaited = handle.accept((socket) => this.#receive(socket));
      this.#awaited = awaited;
      const adapter = { location: "remote", ...microphone, endpoint: awaited.url, outputCodec: "pcm" } as const;
      const [opened] = await handle.calls.adapters.open([adapter], { signal: handle.signal });
      if (opened?.adapterId === undefined) return this.#retry(opened?.errorCode ?? "no-adapter");
      this.#adapterId = opened.adapterId;
      if (this.#isClosed) this.#release();
    } catch (error) {
      if (handle.signal.aborted || this.#isClosed) return;
      const { code } = error as { readonly code?: unknown };
      if (typeof code === "string") return this.#retry(code);
      handle.log("error", error instanceof Error ? error.message : "a microphone cannot be heard");
      this.#options.troubled("not-configured");
    }
  }

  #retry(code: string): void {
    if (this.#isClosed) return;
    this.#awaited?.close();
    this.#options.troubled(code);
    this.#openAfter(this.#pause.take());
  }

  #openAfter(milliseconds: number): void {
    this.#cancelAgain();
    this.#cancelAgain = this.#options.handle.schedule(() => {
      this.#awaited?.close();
      this.#release();
      void this.#open();
    }, milliseconds);
  }

  #release(): void {
    const { handle } = this.#options;
    if (this.#adapterId === undefined) return;
    // Not with the handle's signal: it is over by now. An adapter that cannot be closed ends soon, as nobody answers it.
    handle.calls.adapters.close([this.#adapterId]).catch(() => {});
    this.#adapterId = undefined;
  }

  #receive(socket: ServiceSocket): void {
    this.#pause.reset();
    this.#cancelAgain();
    this.#socket = socket;
    socket.listen({
      message: (data) => {
        if (typeof data !== "string" && !this.#isClosed) this.#hear(data);
      },
      closed: () => {
        if (this.#isClosed || this.#socket !== socket) return;
        this.#socket = undefined;
        this.#openAfter(GONE);
      },
    });
  }

  #hear(data: ArrayBuffer): void {
    let samples: Int16Array;
    try {
      samples = toSamples(decodePacket(data).payload);
    } catch {
      // It is no packet, and so it is nothing to hear.
      return;
    }
    this.#options.heard(samples);
  }
}

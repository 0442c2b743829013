/** A service's side of an SFU whose adapters a test plays, by a clock that a test moves. */
import { CallsApi } from "../../../src/server/calls/api.js";
import type { ServiceSocket, ServiceSocketListener } from "../../../src/server/services/socket.js";
import { encodePacket } from "../../../src/wire/adapter-packet.js";
import type { EgressAdapter } from "../../../src/wire/adapters-api.js";
import { Clock } from "../../client/clock.js";

/** The SFU's end of a socket. */
interface Dialled {
  play(samples: Int16Array<ArrayBuffer>): void;
  hangUp(): void;
}

export class PlayedAdapters {
  readonly clock = new Clock();
  /** What was asked for, in order; their ids are `adapter-1` and so on. */
  readonly opened: EgressAdapter[] = [];
  /** Ids of those that were closed. */
  readonly closed: string[] = [];
  /** Why none is opened. */
  refusal: string | undefined;
  readonly #awaited = new Map<string, (socket: ServiceSocket) => void>();
  #count = 0;

  /** What a service has of its handle. */
  get handle() {
    const { now, schedule } = this.clock.environment;
    return {
      now,
      schedule,
      log: () => {},
      signal: new AbortController().signal,
      calls: new CallsApi({ appId: "app", appSecret: "secret", base: "https://sfu.example", fetch: this.#answer }),
      accept: (take: (socket: ServiceSocket) => void) => {
        const url = `wss://rooms.example/${++this.#count}`;
        this.#awaited.set(url, take);
        return { url, close: () => void this.#awaited.delete(url) };
      },
    };
  }

  /** Comes as the SFU does. @returns `undefined` where nobody awaits it. */
  dial({ endpoint }: Pick<EgressAdapter, "endpoint"> = { endpoint: "" }): Dialled | undefined {
    const take = this.#awaited.get(endpoint);
    if (!take) return undefined;
    let listener: ServiceSocketListener | undefined;
    let isOpen = true;
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      listener?.closed(1006);
    };
    take({ waiting: 0, send: () => {}, close, listen: (next) => void (listener = next) });
    return {
      play: ({ buffer }) => listener?.message(encodePacket({ payload: new Uint8Array(buffer) }).slice().buffer),
      hangUp: close,
    };
  }

  readonly #answer: typeof fetch = async (input, init) => {
    const { tracks } = JSON.parse(String(init?.body)) as { tracks: (EgressAdapter & { adapterId: string })[] };
    if (String(input).endsWith("/close")) {
      this.closed.push(...tracks.map(({ adapterId }) => adapterId));
      return Response.json({ tracks });
    }
    if (this.refusal !== undefined) {
      return Response.json({ tracks: [{ errorCode: this.refusal, errorDescription: "No." }] }, { status: 503 });
    }
    this.opened.push(...tracks);
    return Response.json({ tracks: tracks.map((track) => ({ ...track, adapterId: `adapter-${this.opened.length}` })) });
  };
}

import { Event, RTCSctpTransport, type RTCDtlsTransport } from "werift";
import type { Reliability } from "./transport.js";

const PPID = { string: 51, binary: 53, emptyString: 56, emptyBinary: 57 } as const;
/** Bytes that wait for a slow reader before its messages are dropped. */
const MAX_BUFFERED = 16 * 1024 * 1024;
/** Largest message that we take, which is what we announce in `a=max-message-size`. */
export const MAX_MESSAGE_SIZE = 256 * 1024;
const ONE_ZERO_BYTE = Buffer.alloc(1);

export interface SctpEvents {
  send(data: Buffer): void;
  onOpen(): void;
  onMessage(streamId: number, data: string | Buffer): void;
  onReset(streamIds: readonly number[]): void;
  onFailure(error: unknown): void;
}

interface Outgoing {
  readonly streamId: number;
  readonly ppid: number;
  readonly data: Buffer;
  readonly reliability: Reliability;
}

/** One SCTP association on werift's. Channels are streams here: who may say what on them is the session's business. */
export class SctpAssociation {
  readonly #rtc = new RTCSctpTransport(5000, MAX_MESSAGE_SIZE);
  readonly #events: SctpEvents;
  readonly #waiting: Outgoing[] = [];
  #buffered = 0;
  #state: "connecting" | "open" | "closed" = "connecting";

  constructor(remotePort: number, role: "server" | "client", events: SctpEvents) {
    this.#events = events;
    const dtls = {
      id: "dtls",
      state: "connected",
      onStateChange: new Event<[string]>(),
      iceTransport: { role: role === "server" ? "controlled" : "controlling" },
      dataReceiver: () => {},
      sendData: async (data: Buffer) => events.send(data),
    };
    // Of the DTLS transport werift's SCTP uses these members only.
    this.#rtc.setDtlsTransport(dtls as unknown as RTCDtlsTransport);
    const { sctp } = this.#rtc;
    sctp.onReceive.subscribe((streamId, ppid, data) => this.#receive(streamId, ppid, data));
    sctp.onReconfigStreams.subscribe((ids) => events.onReset(ids));
    sctp.stateChanged.connected.subscribe(() => this.#open());
    sctp.stateChanged.closed.subscribe(() => {
      this.#state = "closed";
    });
    void this.#rtc.start(remotePort).catch(events.onFailure);
  }

  receive(data: Buffer): void {
    if (this.#state === "closed") return;
    // Through the method itself, as the hook that werift installs would leave a malformed packet's rejection unhandled.
    void this.#rtc.sctp["handleData"](data).catch(this.#events.onFailure);
  }

  send(streamId: number, message: string | Buffer, reliability: Reliability): void {
    if (this.#state === "closed" || this.#buffered > MAX_BUFFERED) return;
    const text = typeof message === "string";
    const bytes = text ? Buffer.from(message) : message;
    // SCTP has no empty messages: WebRTC sends one zero byte under another protocol number.
    const empty = bytes.length === 0;
    const ppid = text ? (empty ? PPID.emptyString : PPID.string) : empty ? PPID.emptyBinary : PPID.binary;
    const outgoing = { streamId, ppid, data: empty ? ONE_ZERO_BYTE : bytes, reliability };
    if (this.#state === "open") this.#transmit(outgoing);
    else this.#waiting.push(outgoing);
  }

  reset(streamId: number): void {
    const { sctp } = this.#rtc;
    if (this.#state !== "open" || sctp.reconfigQueue.includes(streamId)) return;
    sctp.reconfigQueue.push(streamId);
    void sctp.transmitReconfigRequest().catch(this.#events.onFailure);
  }

  close(): void {
    this.#state = "closed";
    this.#waiting.length = 0;
    void this.#rtc.stop().catch(this.#events.onFailure);
  }

  #open(): void {
    this.#state = "open";
    for (const outgoing of this.#waiting.splice(0)) this.#transmit(outgoing);
    this.#events.onOpen();
  }

  #transmit({ streamId, ppid, data, reliability }: Outgoing): void {
    const { ordered, maxRetransmits, maxPacketLifeTime } = reliability;
    this.#buffered += data.length;
    const sent = this.#rtc.sctp.send(streamId, ppid, data, {
      ordered,
      // werift compares with the number of transmissions and takes 0 for "no limit": one half means none after the first.
      maxRetransmits: maxRetransmits === 0 ? 0.5 : maxRetransmits,
      expiry: maxPacketLifeTime === undefined ? undefined : (Date.now() + maxPacketLifeTime) / 1000,
    });
    const done = (): void => {
      this.#buffered -= data.length;
    };
    void sent.then(done, (error: unknown) => {
      done();
      this.#events.onFailure(error);
    });
  }

  #receive(streamId: number, ppid: number, data: Buffer): void {
    if (ppid === PPID.string) this.#events.onMessage(streamId, data.toString("utf8"));
    else if (ppid === PPID.emptyString) this.#events.onMessage(streamId, "");
    else if (ppid === PPID.binary) this.#events.onMessage(streamId, data);
    else if (ppid === PPID.emptyBinary) this.#events.onMessage(streamId, Buffer.alloc(0));
  }
}

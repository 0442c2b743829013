import { Event, RTCSctpTransport, type RTCDtlsTransport } from "werift";
import type { Budget } from "./budget.js";
import type { Reliability } from "./transport.js";

const PPID = { control: 50, string: 51, binary: 53, emptyString: 56, emptyBinary: 57 } as const;
/** Bytes that wait for a slow reader, and for one that has not opened its association yet; more are dropped. */
const MAX_BUFFERED = { open: 8 * 1024 * 1024, connecting: 1024 * 1024 } as const;
/** What a message costs beside its bytes, roughly: many short ones weigh more than they say. */
const MESSAGE_COST = 512;
/** Chunks of messages that wait, as each is looked at again while it does. */
const MAX_QUEUED_CHUNKS = 8_192;
/** Streams that a peer may use: browsers have no more. */
const MAX_STREAMS = 1_024;
/** Bytes of unfinished messages that a peer is told it may send, and beyond them, as only one does that ignores it. */
const WINDOW = { told: 512 * 1024, excess: 64 * 1024 } as const;
/** Chunks that came ahead of others. Werift sorts them at each one that comes, so that more cost more than they are worth. */
const MAX_MISORDERED = 512;
/** Parts of unfinished messages, looked at every so many packets. */
const PARTS = { max: 1_024, period: 16 } as const;
/** Largest message that we take, which is what we announce in `a=max-message-size`. */
export const MAX_MESSAGE_SIZE = 256 * 1024;
/** Messages of the protocol that opens channels in-band (RFC 8832). */
const CONTROL = { acknowledge: 2, open: 3 } as const;
const ONE_ZERO_BYTE = Buffer.alloc(1);

export interface SctpEvents {
  send(data: Buffer): void;
  onOpen(): void;
  onMessage(streamId: number, data: string | Buffer): void;
  onReset(streamIds: readonly number[]): void;
  onFailure(error: unknown): void;
}

const RELIABLE: Reliability = { ordered: true };

interface Outgoing {
  readonly streamId: number;
  readonly ppid: number;
  readonly data: Buffer;
  readonly cost: number;
  readonly reliability: Reliability;
}

/** One SCTP association on werift's. Channels are streams here: who may say what on them is the session's business. */
export class SctpAssociation {
  readonly #rtc = new RTCSctpTransport(5000, MAX_MESSAGE_SIZE);
  readonly #events: SctpEvents;
  readonly #budget: Budget;
  readonly #waiting: Outgoing[] = [];
  #buffered = 0;
  #packets = 0;
  #state: "connecting" | "open" | "closed" = "connecting";

  constructor(remotePort: number, role: "server" | "client", budget: Budget, events: SctpEvents) {
    this.#events = events;
    this.#budget = budget;
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
    sctp["advertisedRwnd"] = WINDOW.told;
    // Werift's own reader makes a channel for each that a peer opens, and fails where nobody can catch it on what it does not expect.
    sctp.onReceive.allUnsubscribe();
    sctp.onReceive.subscribe((streamId, ppid, data) => this.#receive(streamId, ppid, data));
    sctp.onReconfigStreams.subscribe((ids) => events.onReset(ids));
    sctp.stateChanged.connected.subscribe(() => this.#open());
    sctp.stateChanged.closed.subscribe(() => this.#ended());
    void this.#rtc.start(remotePort).catch(events.onFailure);
  }

  /** What the messages weigh that wait for the peer. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Chunks that came ahead of one that is missing. */
  get misordered(): number {
    return this.#rtc.sctp["sackMisOrdered"].size;
  }

  receive(data: Buffer): void {
    if (this.#state === "closed") return;
    const contents = readContents(data);
    if (contents.highestStream >= MAX_STREAMS || !this.#hasRoomFor(contents)) return;
    if (this.#isFlooded()) {
      this.close();
      this.#events.onFailure(new Error("The peer ignores the window that it was told."));
      return;
    }
    // Through the method itself, as the hook that werift installs would leave a malformed packet's rejection unhandled.
    void this.#rtc.sctp["handleData"](data).catch(this.#events.onFailure);
  }

  send(streamId: number, message: string | Buffer, reliability: Reliability): void {
    if (this.#state === "closed") return;
    const text = typeof message === "string";
    const bytes = text ? Buffer.from(message) : message;
    // SCTP has no empty messages: WebRTC sends one zero byte under another protocol number.
    const empty = bytes.length === 0;
    const ppid = text ? (empty ? PPID.emptyString : PPID.string) : empty ? PPID.emptyBinary : PPID.binary;
    this.#enqueue(streamId, ppid, empty ? ONE_ZERO_BYTE : bytes, reliability);
  }

  /** Opens a channel that the peer has not asked for: it learns of it by this message. */
  openChannel(streamId: number, label: string): void {
    const name = Buffer.from(label);
    const message = Buffer.alloc(12 + name.length);
    message.writeUInt8(CONTROL.open, 0);
    message.writeUInt16BE(name.length, 8);
    name.copy(message, 12);
    this.#enqueue(streamId, PPID.control, message, RELIABLE);
  }

  #enqueue(streamId: number, ppid: number, data: Buffer, reliability: Reliability): void {
    if (this.#state === "closed") return;
    const cost = data.length + MESSAGE_COST;
    if (!this.#hasRoom(cost) || !this.#budget.take(cost)) return;
    this.#buffered += cost;
    const outgoing = { streamId, ppid, data, cost, reliability };
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
    if (this.#state === "closed") return;
    this.#ended();
    void this.#rtc.stop().catch(this.#events.onFailure);
  }

  #open(): void {
    this.#state = "open";
    for (const outgoing of this.#waiting.splice(0)) this.#transmit(outgoing);
    this.#events.onOpen();
  }

  #ended(): void {
    this.#state = "closed";
    this.#waiting.length = 0;
    this.#budget.giveBack(this.#buffered);
    this.#buffered = 0;
  }

  #hasRoom(cost: number): boolean {
    const limit = this.#state === "open" ? MAX_BUFFERED.open : MAX_BUFFERED.connecting;
    return this.#buffered + cost <= limit && this.#rtc.sctp["outboundQueue"].length < MAX_QUEUED_CHUNKS;
  }

  /** What comes ahead of too much else is as good as lost: its sender repeats it. What fills the gap is taken. */
  #hasRoomFor({ firstTsn }: Contents): boolean {
    const { sctp } = this.#rtc;
    if (firstTsn === undefined || sctp["sackMisOrdered"].size < MAX_MISORDERED) return true;
    return firstTsn === ((sctp["lastReceivedTsn"] ?? 0) + 1) % 2 ** 32;
  }

  #isFlooded(): boolean {
    const { sctp } = this.#rtc;
    if (sctp["advertisedRwnd"] < -WINDOW.excess) return true;
    this.#packets++;
    if (this.#packets % PARTS.period !== 0) return false;
    let parts = 0;
    for (const id in sctp["inboundStreams"]) parts += sctp["inboundStreams"][id]?.["reassembly"].length ?? 0;
    return parts > PARTS.max;
  }

  #transmit({ streamId, ppid, data, cost, reliability }: Outgoing): void {
    const { ordered, maxRetransmits, maxPacketLifeTime } = reliability;
    const sent = this.#rtc.sctp.send(streamId, ppid, data, {
      ordered,
      // werift compares with the number of transmissions and takes 0 for "no limit": one half means none after the first.
      maxRetransmits: maxRetransmits === 0 ? 0.5 : maxRetransmits,
      expiry: maxPacketLifeTime === undefined ? undefined : (Date.now() + maxPacketLifeTime) / 1000,
    });
    const done = (): void => {
      // What waited when the association ended was given back then.
      if (this.#state === "closed") return;
      this.#buffered -= cost;
      this.#budget.giveBack(cost);
    };
    void sent.then(done, (error: unknown) => {
      done();
      this.#events.onFailure(error);
    });
  }

  /** A peer's channel is open for it when we say so. */
  #receiveControl(streamId: number, data: Buffer): void {
    if (data[0] !== CONTROL.open) return;
    this.#enqueue(streamId, PPID.control, Buffer.from([CONTROL.acknowledge]), RELIABLE);
  }

  #receive(streamId: number, ppid: number, data: Buffer): void {
    if (ppid === PPID.control) this.#receiveControl(streamId, data);
    else if (ppid === PPID.string) this.#events.onMessage(streamId, data.toString("utf8"));
    else if (ppid === PPID.emptyString) this.#events.onMessage(streamId, "");
    else if (ppid === PPID.binary) this.#events.onMessage(streamId, data);
    else if (ppid === PPID.emptyBinary) this.#events.onMessage(streamId, Buffer.alloc(0));
  }
}

const CHUNK = { data: 0, forwardTsn: 192 } as const;
const PACKET_HEADER = 12;

/** What a packet brings, as far as it costs memory. */
interface Contents {
  /** Each stream that is named is kept for as long as the association lasts. */
  readonly highestStream: number;
  readonly firstTsn: number | undefined;
}

function readContents(packet: Buffer): Contents {
  let highestStream = 0;
  let firstTsn: number | undefined;
  let offset = PACKET_HEADER;
  while (offset + 4 <= packet.length) {
    const type = packet.readUInt8(offset);
    const end = Math.min(offset + Math.max(4, packet.readUInt16BE(offset + 2)), packet.length);
    if (type === CHUNK.data && offset + 8 <= end) firstTsn ??= packet.readUInt32BE(offset + 4);
    for (const at of streamOffsets(type, offset + 8, end)) {
      highestStream = Math.max(highestStream, packet.readUInt16BE(at));
    }
    offset += Math.ceil((end - offset) / 4) * 4;
  }
  return { highestStream, firstTsn };
}

/** A DATA chunk has its stream after a TSN; a FORWARD TSN chunk has a list of streams there. */
function* streamOffsets(type: number, start: number, end: number): Iterable<number> {
  if (type === CHUNK.data && start + 2 <= end) yield start;
  if (type !== CHUNK.forwardTsn) return;
  for (let at = start; at + 2 <= end; at += 4) yield at;
}

import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { LOOPBACK, ownAddresses, type Address } from "../addresses.js";
import { bindingTarget } from "./stun.js";

/** A transport, as the socket sees it. */
export interface Endpoint {
  /** A datagram from an address that this endpoint has proved to own, or an ICE check for one of its user names. */
  receive(data: Buffer, from: Address): void;
}

/** Says which packets get lost on purpose. */
export interface PacketLoss {
  losesIncoming(isMedia: boolean): boolean;
  losesOutgoing(isMedia: boolean): boolean;
}

/** Addresses and user names of one endpoint; the oldest is forgotten for a new one. */
const MAX_KEYS = { addresses: 16, ufrags: 2 } as const;

const NO_LOSS: PacketLoss = { losesIncoming: () => false, losesOutgoing: () => false };

/** The one UDP socket of the SFU: ICE user names tell new addresses apart, proved addresses everything else. */
export class UdpSocket {
  readonly #socket: Socket;
  readonly #byUfrag = new EndpointMap(MAX_KEYS.ufrags);
  readonly #byAddress = new EndpointMap(MAX_KEYS.addresses);
  readonly #loss: PacketLoss;
  #open = true;

  private constructor(socket: Socket, loss: PacketLoss) {
    this.#socket = socket;
    this.#loss = loss;
    socket.on("message", (data, from) => this.#receive(data, from));
    // Refusals by closed ports of peers arrive as errors; silence is what tells us that a peer is gone.
    socket.on("error", () => {});
  }

  static async bind(address: string, port: number, loss = NO_LOSS): Promise<UdpSocket> {
    const socket = createSocket({
      type: "udp4",
      recvBufferSize: 4 << 20,
      sendBufferSize: 4 << 20,
      // All that we send to are addresses: Node's own lookup would put each packet off to the next tick.
      lookup: (host, _options, found) => found(null, host, 4),
    });
    // Listened for first: an address that needs no lookup is bound at once.
    const listening = once(socket, "listening");
    socket.bind(port, address);
    await listening;
    return new UdpSocket(socket, loss);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** How many addresses and user names lead to an endpoint. */
  get size(): { readonly addresses: number; readonly ufrags: number } {
    return { addresses: this.#byAddress.size, ufrags: this.#byUfrag.size };
  }

  addUfrag(ufrag: string, endpoint: Endpoint): void {
    this.#byUfrag.set(ufrag, endpoint);
  }

  addAddress({ address, port }: Address, endpoint: Endpoint): void {
    this.#byAddress.set(`${address}:${port}`, endpoint);
  }

  remove(endpoint: Endpoint): void {
    this.#byUfrag.remove(endpoint);
    this.#byAddress.remove(endpoint);
  }

  /** Is this where we listen? What is sent there comes back. */
  isOwn({ address, port }: Address): boolean {
    return port === this.port && ownAddresses().includes(address.startsWith("127.") ? LOOPBACK : address);
  }

  send(data: Buffer, { address, port }: Address): void {
    if (!this.#open || this.#loss.losesOutgoing(isMedia(data))) return;
    // An unreachable peer is no error of ours, so there is no callback: each would cost a tick.
    this.#socket.send(data, port, address);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.close();
    await once(this.#socket, "close");
  }

  #receive(data: Buffer, from: Address): void {
    const first = data[0];
    if (first === undefined || first > 191) return;
    const known = this.#byAddress.get(`${from.address}:${from.port}`);
    if (this.#loss.losesIncoming(isMedia(data))) return;
    if (first > 3) {
      known?.receive(data, from);
      return;
    }
    // After a restart of the page the same address may belong to another session: the user name decides.
    const ufrag = bindingTarget(data);
    const owner = ufrag === undefined ? known : this.#byUfrag.get(ufrag);
    owner?.receive(data, from);
  }
}

/** Endpoints by a key of theirs, each with so many keys at most. */
class EndpointMap {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #keys = new Map<Endpoint, Set<string>>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#endpoints.size;
  }

  get(key: string): Endpoint | undefined {
    return this.#endpoints.get(key);
  }

  set(key: string, endpoint: Endpoint): void {
    const keys = this.#keys.get(endpoint) ?? new Set();
    this.#keys.set(endpoint, keys);
    // What was used last stays longest.
    keys.delete(key);
    keys.add(key);
    this.#endpoints.set(key, endpoint);
    const [oldest] = keys;
    if (keys.size > this.#limit && oldest !== undefined) this.#forget(oldest, endpoint);
  }

  remove(endpoint: Endpoint): void {
    for (const key of this.#keys.get(endpoint) ?? []) this.#forget(key, endpoint);
    this.#keys.delete(endpoint);
  }

  /** A key may have become another endpoint's since. */
  #forget(key: string, endpoint: Endpoint): void {
    this.#keys.get(endpoint)?.delete(key);
    if (this.#endpoints.get(key) === endpoint) this.#endpoints.delete(key);
  }
}

function isMedia(data: Buffer): boolean {
  const first = data[0] ?? 0;
  return first >= 128 && first <= 191;
}

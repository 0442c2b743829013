import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { bindingTarget } from "./stun.js";

/** A transport, as the socket sees it. */
export interface Endpoint {
  /** A datagram from an address that this endpoint has proved to own, or an ICE check for one of its user names. */
  receive(data: Buffer, address: string, port: number): void;
}

/** Says which packets get lost on purpose. */
export interface PacketLoss {
  losesIncoming(isMedia: boolean): boolean;
  losesOutgoing(isMedia: boolean): boolean;
}

const NO_LOSS: PacketLoss = { losesIncoming: () => false, losesOutgoing: () => false };

/** The one UDP socket of the SFU: ICE user names tell new addresses apart, proved addresses everything else. */
export class UdpSocket {
  readonly #socket: Socket;
  readonly #byUfrag = new Map<string, Endpoint>();
  readonly #byAddress = new Map<string, Endpoint>();
  readonly #loss: PacketLoss;
  #open = true;

  private constructor(socket: Socket, loss: PacketLoss) {
    this.#socket = socket;
    this.#loss = loss;
    socket.on("message", (data, from) => this.#receive(data, from.address, from.port));
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

  addUfrag(ufrag: string, endpoint: Endpoint): void {
    this.#byUfrag.set(ufrag, endpoint);
  }

  addAddress(address: string, port: number, endpoint: Endpoint): void {
    this.#byAddress.set(`${address}:${port}`, endpoint);
  }

  remove(endpoint: Endpoint): void {
    for (const map of [this.#byUfrag, this.#byAddress]) {
      for (const [key, value] of map) if (value === endpoint) map.delete(key);
    }
  }

  send(data: Buffer, address: string, port: number): void {
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

  #receive(data: Buffer, address: string, port: number): void {
    const first = data[0];
    if (first === undefined || first > 191) return;
    const known = this.#byAddress.get(`${address}:${port}`);
    if (this.#loss.losesIncoming(isMedia(data))) return;
    if (first > 3) {
      known?.receive(data, address, port);
      return;
    }
    // After a restart of the page the same address may belong to another session: the user name decides.
    const ufrag = bindingTarget(data);
    const owner = ufrag === undefined ? known : this.#byUfrag.get(ufrag);
    owner?.receive(data, address, port);
  }
}

function isMedia(data: Buffer): boolean {
  const first = data[0] ?? 0;
  return first >= 128 && first <= 191;
}

/** A sent packet, as it can be sent again. */
export interface SentPacket {
  readonly sequenceNumber: number;
  readonly header: Buffer;
  readonly payload: Buffer;
  /** When it was last sent again, in milliseconds. */
  resentAt: number;
  resends: number;
}

/** The last packets of one outgoing stream, for retransmission. */
export class PacketHistory {
  readonly #packets: (SentPacket | undefined)[];
  readonly #mask: number;

  /** @param size A power of two. */
  constructor(size = 1024) {
    this.#packets = Array.from({ length: size });
    this.#mask = size - 1;
  }

  add(sequenceNumber: number, header: Buffer, payload: Buffer): void {
    this.#packets[sequenceNumber & this.#mask] = { sequenceNumber, header, payload, resentAt: -Infinity, resends: 0 };
  }

  find(sequenceNumber: number): SentPacket | undefined {
    const packet = this.#packets[sequenceNumber & this.#mask];
    return packet?.sequenceNumber === sequenceNumber ? packet : undefined;
  }
}

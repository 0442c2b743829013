import { RtpHeader, SrtcpSession, SrtpSession } from "werift";

/** What DTLS exports for SRTP. */
export interface SrtpKeys {
  readonly profile: number;
  readonly localKey: Buffer;
  readonly localSalt: Buffer;
  readonly remoteKey: Buffer;
  readonly remoteSalt: Buffer;
}

/** A header that is bytes already: werift's own is rebuilt from fields for each packet, which costs more than AES. */
class PlainHeader extends RtpHeader {
  bytes: Buffer<ArrayBuffer> = Buffer.alloc(0);

  override get serializeSize(): number {
    return this.bytes.length;
  }

  override serialize(): Buffer<ArrayBuffer> {
    return this.bytes;
  }
}

/** Streams that one peer may send in the life of a connection: what is known of each is kept. */
export const MAX_STREAMS = 4_096;

/** SRTP and SRTCP of one peer. */
export class Srtp {
  readonly #rtp: SrtpSession;
  readonly #rtcp: SrtcpSession;
  readonly #header = new PlainHeader();
  readonly #rtpStreams = new Set<number>();
  readonly #rtcpStreams = new Set<number>();

  constructor(keys: SrtpKeys) {
    const config = {
      profile: keys.profile,
      keys: {
        localMasterKey: keys.localKey,
        localMasterSalt: keys.localSalt,
        remoteMasterKey: keys.remoteKey,
        remoteMasterSalt: keys.remoteSalt,
      },
    };
    this.#rtp = new SrtpSession(config);
    this.#rtcp = new SrtcpSession(config);
  }

  /** The packet in the clear, or undefined when it is not authentic. */
  decryptRtp(packet: Buffer): Buffer | undefined {
    return decryptOne(packet, 8, this.#rtpStreams, (data) => this.#rtp.decrypt(data));
  }

  decryptRtcp(packet: Buffer): Buffer | undefined {
    return decryptOne(packet, 4, this.#rtcpStreams, (data) => this.#rtcp.decrypt(data));
  }

  encryptRtp(ssrc: number, sequenceNumber: number, header: Buffer, payload: Buffer): Buffer {
    this.#header.ssrc = ssrc;
    this.#header.sequenceNumber = sequenceNumber;
    this.#header.bytes = header as Buffer<ArrayBuffer>;
    return this.#rtp.encrypt(payload, this.#header);
  }

  encryptRtcp(packet: Buffer): Buffer {
    return this.#rtcp.encrypt(packet);
  }
}

/** @param ssrcOffset where a packet says which stream it belongs to. */
function decryptOne(
  packet: Buffer,
  ssrcOffset: number,
  streams: Set<number>,
  decrypt: (packet: Buffer) => Buffer,
): Buffer | undefined {
  const ssrc = packet.readUInt32BE(ssrcOffset);
  const isNew = !streams.has(ssrc);
  if (isNew && streams.size >= MAX_STREAMS) return undefined;
  try {
    const plain = decrypt(packet);
    if (isNew) streams.add(ssrc);
    return plain;
  } catch {
    return undefined;
  }
}

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

/** SRTP and SRTCP of one peer. */
export class Srtp {
  readonly #rtp: SrtpSession;
  readonly #rtcp: SrtcpSession;
  readonly #header = new PlainHeader();

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
    return attempt(() => this.#rtp.decrypt(packet));
  }

  decryptRtcp(packet: Buffer): Buffer | undefined {
    return attempt(() => this.#rtcp.decrypt(packet));
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

function attempt<T>(decrypt: () => T): T | undefined {
  try {
    return decrypt();
  } catch {
    return undefined;
  }
}

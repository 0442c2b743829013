import type { AddressInfo } from "node:net";
import { DtlsClient, DtlsServer, fingerprint, keyLength, saltLength, type DtlsSocket } from "werift";
import type { Certificate } from "./certificate.js";
import type { SrtpKeys } from "./srtp.js";

const CONTENT_TYPES = { first: 20, last: 23 };
const APPLICATION_DATA = 23;
const HEADER_LENGTH = 13;
/** Where a record that begins with a ClientHello has what tells it from another. */
const CLIENT_HELLO = { contentType: 22, handshakeType: 1, fragmentOffset: 19, random: 27, length: 59 } as const;
/** Bytes that are not application data, in the life of an association: werift keeps parts of messages until they are whole. */
const MAX_HANDSHAKE_BYTES = 256 * 1024;
/** AEAD_AES_128_GCM first, AES_CM_128_HMAC_SHA1_80 for those that lack it. */
const SRTP_PROFILES: (1 | 7)[] = [7, 1];

/** What a DTLS endpoint tells its owner. */
export interface DtlsEvents {
  send(data: Buffer): void;
  onConnected(keys: SrtpKeys): void;
  onData(data: Buffer): void;
  onClosed(reason: string): void;
}

/** One DTLS association, on werift's handshake, with the guards that werift leaves to its caller. */
export class DtlsEndpoint {
  readonly #socket: DtlsSocket;
  readonly #io: { onData: (data: Buffer) => void };
  readonly #events: DtlsEvents;
  readonly #expected: { readonly algorithm: string; readonly value: string };
  /** Highest record number sent with the current keys. */
  #lastRecord = 0;
  #handshakeBytes = 0;
  /** The random of the ClientHello that this handshake answers. */
  #clientRandom: Buffer | undefined;
  #state: "handshake" | "connected" | "closed" = "handshake";

  constructor(
    role: "server" | "client",
    certificate: Certificate,
    expected: { readonly algorithm: string; readonly value: string },
    events: DtlsEvents,
  ) {
    this.#events = events;
    this.#expected = expected;
    const io = {
      type: "udp",
      address: { address: "127.0.0.1", family: "IPv4", port: 0 } satisfies AddressInfo,
      closed: false,
      onData: (_data: Buffer) => {},
      send: async (data: Buffer) => {
        if (this.#state !== "closed") events.send(data);
      },
      close: async () => {},
    };
    this.#io = io;
    const { certPem, privateKey, signatureHash } = certificate.material;
    const options = {
      cert: certPem,
      key: privateKey,
      signatureHash,
      transport: io,
      srtpProfiles: SRTP_PROFILES,
      extendedMasterSecret: true,
    };
    const socket =
      role === "server" ? new DtlsServer({ ...options, certificateRequest: true }) : new DtlsClient(options);
    this.#socket = socket;
    socket.onConnect.subscribe(() => this.#connected());
    socket.onData.subscribe((data) => events.onData(data));
    socket.onClose.subscribe(() => this.#close("the peer closed DTLS"));
    socket.onError.subscribe((error) => {
      if (this.#state === "handshake") this.#close(`the DTLS handshake failed: ${String(error)}`);
    });
    if (socket instanceof DtlsClient) void socket.connect().catch(() => this.#close("the DTLS handshake timed out"));
  }

  /** Whether a datagram begins another handshake than this one. */
  isOtherHandshake(data: Buffer): boolean {
    const random = clientRandom(data);
    return random !== undefined && this.#clientRandom !== undefined && !random.equals(this.#clientRandom);
  }

  receive(data: Buffer): void {
    if (this.#state === "closed" || !this.#acceptable(data)) return;
    this.#clientRandom ??= clientRandom(data);
    try {
      this.#io.onData(data);
    } catch {
      // A record that does not parse is a lost one.
    }
  }

  send(data: Buffer): void {
    if (this.#state !== "connected") return;
    // After its Finished, werift starts the record numbers of the same epoch anew: the peer drops a number that it has
    // seen as a replay (and AES-GCM must never see one twice). So the count only ever goes up.
    const context = this.#socket.dtls;
    context.recordSequenceNumber = Math.max(context.recordSequenceNumber, this.#lastRecord);
    this.#lastRecord = context.recordSequenceNumber + 1;
    void this.#socket.send(data).catch(() => {});
  }

  close(): void {
    this.#state = "closed";
    // Ends werift's retransmission of its last flight at its next turn.
    this.#socket.dtls.flight = Number.MAX_SAFE_INTEGER;
  }

  /**
   * Unencrypted records after the handshake (a spoofed ClientHello or alert) would reset or close the association: also one that
   * stands behind others in its datagram.
   */
  #acceptable(data: Buffer): boolean {
    let offset = 0;
    while (offset + HEADER_LENGTH <= data.length) {
      const contentType = data.readUInt8(offset);
      if (contentType < CONTENT_TYPES.first || contentType > CONTENT_TYPES.last) return false;
      const epoch = data.readUInt16BE(offset + 3);
      if (this.#state === "connected" && epoch === 0) return false;
      const length = HEADER_LENGTH + data.readUInt16BE(offset + 11);
      if (contentType !== APPLICATION_DATA) this.#handshakeBytes += length;
      offset += length;
    }
    return offset === data.length && this.#handshakeBytes <= MAX_HANDSHAKE_BYTES;
  }

  #connected(): void {
    if (this.#state !== "handshake") return;
    const certificate = this.#socket.remoteCertificate;
    const algorithm = this.#expected.algorithm.toLowerCase().replace("-", "");
    if (!certificate || fingerprintOf(certificate, algorithm) !== this.#expected.value.toUpperCase()) {
      this.#close("the peer's certificate is not the one in its session description");
      return;
    }
    const profile = this.#socket.srtp.srtpProfile;
    if (profile === undefined) {
      this.#close("the peer offers no SRTP profile that we know");
      return;
    }
    this.#lastRecord = Math.max(64, this.#socket.dtls.recordSequenceNumber);
    this.#state = "connected";
    const keys = this.#socket.extractSessionKeys(keyLength(profile), saltLength(profile));
    this.#events.onConnected({ profile, ...keys });
  }

  #close(reason: string): void {
    if (this.#state === "closed") return;
    this.close();
    this.#events.onClosed(reason);
  }
}

/** The random of a ClientHello, which stays the same when it is sent again; undefined for everything else. */
function clientRandom(data: Buffer): Buffer | undefined {
  const { length, contentType, handshakeType, fragmentOffset, random } = CLIENT_HELLO;
  if (data.length < length || data.readUInt8(0) !== contentType || data.readUInt16BE(3) !== 0) return undefined;
  if (data.readUInt8(HEADER_LENGTH) !== handshakeType || data.readUIntBE(fragmentOffset, 3) !== 0) return undefined;
  return Buffer.from(data.subarray(random, length));
}

function fingerprintOf(certificate: Buffer, algorithm: string): string | undefined {
  try {
    return fingerprint(certificate, algorithm);
  } catch {
    return undefined;
  }
}

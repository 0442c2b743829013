/**
 * The way to one peer: ICE, DTLS, SRTP and SCTP, for all sessions over one UDP socket. This module is its face, which is all
 * that the rest of the SFU knows.
 *
 * @module
 */

/** `new` until ICE and DTLS are up, `disconnected` while ICE checks fail to arrive, `closed` for good. */
export type TransportState = "new" | "connected" | "disconnected" | "closed";

/** What one peer proves itself with, from its session description. */
export interface RemoteParameters {
  readonly iceUfrag: string;
  readonly icePwd: string;
  /** Hash algorithm in SDP's spelling (`sha-256`) and the colon-separated upper-case value. */
  readonly fingerprint: { readonly algorithm: string; readonly value: string };
  /** What `a=setup` of the peer says. */
  readonly setup: string;
  /** Candidates of the peer; only an ICE-lite peer needs them, all others come to us. */
  readonly candidates: readonly { readonly address: string; readonly port: number }[];
}

export interface IceCredentials {
  readonly ufrag: string;
  readonly password: string;
}

/** What a data channel does with a message that gets lost. */
export interface Reliability {
  readonly ordered: boolean;
  readonly maxRetransmits?: number | undefined;
  /** Milliseconds. */
  readonly maxPacketLifeTime?: number | undefined;
}

/** What a transport tells its owner. */
export interface TransportEvents {
  onState(state: TransportState): void;
  /** One decrypted RTP packet. */
  onRtp(packet: Buffer): void;
  /** One decrypted compound RTCP packet. */
  onRtcp(packet: Buffer): void;
  onMessage(streamId: number, data: string | Buffer): void;
  /** SCTP is up: messages flow from now on. */
  onChannelsOpen(): void;
  /** The peer closed these streams. */
  onChannelsReset(streamIds: readonly number[]): void;
}

/** The way to one peer: ICE, DTLS, SRTP and SCTP behind one face. The rest of the SFU knows nothing below it. */
export interface Transport {
  readonly state: TransportState;
  readonly local: IceCredentials;
  /** SHA-256 of our certificate, in SDP's spelling. */
  readonly fingerprint: string;
  readonly bytesReceived: number;
  readonly bytesSent: number;

  /** Takes the peer's parameters. New ICE credentials after the first call are an ICE restart: ours change too. */
  setRemote(remote: RemoteParameters): void;
  /**
   * The section that the BUNDLE stood for is stopped. Firefox then closes DTLS and begins it anew, on the same ICE: for
   * some seconds that is no farewell.
   */
  allowNewDtls(): void;
  /** Sends one RTP packet; `header` holds everything before the payload. */
  sendRtp(ssrc: number, sequenceNumber: number, header: Buffer, payload: Buffer): void;
  sendRtcp(packet: Buffer): void;
  /** Starts SCTP (once) as soon as DTLS is up. */
  startChannels(remotePort: number, maxMessageSize: number): void;
  /** Opens a channel on this stream in-band: the peer is told of it. */
  openChannel(streamId: number, label: string): void;
  sendMessage(streamId: number, data: string | Buffer, reliability: Reliability): void;
  resetStream(streamId: number): void;
  close(): void;
}

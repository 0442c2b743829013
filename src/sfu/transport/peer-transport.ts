import { randomBytes } from "node:crypto";
import type { Timers } from "../timers.js";
import type { Budget } from "./budget.js";
import type { Certificate } from "./certificate.js";
import { ConnectivityChecks } from "./checks.js";
import { DtlsEndpoint } from "./dtls.js";
import { SctpAssociation } from "./sctp.js";
import { Srtp, type SrtpKeys } from "./srtp.js";
import { bindingResponse, bindingTarget, readBindingRequest } from "./stun.js";
import { ReturnCheck } from "./return-check.js";
import type {
  IceCredentials,
  Reliability,
  RemoteParameters,
  Transport,
  TransportEvents,
  TransportState,
} from "./transport.js";
import type { Address } from "../addresses.js";
import type { Endpoint, UdpSocket } from "./udp.js";

/** ClientHellos that come before the peer's session description does. */
const MAX_EARLY_RECORDS = 16;
/** Bytes of a packet of media: each is kept for a while, and no network takes longer ones in one piece. */
const MAX_MEDIA_PACKET = 2_048;
/** Milliseconds. */
const NEW_DTLS_WINDOW = 10_000;

export interface PeerTransportOptions {
  readonly socket: UdpSocket;
  readonly certificate: Certificate;
  readonly timers: Timers;
  /** Milliseconds without an ICE check after which the peer is disconnected, and after which it is given up. */
  readonly silence: number;
  readonly giveUp: number;
  /** The peer is ICE-lite: checks, and the way to it, are ours to find. */
  readonly controlling: boolean;
  /** May a packet go out now that nobody asked for? */
  mayCheck(): boolean;
  /** What may wait for all peers together. */
  readonly messages: Budget;
}

/** User names that checks may come with: the last one's, after a restart, still arrive. */
const MAX_CREDENTIALS = 2;

/** ICE-lite, DTLS, SRTP and SCTP of one peer over the shared socket. */
export class PeerTransport implements Transport, Endpoint {
  state: TransportState = "new";
  local: IceCredentials = createCredentials();
  bytesReceived = 0;
  bytesSent = 0;
  readonly #options: PeerTransportOptions;
  readonly #events: TransportEvents;
  /** Passwords by user name: after a restart checks with the old ones still arrive. */
  readonly #passwords = new Map<string, string>();
  readonly #stopWatch: () => void;
  #early: Buffer[] = [];
  #remote: RemoteParameters | undefined;
  #checks: ConnectivityChecks | undefined;
  #peer: Address | undefined;
  /** The way to a new address of the peer, before it has answered there. */
  #move: ReturnCheck | undefined;
  #dtls: DtlsEndpoint | undefined;
  #srtp: Srtp | undefined;
  #sctp: SctpAssociation | undefined;
  #channels: { readonly port: number } | undefined;
  #lastCheck = performance.now();
  /** Until when a closed DTLS association may be followed by another. */
  #newDtlsUntil = -Infinity;

  constructor(options: PeerTransportOptions, events: TransportEvents) {
    this.#options = options;
    this.#events = events;
    this.#register();
    this.#stopWatch = options.timers.every(Math.min(500, options.silence / 4), () => this.#watch());
  }

  get fingerprint(): string {
    return this.#options.certificate.fingerprint;
  }

  /** Where packets to the peer go; undefined while it has not come. */
  get peer(): Address | undefined {
    return this.#peer;
  }

  setRemote(remote: RemoteParameters): void {
    const restart = this.#remote !== undefined && this.#remote.iceUfrag !== remote.iceUfrag;
    this.#remote = remote;
    if (restart) {
      this.local = createCredentials();
      this.#register();
    }
    if (this.state === "closed") return;
    if (!this.#options.controlling) {
      if (!this.#dtls) this.#startDtls(remote);
    } else if (restart || !this.#checks) {
      this.#search(remote);
    }
  }

  receive(data: Buffer, from: Address): void {
    if (this.state === "closed") return;
    const first = data.readUInt8(0);
    if (first <= 3) this.#receiveCheck(data, from);
    else if (first >= 20 && first <= 63) this.#receiveDtls(data);
    else if (first >= 128) this.#receiveMedia(data);
  }

  allowNewDtls(): void {
    this.#newDtlsUntil = performance.now() + NEW_DTLS_WINDOW;
  }

  sendRtp(ssrc: number, sequenceNumber: number, header: Buffer, payload: Buffer): void {
    if (this.#srtp) this.#send(this.#srtp.encryptRtp(ssrc, sequenceNumber, header, payload));
  }

  sendRtcp(packet: Buffer): void {
    if (this.#srtp) this.#send(this.#srtp.encryptRtcp(packet));
  }

  startChannels(remotePort: number): void {
    this.#channels ??= { port: remotePort };
    this.#startSctp();
  }

  openChannel(streamId: number, label: string): void {
    this.#sctp?.openChannel(streamId, label);
  }

  sendMessage(streamId: number, data: string | Buffer, reliability: Reliability): void {
    this.#sctp?.send(streamId, data, reliability);
  }

  resetStream(streamId: number): void {
    this.#sctp?.reset(streamId);
  }

  close(): void {
    if (this.state === "closed") return;
    this.#stopWatch();
    this.#checks?.close();
    this.#sctp?.close();
    this.#dtls?.close();
    this.#options.socket.remove(this);
    this.#setState("closed");
  }

  #register(): void {
    this.#passwords.set(this.local.ufrag, this.local.password);
    const [oldest] = this.#passwords.keys();
    if (this.#passwords.size > MAX_CREDENTIALS && oldest !== undefined) this.#passwords.delete(oldest);
    this.#options.socket.addUfrag(this.local.ufrag, this);
  }

  /** An ICE-lite peer waits for our checks; one that is passive waits for our ClientHello, too. */
  #search(remote: RemoteParameters): void {
    this.#checks?.close();
    this.#checks = new ConnectivityChecks({
      timers: this.#options.timers,
      localUfrag: this.local.ufrag,
      remoteUfrag: remote.iceUfrag,
      remotePassword: remote.icePwd,
      // Our own address would bring everything back that we send there, for as long as we forward it.
      candidates: remote.candidates.filter((candidate) => !this.#options.socket.isOwn(candidate)),
      now: () => performance.now(),
      mayCheck: () => this.#options.mayCheck(),
      send: (data, to) => {
        this.#options.socket.addAddress(to, this);
        this.#options.socket.send(data, to);
      },
      onAnswer: (candidate) => {
        this.#lastCheck = performance.now();
        this.#peer = candidate;
        if (!this.#dtls) this.#startDtls(remote);
        if (this.state === "disconnected") this.#setState("connected");
      },
    });
  }

  #startDtls(remote: RemoteParameters): void {
    const dtls = this.#createDtls(remote);
    this.#dtls = dtls;
    for (const record of this.#early.splice(0)) dtls.receive(record);
  }

  #createDtls(remote: RemoteParameters): DtlsEndpoint {
    return new DtlsEndpoint(dtlsRole(remote), this.#options.certificate, remote.fingerprint, {
      send: (data) => this.#send(data),
      onConnected: (keys) => this.#connected(keys),
      onData: (data) => this.#sctp?.receive(data),
      onClosed: () => this.#dtlsClosed(),
    });
  }

  #dtlsClosed(): void {
    if (this.#mayBeginDtlsAnew()) this.#beginDtlsAnew();
    else this.close();
  }

  #mayBeginDtlsAnew(): boolean {
    return performance.now() <= this.#newDtlsUntil;
  }

  #beginDtlsAnew(): void {
    this.#sctp?.close();
    this.#sctp = undefined;
    this.#dtls?.close();
    if (this.#remote) this.#startDtls(this.#remote);
  }

  #connected(keys: SrtpKeys): void {
    this.#srtp = new Srtp(keys);
    this.#lastCheck = performance.now();
    this.#startSctp();
    this.#setState("connected");
  }

  #startSctp(): void {
    if (this.#sctp || !this.#channels || !this.#srtp) return;
    this.#sctp = new SctpAssociation(
      this.#channels.port,
      this.#remote ? dtlsRole(this.#remote) : "server",
      this.#options.messages,
      {
        send: (data) => this.#dtls?.send(data),
        onOpen: () => this.#events.onChannelsOpen(),
        onMessage: (streamId, data) => this.#events.onMessage(streamId, data),
        onReset: (streamIds) => this.#events.onChannelsReset(streamIds),
        onFailure: () => {},
      },
    );
  }

  #receiveCheck(data: Buffer, from: Address): void {
    if (this.#checks?.receive(data)) return;
    if (this.#move?.receive(data)) {
      this.#peer = this.#move.address;
      this.#move = undefined;
      return;
    }
    const ufrag = bindingTarget(data);
    const password = ufrag === undefined ? undefined : this.#passwords.get(ufrag);
    if (ufrag === undefined || password === undefined) return;
    const request = readBindingRequest(data, ufrag, password);
    if (!request) return;
    this.#lastCheck = performance.now();
    this.#options.socket.addAddress(from, this);
    // Before the peer's description is here there is nothing to send it.
    if (!this.#remote) this.#peer = from;
    this.#peer ??= from;
    this.#options.socket.send(bindingResponse(request.message, password, from), from);
    if (request.nominated && !isSame(from, this.#peer)) this.#askToMove(from);
    if (this.state === "disconnected") this.#setState("connected");
  }

  /** The sender of a packet can write any address as its own: media goes there only when the peer answers from there. */
  #askToMove(to: Address): void {
    if (!this.#remote) return;
    this.#move = new ReturnCheck(to, {
      localUfrag: this.local.ufrag,
      remoteUfrag: this.#remote.iceUfrag,
      remotePassword: this.#remote.icePwd,
    });
    this.#options.socket.send(this.#move.request, to);
  }

  #receiveDtls(data: Buffer): void {
    // A peer that begins anew says farewell to what it leaves only when that was connected.
    if (this.#mayBeginDtlsAnew() && this.#dtls?.isOtherHandshake(data)) this.#beginDtlsAnew();
    if (this.#dtls) this.#dtls.receive(data);
    // A peer that answers our offer starts DTLS before its answer has come through HTTP.
    else if (this.#early.length < MAX_EARLY_RECORDS) this.#early.push(data);
  }

  #receiveMedia(data: Buffer): void {
    if (!this.#srtp || data.length < 12 || data.length > MAX_MEDIA_PACKET) return;
    this.bytesReceived += data.length;
    const type = data.readUInt8(1);
    if (type >= 192 && type <= 223) {
      const packet = this.#srtp.decryptRtcp(data);
      if (packet) this.#events.onRtcp(packet);
    } else {
      const packet = this.#srtp.decryptRtp(data);
      if (packet) this.#events.onRtp(packet);
    }
  }

  #send(data: Buffer): void {
    if (!this.#peer || this.state === "closed") return;
    this.bytesSent += data.length;
    this.#options.socket.send(data, this.#peer);
  }

  #watch(): void {
    const silence = performance.now() - this.#lastCheck;
    if (this.state === "connected" && silence > this.#options.silence) this.#setState("disconnected");
    else if (this.state === "disconnected" && silence > this.#options.giveUp) this.close();
  }

  #setState(state: TransportState): void {
    this.state = state;
    this.#events.onState(state);
  }
}

function isSame(one: Address, other: Address): boolean {
  return one.address === other.address && one.port === other.port;
}

function dtlsRole(remote: RemoteParameters): "server" | "client" {
  return remote.setup === "passive" ? "client" : "server";
}

function createCredentials(): IceCredentials {
  return { ufrag: randomBytes(6).toString("hex"), password: randomBytes(16).toString("hex") };
}

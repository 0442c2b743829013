import { randomBytes } from "node:crypto";
import { Message, classes, methods, parseMessage } from "werift";
import type { Timers } from "../timers.js";

interface Candidate {
  readonly address: string;
  readonly port: number;
}

export interface CheckOptions {
  readonly timers: Timers;
  readonly localUfrag: string;
  readonly remoteUfrag: string;
  readonly remotePassword: string;
  readonly candidates: readonly Candidate[];
  send(data: Buffer, address: string, port: number): void;
  /** A candidate answered: it is the peer's address, and the peer is there. */
  onAnswer(candidate: Candidate): void;
}

/** Milliseconds between checks while none was answered, and afterwards. */
const PERIOD = { searching: 50, keeping: 2_500 } as const;
const HOST_PRIORITY = 1_845_501_695;

/** The ICE checks that a controlling agent sends. Only a peer that is ICE-lite itself needs ours. */
export class ConnectivityChecks {
  readonly #options: CheckOptions;
  readonly #sent = new Map<string, Candidate>();
  readonly #tieBreaker = randomBytes(8).readBigUInt64BE();
  #chosen: Candidate | undefined;
  #stop: () => void;

  constructor(options: CheckOptions) {
    this.#options = options;
    this.#stop = options.timers.every(PERIOD.searching, () => this.#check());
    this.#check();
  }

  /** Takes a response; false when it is none of ours. */
  receive(data: Buffer): boolean {
    const message = parseResponse(data, this.#options.remotePassword);
    const candidate = message && this.#sent.get(message.transactionIdHex);
    if (!message || !candidate) return false;
    this.#sent.clear();
    if (!this.#chosen) {
      this.#chosen = candidate;
      this.#stop();
      this.#stop = this.#options.timers.every(PERIOD.keeping, () => this.#check());
    }
    this.#options.onAnswer(candidate);
    return true;
  }

  close(): void {
    this.#stop();
  }

  #check(): void {
    const { candidates, localUfrag, remoteUfrag, remotePassword, send } = this.#options;
    for (const candidate of this.#chosen ? [this.#chosen] : candidates) {
      const request = new Message(methods.BINDING, classes.REQUEST);
      request.setAttribute("USERNAME", `${remoteUfrag}:${localUfrag}`);
      request.setAttribute("PRIORITY", HOST_PRIORITY);
      request.setAttribute("ICE-CONTROLLING", this.#tieBreaker);
      request.setAttribute("USE-CANDIDATE", null);
      request.addMessageIntegrity(Buffer.from(remotePassword)).addFingerprint();
      this.#sent.set(request.transactionIdHex, candidate);
      send(request.bytes, candidate.address, candidate.port);
    }
  }
}

function parseResponse(data: Buffer, password: string): Message | undefined {
  try {
    const message = parseMessage(data, Buffer.from(password));
    return message?.messageClass === classes.RESPONSE ? message : undefined;
  } catch {
    return undefined;
  }
}

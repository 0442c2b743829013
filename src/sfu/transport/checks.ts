import { isIPv4 } from "node:net";
import { randomBytes } from "node:crypto";
import type { Timers } from "../timers.js";
import type { Address } from "../addresses.js";
import { answeredTransaction, bindingRequest, type CheckTarget } from "./stun.js";

export interface CheckOptions extends CheckTarget {
  readonly timers: Pick<Timers, "every">;
  /** Milliseconds on a clock that only goes on. */
  now(): number;
  readonly candidates: readonly Address[];
  /** May another check go out now? All sessions share the pace. */
  mayCheck(): boolean;
  send(data: Buffer, to: Address): void;
  /** A candidate answered: it is the peer's address, and the peer is there. */
  onAnswer(candidate: Address): void;
}

/** Addresses of one peer that are tried. */
export const MAX_CANDIDATES = 8;
/** Checks that one address gets before it has answered any: it may be nobody's who asked for them. */
export const MAX_TRIES = 7;
/** Milliseconds between looks for a check that is due while none was answered, and between checks afterwards. */
const PERIOD = { searching: 20, keeping: 2_500 } as const;
/** Milliseconds from the first try of an address to its second, doubled each time. */
const FIRST_RETRY = 200;
/** Checks whose answers are still waited for. */
const MAX_UNANSWERED = MAX_CANDIDATES * MAX_TRIES;

interface Try {
  readonly candidate: Address;
  count: number;
  dueAt: number;
}

/**
 * The ICE checks that a controlling agent sends. Only a peer that is ICE-lite itself needs ours.
 *
 * What a description calls the peer's address can be anybody's. So the checks are few and slow until one is answered: one at a time
 * for the whole SFU, at growing intervals, and no more than {@link MAX_TRIES} to an address. No other packet goes there before.
 */
export class ConnectivityChecks {
  readonly #options: CheckOptions;
  readonly #sent = new Map<string, Address>();
  readonly #tieBreaker = randomBytes(8).readBigUInt64BE();
  #tries: Try[];
  #chosen: Address | undefined;
  #stop: () => void;

  constructor(options: CheckOptions) {
    this.#options = options;
    const candidates = usableCandidates(options.candidates);
    this.#tries = candidates.map((candidate) => ({ candidate, count: 0, dueAt: -Infinity }));
    this.#stop = options.timers.every(PERIOD.searching, () => this.#search(options.now()));
    this.#search(options.now());
  }

  /** Takes a response; false when it is none of ours. */
  receive(data: Buffer): boolean {
    const transaction = answeredTransaction(data, this.#options.remotePassword);
    const candidate = transaction === undefined ? undefined : this.#sent.get(transaction);
    if (!candidate) return false;
    this.#sent.clear();
    if (!this.#chosen) {
      this.#chosen = candidate;
      this.#stop();
      this.#stop = this.#options.timers.every(PERIOD.keeping, () => this.#check(candidate));
    }
    this.#options.onAnswer(candidate);
    return true;
  }

  close(): void {
    this.#stop();
  }

  #search(now: number): void {
    const due = this.#tries.find(({ dueAt }) => dueAt <= now);
    if (!due || !this.#options.mayCheck()) return;
    due.dueAt = now + FIRST_RETRY * 2 ** due.count;
    due.count++;
    // The others come first from now on.
    this.#tries = this.#tries.filter((each) => each !== due);
    if (due.count < MAX_TRIES) this.#tries.push(due);
    this.#check(due.candidate);
    if (this.#tries.length === 0) this.#stop();
  }

  #check(candidate: Address): void {
    const request = bindingRequest(this.#options, "controlling", this.#tieBreaker);
    this.#sent.set(request.transactionIdHex, candidate);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > MAX_UNANSWERED && oldest !== undefined) this.#sent.delete(oldest);
    this.#options.send(request.bytes, candidate);
  }
}

/** Each address once, and none that stands for many or for nobody. */
function usableCandidates(candidates: readonly Address[]): Address[] {
  const usable = new Map<string, Address>();
  for (const { address, port } of candidates) {
    if (usable.size < MAX_CANDIDATES && isUsable(address, port)) usable.set(`${address}:${port}`, { address, port });
  }
  return [...usable.values()];
}

function isUsable(address: string, port: number): boolean {
  if (!isIPv4(address) || !Number.isInteger(port) || port < 1 || port > 65_535) return false;
  const [first = 0] = address.split(".").map(Number);
  // This network, multicast, and what is reserved, broadcast among it.
  return first > 0 && first < 224;
}

import type { Environment } from "../environment.js";
import type { Simulcast } from "../../wire/calls-api.js";
import type { MediaKind } from "../../wire/room-protocol.js";

/** A track of somebody else. */
export interface PullRequest {
  readonly sessionId: string;
  readonly trackName: string;
  readonly kind: MediaKind;
  readonly simulcast?: Simulcast | undefined;
}

/** Milliseconds that a receiver nobody wants waits for the next one to want it, and how many wait at most. */
const IDLE_TIME = 2_000;
const MOST_IDLE = 32;

/** What a receiver receives. */
interface Idle {
  readonly transceiver: RTCRtpTransceiver;
  readonly source: PullRequest;
  readonly cancelClose: () => void;
}

/**
 * The receivers of a session that nobody wants at the moment: a page that is turned, or a speaker that is swapped, points them
 * at other publications, which takes one call and no session description.
 */
export class ReceiverPool {
  readonly #environment: Environment;
  readonly #signal: AbortSignal;
  readonly #close: (transceiver: RTCRtpTransceiver) => void;
  #idle: Idle[] = [];
  /** Media sections of our offers in which nothing was ever received. */
  readonly #blank = new Set<RTCRtpTransceiver>();

  /** @param close called with a receiver that was idle for too long. */
  constructor(environment: Environment, signal: AbortSignal, close: (transceiver: RTCRtpTransceiver) => void) {
    this.#environment = environment;
    this.#signal = signal;
    this.#close = close;
    signal.addEventListener("abort", () => this.#idle.splice(0).forEach(({ cancelClose }) => cancelClose()), {
      once: true,
    });
  }

  /** Keeps a receiver for a while. */
  put(transceiver: RTCRtpTransceiver, source: PullRequest): void {
    if (this.#signal.aborted) return;
    const idle = {
      transceiver,
      source,
      cancelClose: this.#environment.schedule(() => this.#drop(idle), IDLE_TIME),
    };
    this.#idle.push(idle);
    const [first] = this.#idle;
    if (first && this.#idle.length > MOST_IDLE) this.#drop(first);
  }

  /** Takes out the receiver that receives this already, else with `anyOther` one of the same kind, longest idle first. */
  take(request: PullRequest, anyOther: boolean): Omit<Idle, "cancelClose"> | undefined {
    const isSame = ({ source }: Idle): boolean =>
      source.sessionId === request.sessionId && source.trackName === request.trackName;
    const found =
      this.#idle.find(isSame) ?? (anyOther ? this.#idle.find(({ source }) => source.kind === request.kind) : undefined);
    if (found) this.#remove(found);
    return found;
  }

  /** A section that was offered and is free. */
  addBlank(transceiver: RTCRtpTransceiver): void {
    this.#blank.add(transceiver);
  }

  /** How many sections of a kind are offered and free. */
  blanks(kind: MediaKind): number {
    return [...this.#blank].filter(({ receiver }) => receiver.track.kind === kind).length;
  }

  /** The section is in use. */
  fill(transceiver: RTCRtpTransceiver): void {
    this.#blank.delete(transceiver);
  }

  #drop(idle: Idle): void {
    this.#remove(idle);
    this.#close(idle.transceiver);
  }

  #remove(idle: Idle): void {
    idle.cancelClose();
    this.#idle = this.#idle.filter((each) => each !== idle);
  }
}

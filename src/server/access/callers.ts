/** Who asks, and how often they may: a limit by caller for everything that makes something. */
import { RateLimiter } from "../calls/rate-limiter.js";
import { RoomServerError } from "../errors.js";
import type { Rate } from "../../room/allowance.js";
import { hashOf } from "./claims.js";
import type { TokenClaims } from "./tokens.js";

/**
 * What is counted: rooms made to order, joins, tickets and what is asked about guests, sockets, requests of one socket over plain
 * HTTP, SFU sessions, other calls to the SFU and those with a large body, streams by WHIP and WHEP, reports, and what a backend asks
 * of rooms with the API key.
 */
export type LimitedAction =
  | "room"
  | "join"
  | "ticket"
  | "socket"
  | "poll"
  | "session"
  | "call"
  | "large call"
  | "stream"
  | "report"
  | "steer";

/**
 * Counts that a caller does something once more.
 *
 * @param caller an opaque word: the same for the same person, or for the same network of people whom nobody vouches for.
 * @returns 0; or, when it is one too many, the seconds after which the caller may try again.
 */
export type CallerLimiter = (action: LimitedAction, caller: string) => number | Promise<number>;

/**
 * How often one caller may do each thing. An office of sixty behind one address comes in within a minute, and back at once when
 * the server was restarted; a flood ends at `burst`.
 */
export const CALLER_RATES: Readonly<Record<LimitedAction, Rate>> = {
  room: { perSecond: 0.2, burst: 30 },
  join: { perSecond: 2, burst: 120 },
  ticket: { perSecond: 4, burst: 120 },
  socket: { perSecond: 4, burst: 120 },
  poll: { perSecond: 60, burst: 600 },
  session: { perSecond: 2, burst: 40 },
  call: { perSecond: 50, burst: 200 },
  "large call": { perSecond: 1, burst: 16 },
  stream: { perSecond: 0.5, burst: 20 },
  report: { perSecond: 1, burst: 60 },
  steer: { perSecond: 50, burst: 500 },
};

/**
 * The limiter of one process, in its memory.
 *
 * @param options.rates those that are not {@link CALLER_RATES}.
 * @param options.now milliseconds since 1970.
 * @example A school, whose thousand pupils come from one address.
 * ```ts
 * const limiter = createCallerLimiter({ rates: { join: { perSecond: 50, burst: 1_000 } } });
 * await startRoomServer({ ...config, limiter });
 * ```
 */
export function createCallerLimiter(
  options: { rates?: Partial<Record<LimitedAction, Rate>>; now?: () => number } = {},
): CallerLimiter {
  const { now = Date.now } = options;
  const rates = Object.entries({ ...CALLER_RATES, ...options.rates }) as [LimitedAction, Rate][];
  const limiters = new Map(rates.map(([action, rate]) => [action, new RateLimiter(rate, now)]));
  return (action, caller) => Math.ceil((limiters.get(action)?.delay(caller) ?? 0) / 1000);
}

/** What is known of somebody: as their token or their identity provider says. */
export type KnownCaller = Pick<TokenClaims, "caller" | "subject"> & { readonly participantId?: string | undefined };

/** How {@link Callers} tells people apart, and what it holds them to. */
export interface CallersOptions {
  /** Says how often one caller may do what. */
  readonly limiter: CallerLimiter;
  /** Makes the words for networks: nobody who reads one can tell the address. */
  readonly secret: string;
  /** The network of a request. Without it, or where there is none, people whom nobody vouches for are not counted. */
  readonly networkOf?: ((request: Request) => string | undefined) | undefined;
}

/** Words for networks that are remembered. */
const WORDS = 1_000;

/** Tells callers apart, and holds them to what they may do. */
export class Callers {
  readonly #options: CallersOptions;
  /** By network. */
  readonly #words = new Map<string, string>();

  constructor(options: CallersOptions) {
    this.#options = options;
  }

  /** The caller of a request as one word: the person whom somebody vouches for, else the network. */
  async keyOf(request: Request, known?: KnownCaller): Promise<string | undefined> {
    return personKey(known) ?? this.strangerOf(request, known);
  }

  /** The network of somebody whom nobody vouches for by name, as one word. */
  async strangerOf(request: Request, known?: KnownCaller): Promise<string | undefined> {
    if (personKey(known) !== undefined) return undefined;
    if (known?.caller !== undefined) return known.caller;
    const network = this.#options.networkOf?.(request);
    return network === undefined ? undefined : this.#wordFor(network);
  }

  /** A word is asked for several times with everybody who comes. */
  async #wordFor(network: string): Promise<string> {
    const known = this.#words.get(network) ?? (await hashOf(`${this.#options.secret} ${network}`));
    if (this.#words.size >= WORDS) this.#words.clear();
    this.#words.set(network, known);
    return known;
  }

  /** Counts once more. @returns seconds to wait when it is too much, else 0. */
  async delay(action: LimitedAction, key: string | undefined): Promise<number> {
    return key === undefined ? 0 : this.#options.limiter(action, key);
  }

  /** Counts once more. @throws RoomServerError `rate_limited`, after a moment, when it is too much. */
  async count(action: LimitedAction, key: string | undefined): Promise<void> {
    const delay = await this.delay(action, key);
    if (delay === 0) return;
    await holdBack();
    throw tooOften(delay);
  }
}

/** Whoever asks again as soon as they are refused asks less often when the refusal takes its time. */
const HOLD = 1_000;
export const holdBack = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, HOLD));

export const tooOften = (delay: number): RoomServerError =>
  new RoomServerError("rate_limited", "That is too much for one caller. Wait a moment.", undefined, delay);

/** Does a provider or a backend vouch for the caller? A token that a stranger was given says whose it is. */
export const isVouchedFor = (known: KnownCaller | undefined): boolean =>
  known !== undefined && known.caller === undefined;

/** The person, where there is one: a backend's token may be for whoever has it. */
function personKey(known: KnownCaller | undefined): string | undefined {
  if (known?.subject !== undefined) return `subject ${known.subject}`;
  return isVouchedFor(known) && known?.participantId !== undefined ? `participant ${known.participantId}` : undefined;
}

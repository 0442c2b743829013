import * as v from "valibot";
import { CALLS_OPERATIONS } from "../wire/schemas/calls-api.js";

const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(600_000));
const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const STATUSES = [406, 410, 425, 429, 503] as const;

/** Switches that make the SFU misbehave on purpose; what is absent stays as it is. */
export interface FaultOptions {
  /** Milliseconds that each API call takes longer. */
  latency?: number | undefined;
  /** Up to how many milliseconds more, by chance. */
  jitter?: number | undefined;
  /** Chance, 0 to 1, that a call is dropped before it has an effect. */
  lostRequest?: number | undefined;
  /** Chance, 0 to 1, that a call is dropped after it had its effect. */
  lostReply?: number | undefined;
  /** Refuse calls with this status: all, those of one operation, or only the next few. `null` ends it. */
  refuse?:
    | { status: 406 | 410 | 425 | 429 | 503; operation?: string | undefined; times?: number | undefined }
    | null
    | undefined;
  /** Milliseconds for which the packets of a new publication are dropped. */
  lateFirstPacket?: number | undefined;
  /** Chance, 0 to 1, that an RTP or RTCP packet is lost on its way in. */
  rtpLossIn?: number | undefined;
  /** Chance, 0 to 1, that an RTP or RTCP packet is lost on its way out. */
  rtpLossOut?: number | undefined;
  /** No UDP packet comes or goes, as on a path that is gone. */
  cutOff?: boolean | undefined;
}

/** Every switch, as the admin route takes them. */
export const FaultsSchema = v.object({
  latency: v.optional(milliseconds),
  jitter: v.optional(milliseconds),
  lostRequest: v.optional(probability),
  lostReply: v.optional(probability),
  refuse: v.optional(
    v.nullable(
      v.object({
        status: v.picklist(STATUSES),
        operation: v.optional(
          v.pipe(
            v.string(),
            v.check((name) => name in CALLS_OPERATIONS, "is no operation"),
          ),
        ),
        times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      }),
    ),
  ),
  lateFirstPacket: v.optional(milliseconds),
  rtpLossIn: v.optional(probability),
  rtpLossOut: v.optional(probability),
  cutOff: v.optional(v.boolean()),
}) satisfies v.GenericSchema<unknown, FaultOptions>;

/** None of them. */
export const NO_FAULTS = {
  latency: 0,
  jitter: 0,
  lostRequest: 0,
  lostReply: 0,
  refuse: null,
  lateFirstPacket: 0,
  rtpLossIn: 0,
  rtpLossOut: 0,
  cutOff: false,
} satisfies Required<FaultOptions>;

/** What happens to one API call. */
export interface CallFate {
  readonly delay: number;
  readonly lostRequest: boolean;
  readonly lostReply: boolean;
  readonly refuse: (typeof STATUSES)[number] | undefined;
}

/** The state of the fault switches. Everything is off at first. */
export class Faults {
  #options: Required<FaultOptions> = { ...NO_FAULTS };
  #refusalsLeft = Infinity;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  get options(): Required<FaultOptions> {
    return this.#options;
  }

  set(options: FaultOptions): void {
    this.#options = { ...this.#options, ...options };
    if (options.refuse !== undefined) this.#refusalsLeft = options.refuse?.times ?? Infinity;
  }

  fateOf(operation: string | undefined): CallFate {
    const { latency, jitter, lostRequest, lostReply } = this.#options;
    return {
      delay: latency + (jitter > 0 ? jitter * this.#random() : 0),
      lostRequest: this.#happens(lostRequest),
      lostReply: this.#happens(lostReply),
      refuse: this.#refusal(operation),
    };
  }

  losesIncoming(isMedia: boolean): boolean {
    return this.#options.cutOff || (isMedia && this.#happens(this.#options.rtpLossIn));
  }

  losesOutgoing(isMedia: boolean): boolean {
    return this.#options.cutOff || (isMedia && this.#happens(this.#options.rtpLossOut));
  }

  #refusal(operation: string | undefined): CallFate["refuse"] {
    const { refuse } = this.#options;
    if (!refuse || (refuse.operation !== undefined && refuse.operation !== operation)) return undefined;
    if (this.#refusalsLeft <= 0) return undefined;
    this.#refusalsLeft--;
    return refuse.status;
  }

  #happens(chance: number): boolean {
    return chance > 0 && this.#random() < chance;
  }
}

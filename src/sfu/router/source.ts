import { RateMeter } from "./rate.js";
import type { ReportBlock } from "./rtcp.js";
import { distance, type RtpPacket } from "./rtp.js";

/** Where a packet belongs in its stream. */
export interface Arrival {
  /** Sequence number, counted on over its wraps. */
  readonly extended: number;
  /** A packet that fills a gap: later ones came before it. */
  readonly late: boolean;
}

interface Missing {
  tries: number;
  dueAt: number;
}

/** Longest gap that is asked for, and packets that are missed at once; a longer one is a new beginning. */
const MAX_GAP = 512;
const MAX_TRIES = 10;
const RETRY_INTERVAL = 60;
/** Fraction of a 65536 Hz clock in a millisecond, for delays in reports. */
const SHORT_NTP_PER_MS = 65.536;

/** One incoming RTP stream: order, gaps, and what its sender is told about them. */
export class SourceStream {
  readonly rate = new RateMeter();
  lastPacketAt = -Infinity;
  packets = 0;
  /** The publisher's last sender report. */
  report: { readonly ntp: bigint; readonly rtpTime: number; readonly at: number } | undefined;
  readonly #missing = new Map<number, Missing>();
  #highest: number | undefined;
  #first = 0;
  #received = 0;
  #lastExpected = 0;
  #lastReceived = 0;
  #jitter = 0;
  #transit: number | undefined;

  constructor(
    readonly ssrc: number,
    readonly clockRate: number,
  ) {}

  /** Files a packet; undefined for one that was there before. */
  receive(packet: RtpPacket, now: number): Arrival | undefined {
    const arrival = this.#file(packet.sequenceNumber, now);
    if (!arrival) return undefined;
    this.packets++;
    this.#received++;
    this.lastPacketAt = now;
    this.rate.add(packet.payload.length, now);
    if (!arrival.late) this.#measureJitter(packet.timestamp, now);
    return arrival;
  }

  /** Files a retransmission; undefined when nothing is missing there (a probe in a retransmission's clothes). */
  recover(sequenceNumber: number): Arrival | undefined {
    if (this.#highest === undefined) return undefined;
    const extended = this.#highest + distance(this.#highest & 0xffff, sequenceNumber, 16);
    if (!this.#missing.delete(extended)) return undefined;
    this.#received++;
    return { extended, late: true };
  }

  /** Sequence numbers to ask for now, in order. */
  takeNacks(now: number): number[] {
    const due: number[] = [];
    for (const [extended, missing] of this.#missing) {
      if (missing.dueAt > now) continue;
      if (missing.tries >= MAX_TRIES) {
        this.#missing.delete(extended);
        continue;
      }
      missing.tries++;
      missing.dueAt = now + RETRY_INTERVAL;
      due.push(extended & 0xffff);
    }
    return due;
  }

  get hasGaps(): boolean {
    return this.#missing.size > 0;
  }

  /** What to tell the sender about the time since the last call. */
  reportBlock(now: number): ReportBlock {
    const highest = this.#highest ?? 0;
    const expected = highest - this.#first + 1;
    const expectedNow = expected - this.#lastExpected;
    const lostNow = expectedNow - (this.#received - this.#lastReceived);
    this.#lastExpected = expected;
    this.#lastReceived = this.#received;
    return {
      ssrc: this.ssrc,
      fractionLost: expectedNow > 0 && lostNow > 0 ? lostNow / expectedNow : 0,
      totalLost: expected - this.#received,
      // We count from 0x10000, so that there is room below; the sender expects its own count of the wraps.
      highest: this.#highest === undefined ? 0 : highest - 0x10000,
      jitter: this.#jitter,
      lastReport: this.report ? Number((this.report.ntp >> 16n) & 0xffffffffn) : 0,
      delay: this.report ? (now - this.report.at) * SHORT_NTP_PER_MS : 0,
    };
  }

  #file(sequenceNumber: number, now: number): Arrival | undefined {
    if (this.#highest === undefined) {
      this.#highest = sequenceNumber + 0x10000;
      this.#first = this.#highest;
      return { extended: this.#highest, late: false };
    }
    const step = distance(this.#highest & 0xffff, sequenceNumber, 16);
    const extended = this.#highest + step;
    if (step <= 0) return this.#missing.delete(extended) ? { extended, late: true } : undefined;
    if (step > MAX_GAP) this.#missing.clear();
    else for (let gap = this.#highest + 1; gap < extended; gap++) this.#miss(gap, now);
    this.#highest = extended;
    return { extended, late: false };
  }

  /** Of many gaps only the newest are worth asking for. */
  #miss(extended: number, now: number): void {
    this.#missing.set(extended, { tries: 0, dueAt: now });
    const [oldest] = this.#missing.keys();
    if (this.#missing.size > MAX_GAP && oldest !== undefined) this.#missing.delete(oldest);
  }

  /** RFC 3550, appendix A.8. */
  #measureJitter(timestamp: number, now: number): void {
    const transit = (now * this.clockRate) / 1000 - timestamp;
    if (this.#transit !== undefined) {
      const deviation = Math.abs(transit - this.#transit);
      if (deviation < this.clockRate) this.#jitter += (deviation - this.#jitter) / 16;
    }
    this.#transit = transit;
  }
}

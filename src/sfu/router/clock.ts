import type { SourceStream } from "./source.js";

const NTP_FRACTION = 2 ** 32;

/** The timestamp of `stream` at the time `ntp`, by its last sender report. */
function timestampAt(stream: SourceStream, ntp: bigint): number | undefined {
  if (!stream.report) return undefined;
  const seconds = Number(ntp - stream.report.ntp) / NTP_FRACTION;
  return stream.report.rtpTime + seconds * stream.clockRate;
}

/** Maps the timestamps of changing sources to one clock, so that nothing jumps for the receiver. */
export class TimestampMap {
  #shift = 0;
  #last: { readonly timestamp: number; readonly at: number } | undefined;

  /** The next packet, with `timestamp`, is the first of `next`. `previous` is the source so far. */
  switchSource(previous: SourceStream | undefined, next: SourceStream, timestamp: number, now: number): void {
    if (!this.#last) return;
    const elapsed = Math.max(1, ((now - this.#last.at) * next.clockRate) / 1000);
    const byArrival = this.#last.timestamp + elapsed - timestamp;
    // Reports of both sources tell how far apart their clocks are, exactly; arrival tells it up to the network's jitter.
    const exact = previous && this.#shiftByReports(previous, next);
    const shift = exact === undefined ? byArrival : exact;
    const out = (timestamp + shift) >>> 0;
    const step = (out - this.#last.timestamp) | 0;
    this.#shift = Math.round(step > 0 && step < next.clockRate * 5 ? shift : byArrival) >>> 0;
  }

  map(timestamp: number, now: number): number {
    const out = (timestamp + this.#shift) >>> 0;
    if (!this.#last || ((out - this.#last.timestamp) | 0) > 0) this.#last = { timestamp: out, at: now };
    return out;
  }

  /** The same moment in the source's clock and in ours, for a sender report. */
  reportFor(source: SourceStream, now: number): { ntp: bigint; rtpTime: number } | undefined {
    if (!source.report) return undefined;
    const elapsed = now - source.report.at;
    return {
      ntp: source.report.ntp + BigInt(Math.round((elapsed / 1000) * NTP_FRACTION)),
      rtpTime: Math.round(source.report.rtpTime + (elapsed / 1000) * source.clockRate + this.#shift) >>> 0,
    };
  }

  #shiftByReports(previous: SourceStream, next: SourceStream): number | undefined {
    if (!previous.report || !next.report) return undefined;
    const there = timestampAt(previous, next.report.ntp);
    return there === undefined ? undefined : there + this.#shift - next.report.rtpTime;
  }
}

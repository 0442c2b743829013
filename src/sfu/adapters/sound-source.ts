import { randomInt } from "node:crypto";
import { writeSenderReport } from "../router/rtcp.js";
import { writeRtpHeader } from "../router/rtp.js";
import { addPublication } from "../session/publish.js";
import type { Session } from "../session/session.js";
import type { Publication } from "../router/publication.js";
import type { Codec } from "../sdp/types.js";
import type { Timers } from "../timers.js";
import type { SoundPacket } from "./messages.js";
import type { SourceTransport } from "./source-transport.js";

/** Both channels come through; lost packets are not sent again. */
const OPUS: Codec = {
  payloadType: 111,
  name: "opus",
  clockRate: 48_000,
  channels: 2,
  fmtp: "minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1",
  feedback: [],
};

const REPORT_PERIOD = 1_000;
/** Seconds from the epoch of NTP to that of Unix. */
const NTP_EPOCH = 2_208_988_800;

/** The track that an ingest adapter publishes, in a session of its own. */
export class SoundSource {
  readonly publication: Publication;
  readonly #session: Session;
  readonly #transport: SourceTransport;
  readonly #ssrc = randomInt(1, 0xffff_ffff);
  readonly #payloadType: number;
  readonly #stopReports: () => void;
  #last: { readonly timestamp: number; readonly at: number } | undefined;
  #packets = 0;
  #bytes = 0;

  constructor(session: Session, transport: SourceTransport, trackName: string, timers: Timers) {
    this.#session = session;
    this.#transport = transport;
    const line = session.negotiation.addMediaLine("audio", [OPUS], "receive");
    if (!line) throw new Error("A session of its own has a payload type for Opus.");
    this.#payloadType = line.codecs[0]?.payloadType ?? OPUS.payloadType;
    line.peerSends = true;
    line.streams = [{ ssrc: this.#ssrc }];
    this.publication = addPublication(session, line, trackName, false);
    transport.connect();
    this.#stopReports = timers.every(REPORT_PERIOD, () => this.#report(performance.now()));
  }

  send({ sequenceNumber, timestamp, payload }: SoundPacket): void {
    const header = writeRtpHeader({
      payloadType: this.#payloadType,
      marker: false,
      sequenceNumber,
      timestamp,
      ssrc: this.#ssrc,
      extensions: [],
    });
    this.#last = { timestamp, at: performance.now() };
    this.#packets++;
    this.#bytes += payload.length;
    this.#transport.receiveRtp(Buffer.concat([header, payload]));
  }

  close(): void {
    this.#stopReports();
    this.#session.close();
  }

  /** Tells receivers what time the clock of the packets shows. */
  #report(now: number): void {
    if (!this.#last) return;
    const elapsed = now - this.#last.at;
    this.#transport.receiveRtcp(
      writeSenderReport({
        ssrc: this.#ssrc,
        ntp: ntpOf(now),
        rtpTime: Math.round(this.#last.timestamp + elapsed * (OPUS.clockRate / 1_000)) >>> 0,
        packets: this.#packets,
        bytes: this.#bytes,
      }),
    );
  }
}

/** The wall clock's time as 32.32 fixed point. */
function ntpOf(now: number): bigint {
  const seconds = (performance.timeOrigin + now) / 1_000 + NTP_EPOCH;
  const whole = Math.floor(seconds);
  return (BigInt(whole) << 32n) + BigInt(Math.floor((seconds - whole) * 2 ** 32));
}

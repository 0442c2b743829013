/**
 * Session descriptions: reads those of browsers, and writes the SFU's. This module keeps what one session has agreed on, section
 * by section.
 *
 * @module
 */
import { randomInt } from "node:crypto";
import type { IceCredentials } from "../transport/transport.js";
import { EXTENSION, ExtensionIds, FORWARDED_EXTENSIONS, appliesTo } from "./extensions.js";
import { SDP_LIMITS } from "./lines.js";
import { ChannelLine, MediaLine, RejectedLine, type Line, type SendRtp } from "./line.js";
import { PayloadTypes } from "./payload-types.js";
import { SdpError, type Codec, type MediaKind, type PeerDescription, type Section } from "./types.js";
import { writeDescription } from "./write.js";

export interface NegotiationOptions {
  readonly fingerprint: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly iceLite: boolean;
  readonly sendRtp: SendRtp;
}

const SEND_EXTENSIONS: readonly string[] = [EXTENSION.mid, EXTENSION.sendTime, ...FORWARDED_EXTENSIONS];
const RECEIVE_EXTENSIONS: readonly string[] = [...SEND_EXTENSIONS, EXTENSION.rid, EXTENSION.repairedRid];

/** Who sends in a section that we add. */
export type Purpose = "send" | "receive" | "both";

/** The sections of one session, and the offers and answers about them. */
export class Negotiation {
  readonly lines: Line[] = [];
  readonly #options: NegotiationOptions;
  readonly #payloadTypes = new PayloadTypes();
  readonly #extensionIds = new ExtensionIds();
  readonly #originId = String(randomInt(1, 2 ** 47));
  /** The highest number that either side ever used as a mid. */
  #highestMid = -1;
  #version = Math.floor(Date.now() / 1000);

  constructor(options: NegotiationOptions) {
    this.#options = options;
  }

  *mediaLines(): Iterable<MediaLine> {
    for (const line of this.lines) if (line instanceof MediaLine) yield line;
  }

  /** The running section with this mid. */
  mediaLine(mid: string): MediaLine | undefined {
    for (const line of this.mediaLines()) if (line.mid === mid && !line.stopped) return line;
    return undefined;
  }

  /** The section that stands for the whole BUNDLE. */
  get bundleTag(): string | undefined {
    return this.lines.find(({ stopped }) => !stopped)?.mid;
  }

  get channelLine(): ChannelLine | undefined {
    return this.lines.find((line) => line instanceof ChannelLine && !line.stopped) as ChannelLine | undefined;
  }

  /**
   * Checks an offer against what runs, without taking it over.
   *
   * @throws {@link SdpError}
   */
  checkOffer(offer: PeerDescription): void {
    if (offer.sections.length < this.lines.length) {
      throw new SdpError("The offer has fewer media sections than the session.");
    }
    for (const [index, line] of this.lines.entries()) this.#checkSection(line, offer.sections[index]);
  }

  /** Takes over an offer; the caller checked it. New sections wait for their tracks. */
  applyOffer(offer: PeerDescription): void {
    for (const [index, section] of offer.sections.entries()) {
      this.#learn(section);
      const line = this.lines[index];
      if (line && line.mid === section.mid && line.kind === section.kind) updateLine(line, section);
      else this.lines[index] = this.#createLine(section);
    }
  }

  /**
   * Takes over the answer to our offer.
   *
   * @throws {@link SdpError} when it does not fit the offer.
   */
  applyAnswer(answer: PeerDescription): void {
    if (answer.sections.length !== this.lines.length) {
      throw new SdpError("The answer has another number of media sections than the offer.");
    }
    for (const [index, line] of this.lines.entries()) {
      const section = answer.sections[index];
      if (line.mid !== section?.mid)
        throw new SdpError(`Section ${index} of the answer has another mid than the offer.`);
    }
    for (const [index, section] of answer.sections.entries()) {
      const line = this.lines[index];
      this.#learn(section);
      if (line && line.kind === section.kind) updateLine(line, section);
    }
  }

  /** May so many sections more be added? */
  hasRoomFor(count: number): boolean {
    const running = this.lines.filter(({ stopped }) => !stopped).length;
    return running + count <= SDP_LIMITS.sections;
  }

  /**
   * A section for a track of ours, or of the peer's, in our next offer. A stopped section's place is used again.
   *
   * @returns undefined when none of the codecs can have a number, as all are taken by others.
   */
  addMediaLine(kind: MediaKind, codecs: readonly Codec[], purpose: Purpose): MediaLine | undefined {
    const translated = codecs.flatMap((codec) => this.#payloadTypes.translate(codec) ?? []);
    if (translated.length === 0) return undefined;
    const line = new MediaLine(this.#nextMid(), kind, this.#options.sendRtp);
    line.codecs = translated;
    line.extensions = this.#extensionsFor(purpose === "send" ? SEND_EXTENSIONS : RECEIVE_EXTENSIONS, kind);
    this.#place(line);
    return line;
  }

  addChannelLine(): ChannelLine {
    const line = new ChannelLine(this.#nextMid());
    this.#place(line);
    return line;
  }

  write(role: "offer" | "answer", setup: "actpass" | "passive" | "active", ice: IceCredentials): string {
    const { fingerprint, addresses, port, iceLite } = this.#options;
    this.#version++;
    return writeDescription(this.lines, {
      role,
      originId: this.#originId,
      version: this.#version,
      ice,
      fingerprint,
      iceLite,
      setup,
      addresses,
      port,
    });
  }

  #checkSection(line: Line, section: Section | undefined): void {
    const recycled = line.stopped && section?.mid !== line.mid;
    if (!section || recycled) return;
    if (section.mid !== line.mid) throw new SdpError(`The offer changes mid ${line.mid} to ${section.mid}.`);
    if (section.kind !== line.kind) throw new SdpError(`The offer changes the media type of mid ${line.mid}.`);
  }

  #learn(section: Section): void {
    this.#usedMid(section.mid);
    if (section.kind !== "audio" && section.kind !== "video") return;
    this.#payloadTypes.learn(section.codecs);
    this.#extensionIds.learn(section.extensions);
  }

  #createLine(section: Section): Line {
    if (section.kind === "unknown") {
      return new RejectedLine(section.mid, section.mediaType, section.protocol, section.payloads);
    }
    if (section.kind === "application") {
      const line = new ChannelLine(section.mid);
      line.stopped = section.stopped;
      return line;
    }
    const line = new MediaLine(section.mid, section.kind, this.#options.sendRtp);
    line.update(section);
    return line;
  }

  #extensionsFor(uris: readonly string[], kind: MediaKind): Map<string, number> {
    const extensions = new Map<string, number>();
    for (const uri of uris) {
      if (!appliesTo(uri, kind)) continue;
      const id = this.#extensionIds.idFor(uri);
      if (id !== undefined) extensions.set(uri, id);
    }
    return extensions;
  }

  /**
   * Not above what stands for the BUNDLE, while there is room elsewhere: browsers take the first section for that, give one that is new
   * a transport of its own, and move all sections there.
   */
  #place(line: Line): void {
    const tag = this.lines.findIndex(({ stopped }) => !stopped);
    const isFull = this.lines.length >= SDP_LIMITS.sections;
    const free = this.lines.findIndex(({ stopped }, index) => stopped && (index > tag || isFull));
    if (free === -1) this.lines.push(line);
    else this.lines[free] = line;
  }

  #usedMid(mid: string): void {
    if (/^\d{1,9}$/.test(mid)) this.#highestMid = Math.max(this.#highestMid, Number(mid));
  }

  /** Above all numbers that either side ever used, where the browser will not look for its next one. */
  #nextMid(): string {
    this.#highestMid = Math.max(this.lines.length, this.#highestMid + 1);
    return String(this.#highestMid);
  }
}

function updateLine(line: Line, section: Section): void {
  if (line instanceof MediaLine && (section.kind === "audio" || section.kind === "video")) line.update(section);
  else if (line instanceof ChannelLine) line.stopped = section.stopped;
}

import type { Environment } from "../environment.js";
import { createBlackTrack } from "../media/black-track.js";
import type { LocalSource } from "../media/local-source.js";
import { Publication } from "../session/publication.js";
import { SENDING, type MediaOptions } from "../session/sending.js";
import type { SessionKeeper } from "../session/session-keeper.js";
import { kindOf } from "../../wire/sources.js";
import type { AnnouncedTrack, MediaKind, MediaSource } from "../../wire/room-protocol.js";

/** Options of {@link OwnMedia}. */
export interface OwnMediaOptions {
  readonly device: LocalSource;
  readonly keeper: SessionKeeper;
  readonly environment: Environment;
  readonly media: MediaOptions;
  /** Viewers publish nothing, until a host lets them speak. */
  mayPublish(): boolean;
  /** {@link OwnMedia.announced} changed. */
  onChange(): void;
}

/** Publishes one device of this browser, or a part of its screen, for as long as a call lasts. */
export class OwnMedia {
  readonly kind: MediaKind;
  readonly #options: OwnMediaOptions;
  #publication: Publication | undefined;
  #unpublish = (): void => {};
  #cover: AbortController | undefined;

  constructor(options: OwnMediaOptions) {
    this.#options = options;
    const { source } = options.device;
    this.kind = kindOf(source);
    options.device.keepsWhileOff = source === "microphone";
  }

  /** What to tell the others, once it flows. */
  get announced(): AnnouncedTrack | undefined {
    const live = this.#publication?.live;
    if (!this.#publication || !live) return undefined;
    const { device } = this.#options;
    return {
      trackName: this.#publication.trackName,
      kind: this.kind,
      source: device.source,
      enabled: device.state.status === "on",
      ...(live.rids.length > 0 && { rids: [...live.rids] }),
    };
  }

  get device(): LocalSource {
    return this.#options.device;
  }

  get source(): MediaSource {
    return this.device.source;
  }

  /** What is sent, the cover of a camera that is off included. */
  get sent(): MediaStreamTrack | undefined {
    return this.#publication?.live && this.#publication.track;
  }

  /** Publishes under another name: what the SFU has under the old one is no good. */
  publishAgain(): void {
    this.#close();
    this.sync();
  }

  /** Publishes what the device gives now. */
  sync(): void {
    const { device, mayPublish } = this.#options;
    const shown = this.kind === "video" && device.isMuted ? undefined : device.track;
    const track = mayPublish() ? (shown ?? this.#coverTrack()) : undefined;
    if (!track) this.#close();
    else if (this.#publication) this.#publication.track = track;
    else this.#open(track);
    if (shown || !track) this.#uncover();
    this.#options.onChange();
  }

  /** Publishes no more. */
  close(): void {
    this.#close();
    this.#uncover();
    this.#options.device.keepsWhileOff = false;
  }

  #open(track: MediaStreamTrack): void {
    const { device, keeper, environment, media, onChange } = this.#options;
    const id = Math.floor(environment.random() * 36 ** 8).toString(36);
    this.#publication = new Publication({
      trackName: `${device.source}-${id}`,
      track,
      environment,
      onChange,
      sending: { ...SENDING[this.source], ...media[this.source] },
    });
    this.#unpublish = keeper.add(this.#publication);
  }

  #close(): void {
    this.#unpublish();
    this.#unpublish = () => {};
    this.#publication = undefined;
  }

  /** A camera that is off, or muted by the system, goes on as black: the SFU forgets a track without packets. One that failed does not. */
  #coverTrack(): MediaStreamTrack | undefined {
    const { device, environment } = this.#options;
    if (!this.#publication || (device.state.status === "failed" && !device.isMuted) || device.source !== "camera")
      return undefined;
    if (this.#cover) return this.#publication.track;
    this.#cover = new AbortController();
    return createBlackTrack(environment.schedule, this.#cover.signal);
  }

  #uncover(): void {
    this.#cover?.abort();
    this.#cover = undefined;
  }
}

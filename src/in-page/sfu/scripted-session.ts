/** What a scripted participant has on the SFU: tracks and channels of the page, with no peer connection. */
import { kindOf } from "../../wire/sources.js";
import type { AnnouncedSession, MediaSource } from "../../wire/room-protocol.js";
import { ChannelPublication, MediaPublication } from "./publications.js";
import type { Published } from "./publications.js";

export class ScriptedSession {
  readonly id = crypto.randomUUID().replaceAll("-", "");
  readonly #published: Published;
  readonly #tracks = new Map<MediaSource, MediaPublication>();
  readonly #channels = new Map<string, ChannelPublication>();

  constructor(published: Published) {
    this.#published = published;
  }

  /** What the room is told of it. */
  get announcement(): AnnouncedSession {
    const tracks = Array.from(this.#tracks, ([source, { track }]) => ({
      trackName: this.trackName(source),
      kind: kindOf(source),
      source,
      enabled: track.enabled,
    }));
    return { sessionId: this.id, tracks, channels: Array.from(this.#channels.keys(), (name) => ({ name })) };
  }

  trackName(source: MediaSource): string {
    return `${source}-${this.id}`;
  }

  track(source: MediaSource): MediaPublication | undefined {
    return this.#tracks.get(source);
  }

  channel(name: string): ChannelPublication | undefined {
    return this.#channels.get(name);
  }

  publish(source: MediaSource, track: MediaStreamTrack): void {
    const publication = new MediaPublication(track, async () => true);
    this.#tracks.set(source, publication);
    this.#published.media.add(this.id, this.trackName(source), publication);
  }

  unpublish(source: MediaSource): void {
    this.#tracks.get(source)?.close();
    this.#tracks.delete(source);
    this.#published.media.delete(this.id, this.trackName(source));
  }

  openChannel(name: string): void {
    const publication = new ChannelPublication({});
    this.#channels.set(name, publication);
    this.#published.channels.add(this.id, name, publication);
  }

  closePublished(): void {
    for (const source of this.#tracks.keys()) this.unpublish(source);
    for (const name of this.#channels.keys()) this.#published.channels.delete(this.id, name);
    this.#channels.clear();
  }

  close(): void {
    this.closePublished();
  }
}

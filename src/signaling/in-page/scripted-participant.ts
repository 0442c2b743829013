/** Somebody in the room who follows a script: tracks and messages come from the page, with no client behind them. */
import { CallsError } from "../../wire/calls-error.js";
import { readText, writeHearing, writeText } from "../../wire/channel-protocol.js";
import type { AnnouncedTrack, MediaSource, Metadata, Participant, Role, RoomAction } from "../../wire/room-protocol.js";
import { Listeners } from "../listeners.js";
import { act } from "./actions.js";
import type { InPageRoom, RoomNews } from "./room.js";
import { ChannelPublication, MediaPublication } from "./publications.js";
import type { ChannelData, Published } from "./publications.js";

export interface ScriptedParticipantOptions {
  readonly room: string;
  readonly name: string;
  /** Default `speaker`. */
  readonly role?: Role;
  readonly metadata?: Metadata;
  readonly microphone?: MediaStreamTrack;
  readonly camera?: MediaStreamTrack;
  readonly screen?: MediaStreamTrack;
  /** Names of the data channels to open, with the default policy. */
  readonly channels?: readonly string[];
}

/** A message that somebody else sent on a channel that this participant has open. */
export interface ScriptedMessage {
  readonly channel: string;
  /** The id of the participant who sent it. */
  readonly from: string;
  readonly data: string | ArrayBuffer;
}

/** What a scripted participant can be made to do. */
export interface ScriptedParticipant {
  readonly id: string;
  readonly name: string;
  /** Mutes or unmutes one of the tracks: others see it in the roster, and black or silence is sent. */
  setMuted(source: MediaSource, muted: boolean): void;
  /** Publishes another track as `source`, in place of the one that is there; `undefined` ends the publication. */
  replaceTrack(source: MediaSource, track: MediaStreamTrack | undefined): Promise<void>;
  /**
   * Chats, raises a hand, reacts and whatever else a client may ask of the room, by the participant's role.
   * @throws CallsError `forbidden` or `bad-request`.
   */
  act(action: RoomAction): void;
  /** Says something in the chat, to everybody or to one. @returns the message's id. */
  say(text: string, to?: string): string;
  /** @throws CallsError `channel-closed` when the participant was added without this channel. */
  send(channel: string, data: string | ArrayBuffer): void;
  /** @returns a function that ends the subscription. */
  onMessage(listener: (message: ScriptedMessage) => void): () => void;
  /** Leaves the room. The tracks are the caller's and go on. */
  leave(): void;
}

export class InPageScript implements ScriptedParticipant {
  readonly #room: InPageRoom;
  readonly #published: Published;
  readonly #self: Participant;
  readonly #sessionId = crypto.randomUUID().replaceAll("-", "");
  readonly #tracks = new Map<MediaSource, MediaPublication>();
  readonly #channels = new Map<string, ChannelPublication>();
  readonly #heard = new Map<ChannelPublication, () => void>();
  readonly #messages = new Listeners<ScriptedMessage>();
  readonly #unsubscribe: () => void;
  readonly #onLeft: () => void;
  #hasLeft = false;

  constructor(room: InPageRoom, published: Published, options: ScriptedParticipantOptions, onLeft: () => void) {
    const { microphone, camera, screen, channels = [] } = options;
    this.#room = room;
    this.#published = published;
    this.#onLeft = onLeft;
    this.#self = room.enter(options);
    for (const channel of channels) this.#openChannel(channel);
    if (microphone) this.#publish("microphone", microphone);
    if (camera) this.#publish("camera", camera);
    if (screen) this.#publish("screen", screen);
    this.#announce();
    this.#unsubscribe = room.subscribe((news) => this.#receive(news));
    this.#listen();
  }

  get id(): string {
    return this.#self.id;
  }

  get name(): string {
    return this.#self.name;
  }

  setMuted(source: MediaSource, muted: boolean): void {
    const publication = this.#tracks.get(source);
    if (!publication) return;
    publication.track.enabled = !muted;
    const kind = kindOf(publication);
    this.#room.setTrackState(this.id, { kind, trackName: this.#trackName(source), enabled: !muted });
  }

  async replaceTrack(source: MediaSource, track: MediaStreamTrack | undefined): Promise<void> {
    if (this.#hasLeft) return;
    const publication = this.#tracks.get(source);
    if (track && publication) {
      await publication.replace(track);
      return;
    }
    if (track) this.#publish(source, track);
    else this.#unpublish(source);
    this.#announce();
  }

  act(action: RoomAction): void {
    act(this.#room, this.id, structuredClone(action));
  }

  say(text: string, to?: string): string {
    const id = crypto.randomUUID();
    this.act({ type: "chat", id, text, ...(to && { to }) });
    return id;
  }

  send(channel: string, data: string | ArrayBuffer): void {
    const publication = this.#channels.get(channel);
    if (!publication)
      throw new CallsError("channel-closed", `Name "${channel}" in channels when adding the participant.`);
    publication.send(typeof data === "string" ? writeText(data) : data);
  }

  onMessage(listener: (message: ScriptedMessage) => void): () => void {
    return this.#messages.add(listener);
  }

  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#unsubscribe();
    for (const unsubscribe of this.#heard.values()) unsubscribe();
    for (const source of this.#tracks.keys()) this.#unpublish(source);
    for (const channel of this.#channels.keys()) this.#published.channels.delete(this.#sessionId, channel);
    this.#channels.clear();
    this.#messages.clear();
    this.#room.leave(this.id, "left");
    this.#onLeft();
  }

  #publish(source: MediaSource, track: MediaStreamTrack): void {
    const publication = new MediaPublication(track, async () => true);
    this.#tracks.set(source, publication);
    this.#published.media.add(this.#sessionId, this.#trackName(source), publication);
  }

  #unpublish(source: MediaSource): void {
    this.#tracks.get(source)?.close();
    this.#tracks.delete(source);
    this.#published.media.delete(this.#sessionId, this.#trackName(source));
  }

  #openChannel(name: string): void {
    const publication = new ChannelPublication({});
    this.#channels.set(name, publication);
    this.#published.channels.add(this.#sessionId, name, publication);
  }

  #announce(): void {
    const tracks: AnnouncedTrack[] = Array.from(this.#tracks, ([source, publication]) => ({
      trackName: this.#trackName(source),
      kind: kindOf(publication),
      source,
      enabled: publication.track.enabled,
    }));
    const channels = Array.from(this.#channels.keys(), (name) => ({ name }));
    this.#room.announce(this.id, { sessionId: this.#sessionId, tracks, channels });
  }

  #trackName(source: MediaSource): string {
    return `${source}-${this.#self.id}`;
  }

  #receive(news: RoomNews): void {
    if (news.type === "cloudflare-session" || news.type === "leave") this.#listen();
    if (news.type === "out" && news.id === this.id) this.leave();
    // What is asked for is the person's to decide; what a host turns off is off.
    if (news.type === "asked" && news.to === this.id && news.action === "mute") this.setMuted(news.source, true);
  }

  /** Subscribes to everybody's channels that this participant has open, too. */
  #listen(): void {
    const wanted = new Map<ChannelPublication, ScriptedSender>();
    for (const { id: from, session } of this.#room.roster) {
      if (from === this.id) continue;
      for (const { name: channel } of session?.channels ?? []) {
        const publication = this.#published.channels.get(session?.sessionId, channel);
        if (!session || !publication || !this.#channels.has(channel)) continue;
        wanted.set(publication, { channel, from, sessionId: session.sessionId });
      }
    }
    for (const [publication, unsubscribe] of this.#heard) {
      if (wanted.has(publication)) continue;
      unsubscribe();
      this.#heard.delete(publication);
    }
    for (const [publication, sender] of wanted) {
      if (this.#heard.has(publication)) continue;
      this.#heard.set(
        publication,
        publication.subscribe((data) => this.#hear(sender, data)),
      );
    }
  }

  #hear({ sessionId, ...sender }: ScriptedSender, data: ChannelData): void {
    const incoming = typeof data === "string" ? readText(data) : undefined;
    if (!incoming) this.#messages.emit({ ...sender, data });
    else if (incoming.type === "text") this.#messages.emit({ ...sender, data: incoming.text });
    else if (incoming.type === "hearing" && incoming.hearing.to === this.#sessionId && !incoming.hearing.mutual) {
      this.#channels.get(sender.channel)?.send(writeHearing({ to: sessionId, mutual: true }));
    }
  }
}

type ScriptedSender = Pick<ScriptedMessage, "channel" | "from"> & { readonly sessionId: string };

function kindOf({ track }: MediaPublication): AnnouncedTrack["kind"] {
  return track.kind === "audio" ? "audio" : "video";
}

/** Somebody in the room who follows a script: tracks and messages come from the page, with no client behind them. */
import { abortError } from "../base/abort.js";
import { CallsError } from "../base/error.js";
import { Listeners } from "../base/listeners.js";
import { requestError, roomError, socketEnd } from "../signaling/room-server/room-errors.js";
import { readText, writeHearing, writeText } from "../wire/channel-protocol.js";
import { kindOf } from "../wire/sources.js";
import type { ClientMessage, MediaSource, Metadata, Role, RoomAction, ServerMessage } from "../wire/room-protocol.js";
import { ROOM_PROTOCOL_VERSION } from "../wire/tables.js";
import type { HostedRoom, LineEnd } from "./hosted-room.js";
import type { ChannelData, ChannelPublication } from "./sfu/publications.js";
import type { ScriptedSession } from "./sfu/scripted-session.js";
import type { InPageSfu } from "./sfu/sfu.js";

/** Who comes into a room, and what they publish from the start. */
export interface ScriptedParticipantOptions {
  /** The id of the room, which is made when it is not there. */
  readonly room: string;
  readonly name: string;
  /** Default `speaker`. */
  readonly role?: Role;
  /** What the room tells everybody of them. */
  readonly metadata?: Metadata;
  /** Published as their microphone. */
  readonly microphone?: MediaStreamTrack;
  /** Published as their camera. */
  readonly camera?: MediaStreamTrack;
  /** Published as a screen that they share. */
  readonly screen?: MediaStreamTrack;
  /** Names of the data channels to open, with the default policy. */
  readonly channels?: readonly string[];
}

/** A message that somebody else sent on a channel that this participant has open. */
export interface ScriptedMessage {
  /** The name of the channel that it came on. */
  readonly channel: string;
  /** The id of the participant who sent it. */
  readonly from: string;
  /** A text when a text was sent, else its bytes. */
  readonly data: string | ArrayBuffer;
}

/** What a scripted participant can be made to do. */
export interface ScriptedParticipant {
  readonly id: string;
  /** As the room knows it: somebody whose name looks like another's gets a number. */
  readonly name: string;
  /** Mutes or unmutes one of the tracks: others see it in the roster, and black or silence is sent. */
  setMuted(source: MediaSource, muted: boolean): void;
  /** Publishes another track as `source`, in place of the one that is there; `undefined` ends the publication. */
  replaceTrack(source: MediaSource, track: MediaStreamTrack | undefined): Promise<void>;
  /**
   * Chats, raises a hand, reacts and whatever else a client may ask of the room, by the participant's role.
   * @throws CallsError `forbidden`, `bad-request` or `rate-limited`.
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

/** Where somebody stands. */
type Standing =
  | { readonly type: "coming" }
  | { readonly type: "waiting" }
  | { readonly type: "in"; readonly session: ScriptedSession }
  | { readonly type: "out"; readonly error: CallsError };

/** Options of {@link InPageScript}. */
export interface InPageScriptOptions extends Omit<ScriptedParticipantOptions, "room"> {
  readonly room: HostedRoom;
  readonly sfu: InPageSfu;
  /** Called when the participant is not in the room any more, or never came in. */
  onOut(script: InPageScript): void;
}

export class InPageScript implements ScriptedParticipant {
  readonly id = crypto.randomUUID();
  /** Resolves when the participant is in. Rejects with a CallsError when they are not let in. */
  readonly entered: Promise<void>;
  readonly #options: InPageScriptOptions;
  readonly #socket: LineEnd;
  readonly #heard = new Map<ChannelPublication, () => void>();
  readonly #messages = new Listeners<ScriptedMessage>();
  /** Why the room does not do what was asked, by the `ref` of the question. */
  readonly #refusals = new Map<string, CallsError>();
  #settle: { resolve(): void; reject(error: CallsError): void } | undefined;
  #refusal: CallsError | undefined;
  #questions = 0;
  #standing: Standing = { type: "coming" };

  constructor(options: InPageScriptOptions) {
    this.#options = options;
    const { room, name, role = "speaker", metadata } = options;
    this.entered = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Whoever does not wait for it asks for `standing`.
    this.entered.catch(() => {});
    const person = { participantId: this.id, participantName: name, mayRename: true, role, metadata };
    this.#socket = room.connect(person, {
      receive: (text) => this.#receive(JSON.parse(text) as ServerMessage),
      closed: (code, reason) => this.#out(this.#refusal ?? socketEnd(code, reason).error),
    });
    this.#tell({ type: "hello", protocol: ROOM_PROTOCOL_VERSION });
  }

  get standing(): Standing {
    return this.#standing;
  }

  get name(): string {
    return this.#options.room.state.participants.get(this.id)?.name ?? this.#options.name;
  }

  setMuted(source: MediaSource, muted: boolean): void {
    const publication = this.#session?.track(source);
    if (!publication || !this.#session) return;
    publication.track.enabled = !muted;
    const trackName = this.#session.trackName(source);
    this.#tell({ type: "track-state", kind: kindOf(source), trackName, enabled: !muted });
  }

  async replaceTrack(source: MediaSource, track: MediaStreamTrack | undefined): Promise<void> {
    const session = this.#session;
    if (!session) return;
    const publication = session.track(source);
    if (track && publication) return publication.replace(track);
    if (track) session.publish(source, track);
    else session.unpublish(source);
    this.#announce(session);
  }

  act(action: RoomAction): void {
    if (!this.#session) throw new CallsError("forbidden", "Only those in the room may ask for something.");
    const ref = `${++this.#questions}`;
    this.#tell({ ...action, ref });
    const refusal = this.#refusals.get(ref);
    this.#refusals.delete(ref);
    if (refusal) throw refusal;
  }

  say(text: string, to?: string): string {
    const id = crypto.randomUUID();
    this.act({ type: "chat", id, text, ...(to && { to }) });
    return id;
  }

  send(channel: string, data: string | ArrayBuffer): void {
    const publication = this.#session?.channel(channel);
    if (!publication)
      throw new CallsError("channel-closed", `Name "${channel}" in channels when adding the participant.`);
    publication.send(typeof data === "string" ? writeText(data) : data);
  }

  onMessage(listener: (message: ScriptedMessage) => void): () => void {
    return this.#messages.add(listener);
  }

  leave(): void {
    this.#refusal = abortError();
    this.#tell({ type: "leave" });
  }

  get #session(): ScriptedSession | undefined {
    return this.#standing.type === "in" ? this.#standing.session : undefined;
  }

  #tell(message: ClientMessage): void {
    this.#socket.say(JSON.stringify(message));
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case "wait":
        this.#standing = { type: "waiting" };
        return;
      case "welcome":
        return this.#enter();
      case "error":
        if (message.ref) this.#refusals.set(message.ref, requestError(message.code, message.reason));
        // It is the reason for the end that follows.
        else if (!this.#session) this.#refusal = roomError(message.code, message.reason);
        return;
      case "asked":
        // What is asked for is the person's to decide; what a host turns off is off.
        if (message.action === "mute") this.setMuted(message.source, true);
        return;
      case "cloudflare-session":
      case "leave":
        return this.#listen();
    }
  }

  #enter(): void {
    const { room, sfu, microphone, camera, screen, channels = [] } = this.#options;
    const session = sfu.newScriptedSession();
    this.#standing = { type: "in", session };
    for (const channel of channels) session.openChannel(channel);
    if (microphone) session.publish("microphone", microphone);
    if (camera) session.publish("camera", camera);
    if (screen) session.publish("screen", screen);
    room.take({ type: "session-created", participantId: this.id, sessionId: session.id });
    this.#announce(session);
    this.#listen();
    this.#settle?.resolve();
  }

  #out(error: CallsError): void {
    this.#standing = { type: "out", error };
    for (const unsubscribe of this.#heard.values()) unsubscribe();
    this.#messages.clear();
    this.#settle?.reject(error);
    this.#options.onOut(this);
  }

  /** The room has the last word: a viewer publishes nothing. */
  #announce(session: ScriptedSession): void {
    this.#tell({ type: "cloudflare-session", ...session.announcement });
  }

  /** Subscribes to everybody's channels that this participant has open, too. */
  #listen(): void {
    const { room, sfu } = this.#options;
    const wanted = new Map<ChannelPublication, ScriptedSender>();
    for (const { id: from, session } of room.state.participants.values()) {
      if (from === this.id) continue;
      for (const { name: channel } of session?.channels ?? []) {
        const publication = sfu.published.channels.get(session?.sessionId, channel);
        if (!session || !publication || !this.#session?.channel(channel)) continue;
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
    else if (incoming.type === "hearing" && incoming.hearing.to === this.#session?.id && !incoming.hearing.mutual) {
      this.#session.channel(sender.channel)?.send(writeHearing({ to: sessionId, mutual: true }));
    }
  }
}

type ScriptedSender = Pick<ScriptedMessage, "channel" | "from"> & { readonly sessionId: string };

/** The public face of a room: what it shows (a frozen snapshot) and what can be asked of it (requests). */
import type { SignalingEvent } from "../../signaling/signaling.js";
import type { CallsError } from "../../wire/calls-error.js";
import type { RoomReport, RoomStats } from "../diagnostics/types.js";
import type { Processor } from "../processors/processor.js";
import type {
  ChatMessage,
  LeaveReason,
  MediaSource,
  Metadata,
  Role,
  RoomAction,
  RoomPolicy,
  WaitingPerson,
} from "../../wire/room-protocol.js";

/** Where the room stands. */
export type RoomStatus =
  /** Before a join; devices may already run for a preview. */
  | { readonly phase: "idle" }
  | { readonly phase: "joining" }
  /** At the door: a host has to let this person in. */
  | { readonly phase: "waiting" }
  | { readonly phase: "joined"; readonly signaling: LinkState; readonly media: LinkState }
  /** Left, or put out. `reason` is `left` when it was the person's own wish. */
  | { readonly phase: "left"; readonly reason: LeaveReason }
  /** The join, or the call, ended with an error. A new join may follow. */
  | { readonly phase: "failed"; readonly error: CallsError };

/** One of the two ways that a call needs: to the room server, and to the SFU. They recover on their own. */
export type LinkState = "connecting" | "connected" | "reconnecting";

/** A capture device of this browser, or its shared screen, whether or not the room is joined. */
export type DeviceState =
  | { readonly status: "off" }
  | { readonly status: "starting" }
  /** Captured and, when joined, sent. */
  | {
      readonly status: "on";
      /** What is sent: the device itself, or what a processor makes of it. */
      readonly track: MediaStreamTrack;
      readonly deviceId: string | undefined;
      /** Why the processor does not work: the device itself is sent. */
      readonly processorError?: CallsError;
    }
  /** Refused, missing, busy…: `error.code` says which. Asking for it again tries again. */
  | { readonly status: "failed"; readonly error: CallsError };

/** One of somebody's tracks. */
export interface MediaState {
  readonly source: MediaSource;
  /** The name on the SFU; empty for a local track that is not published yet. */
  readonly trackName: string;
  /** Not muted, as the track itself says. */
  readonly enabled: boolean;
  /** Present once it can be shown or heard here. */
  readonly track: MediaStreamTrack | undefined;
}

/** A person in the room. An object is replaced only when something in it changed. */
export interface ParticipantState {
  readonly id: string;
  readonly name: string;
  readonly isSelf: boolean;
  readonly microphone: MediaState | undefined;
  readonly camera: MediaState | undefined;
  readonly screen: MediaState | undefined;
  readonly screenAudio: MediaState | undefined;
  readonly role: Role;
  /** When the hand was raised, in milliseconds since 1970; `undefined` while it is not. The order of the hands. */
  readonly hand: number | undefined;
  /** Settled, so that it can move tiles: it does not follow every syllable. {@link Room.onLevel} does. */
  readonly speaking: boolean;
  /** How well their media gets here, and for oneself how well one's own gets out. `undefined` while nothing is known. */
  readonly quality: QualityGrade | undefined;
  readonly metadata: Metadata;
}

/** What a person would say of a connection. */
export type QualityGrade = "good" | "fair" | "poor";

/** A device that can be chosen by its id. */
export interface DeviceInfo {
  readonly deviceId: string;
  /** As the system calls it; empty while the person has not allowed a capture. */
  readonly label: string;
}

/** The devices of this browser, as far as it tells: most browsers tell nothing before the person has allowed a capture. */
export interface DeviceLists {
  readonly microphones: readonly DeviceInfo[];
  readonly cameras: readonly DeviceInfo[];
  /** Empty where the browser does not let a page choose. */
  readonly speakers: readonly DeviceInfo[];
  /** What the person has allowed, as far as the browser tells. */
  readonly permissions?: { readonly microphone?: PermissionState; readonly camera?: PermissionState };
}

/** Everything that a page can show of a room. Frozen: a change makes a new snapshot and keeps the parts that are equal. */
export interface RoomSnapshot {
  readonly status: RoomStatus;
  /** The room's id, from the moment a join asks for it. */
  readonly roomId: string;
  /** This browser's person; `id` is empty until joined. */
  readonly self: ParticipantState;
  /** Everyone else, in order of joining. */
  readonly participants: readonly ParticipantState[];
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  /** The screen that this browser shares. */
  readonly screen: DeviceState;
  /** What can be chosen. */
  readonly devices: DeviceLists;
  /** The speaker in use; empty for the system's own choice. */
  readonly speakerId: string;
  /** The browser refuses to play sound until the person has clicked: offer a button that requests `start-audio`. */
  readonly audioBlocked: boolean;
  /** The person speaks while their microphone is muted: tell them. */
  readonly talkingWhileMuted: boolean;
  /** Only sound is taken from the others, to save data or because the network carries no more. */
  readonly audioOnly: boolean;
  readonly policy: RoomPolicy;
  /** The chat, in order. */
  readonly chat: readonly ChatMessage[];
  /** Who waits at the door. Empty for all but hosts. */
  readonly waiting: readonly WaitingPerson[];
  /** The room has roles, chat and the like: {@link RoomAction}s do something. */
  readonly canAct: boolean;
}

/**
 * Something that happens and is over: a reaction, or what a host turned off, which has been done, or asks to be turned on, which is the
 * person's to decide.
 */
export type RoomEvent = Extract<SignalingEvent, { type: "reaction" | "asked" }>;

/** What can be asked of a room: of this browser's half, and ({@link RoomAction}) of everybody's. */
export type RoomRequest =
  | { readonly type: "join"; readonly room: string; readonly name: string }
  | { readonly type: "leave" }
  | {
      readonly type: "set-microphone";
      readonly enabled: boolean;
      readonly deviceId?: string;
      /** With `enabled: false`: lets go of the device. It takes a moment longer to be back. */
      readonly release?: boolean;
    }
  | { readonly type: "set-camera"; readonly enabled: boolean; readonly deviceId?: string }
  /**
   * To be called from a click: the browser asks the person what to share, and with `audio` whether to share its sound. A
   * person who shares nothing after all has made no error: `screen` is off then. So it is when they stop from the browser's
   * own bar.
   */
  | {
      readonly type: "set-screen";
      readonly enabled: boolean;
      readonly audio?: boolean;
      readonly options?: ScreenOptions;
    }
  /** Push to talk: the microphone is on from `active` to not `active`, and off again if it was off before. */
  | { readonly type: "talk"; readonly active: boolean }
  /**
   * Sends what the processor makes of the camera or the microphone, now and after every change of the device; `undefined`
   * sends the device itself again. When it fails, so does the request, and the device itself is sent.
   */
  | {
      readonly type: "set-processor";
      readonly source: "camera" | "microphone";
      readonly processor: Processor | undefined;
    }
  /** Plays the others on this speaker, one of `devices.speakers`; an empty id is the system's own choice. */
  | { readonly type: "set-speaker"; readonly deviceId: string }
  /** To be called from a click: lets the browser play the others' sound. */
  | { readonly type: "start-audio" }
  /** How loud somebody is here, 0 to 1. */
  | { readonly type: "set-volume"; readonly participantId: string; readonly volume: number }
  /** Takes no video any more, or takes it again. */
  | { readonly type: "set-audio-only"; readonly enabled: boolean }
  /**
   * Takes at most so many bits per second of video, by what its layers usually take: the largest places on the page have the
   * better pictures, the smallest none when there is not enough. `undefined` is as much as is needed.
   */
  | { readonly type: "set-video-limit"; readonly bitrate: number | undefined }
  | RoomAction;

/**
 * What the browser offers the person to share, and how: the options of `getDisplayMedia`. A browser that does not know one
 * of them leaves it out.
 */
export interface ScreenOptions {
  /** As in `{ displaySurface: "window", frameRate: { max: 15 } }`. Default: up to 30 pictures a second. */
  readonly video?: MediaTrackConstraints;
  /** Whether the tab of this call is on offer. Default `exclude`: it would show itself in itself. */
  readonly selfBrowserSurface?: "include" | "exclude";
  /** Whether another tab may be chosen while one is shared. Default `include`. */
  readonly surfaceSwitching?: "include" | "exclude";
  /** Whether the sound of the whole system is on offer. */
  readonly systemAudio?: "include" | "exclude";
  /** `detail` keeps text sharp, `motion` keeps films smooth. Default: that of `createRoom({ media })`, else `detail`. */
  readonly contentHint?: "detail" | "motion";
}

/** A size on the screen, in device pixels: CSS pixels times `devicePixelRatio`. */
export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

/** One place on the page where somebody's video is shown. */
export interface VideoView {
  /** The place has another size; `undefined`, or a size of nothing, is a place that is not seen. */
  resize(size: ViewSize | undefined): void;
  /** The place is gone. */
  close(): void;
}

/** How a channel delivers. Every participant must open a name with the same policy. */
export interface ChannelPolicy {
  /** Default `true`. */
  readonly ordered?: boolean;
  readonly maxRetransmits?: number;
  /** Milliseconds. */
  readonly maxPacketLifeTime?: number;
  /** The service sends nothing here before this browser can take it. What is said before that is not repeated. */
  readonly waitForAck?: boolean;
  /** Allows {@link RoomChannel.reply}. The service lets one listener of each publisher answer: whoever asked last. */
  readonly canReply?: boolean;
}

/** A message that arrived on a channel. */
export interface ChannelMessage {
  /** The id of the participant who sent it, as the room knows it; empty for a reply, of which the service tells no sender. */
  readonly from: string;
  readonly data: string | ArrayBuffer;
  /** Said to this browser alone, with {@link RoomChannel.reply}. */
  readonly isReply?: boolean;
}

/** How {@link RoomChannel.sendBlob} goes about it. */
export interface SendOptions {
  /** Ends the sending; what was sent of it is thrown away by the others. */
  readonly signal?: AbortSignal;
  /** Called with the bytes that have left this browser so far, and all there are. */
  onProgress?(sent: number, total: number): void;
}

/** A message that is arriving in parts. */
export interface ChannelProgress {
  readonly from: string;
  /** The sender's number for the message. */
  readonly id: number;
  readonly received: number;
  readonly total: number;
}

/** A named data channel across the room: everybody who opens the name gets what the others send. */
export interface RoomChannel {
  readonly name: string;
  /** `open` when this browser can send and everybody who announced the channel is being listened to. */
  readonly state: "connecting" | "open" | "closed";
  /**
   * The ids of those who hear what is sent from now on. Who opens the channel later has missed what came before: send it
   * to them when they appear here. A channel that may lose messages may also be late to notice a listener.
   */
  readonly listeners: readonly string[];
  /** Bytes that were sent here and have not left this browser yet. */
  readonly bufferedAmount: number;
  /**
   * Sends to everyone else who has the channel open. Messages sent while it is not open yet wait, up to a bound. More than
   * 64 KiB goes in parts, which a channel that is unordered or may lose messages cannot carry.
   * @throws CallsError `channel-closed`, `message-too-large` (over 4 MiB: see {@link sendBlob}) or `rate-limited` (over
   * 4 MiB are waiting: see {@link drained}).
   */
  send(data: string | ArrayBuffer | ArrayBufferView): void;
  /** Sends a value as JSON, for {@link onJson}. */
  sendJson(value: unknown): void;
  /**
   * Sends one large message, up to 16 MiB, part by part as fast as the network takes it, without filling the memory. It
   * arrives as an `ArrayBuffer`. Resolves when all of it has left this browser.
   * @throws CallsError `message-too-large`, `channel-closed` or `aborted`.
   */
  sendBlob(blob: Blob, options?: SendOptions): Promise<void>;
  /** Resolves when little enough is waiting that {@link send} takes more. @throws CallsError `channel-closed` */
  drained(): Promise<void>;
  /**
   * Says something to one publisher alone. Needs the policy `canReply`, and that nobody else asked for the same later.
   * @throws CallsError `channel-closed` while this browser does not hear them, `bad-request` without the policy.
   */
  reply(participantId: string, data: string | ArrayBuffer | ArrayBufferView): void;
  /** What arrives as text that is JSON. Other messages are left out. */
  onJson(listener: (value: unknown, from: string) => void): () => void;
  /** Follows messages that arrive in parts. */
  onProgress(listener: (progress: ChannelProgress) => void): () => void;
  onMessage(listener: (message: ChannelMessage) => void): () => void;
  onStateChange(listener: (state: RoomChannel["state"]) => void): () => void;
  /** Follows {@link listeners}. @returns a function that ends the subscription. */
  onListenersChange(listener: (listeners: readonly string[]) => void): () => void;
  /** Gives up this use of the channel; the last one closes it. */
  close(): void;
}

/**
 * A call, without any user interface. Elements, React, Vue and plain scripts use this one interface.
 *
 * @example
 * ```ts
 * const room = createRoom({ signaling: roomServer({ url: "/" }) });
 * room.select((s) => s.participants.length, (count) => (title.textContent = `${count} others`));
 * await room.request({ type: "join", room: "standup", name: "Ada" });
 * ```
 */
export interface Room {
  readonly snapshot: RoomSnapshot;
  /** Calls `listener` after every change. @returns a function that ends the subscription. */
  subscribe(listener: (snapshot: RoomSnapshot) => void): () => void;
  /**
   * Calls `listener` when the selected part changed.
   * @param equals `Object.is` unless given.
   * @returns a function that ends the subscription.
   */
  select<T>(
    selector: (snapshot: RoomSnapshot) => T,
    listener: (value: T) => void,
    equals?: (a: T, b: T) => boolean,
  ): () => void;
  /**
   * Asks for something. The promise settles when it is done; the snapshot tells the same, so that a page may ignore it.
   * @throws CallsError
   */
  request(request: RoomRequest): Promise<void>;
  /** Opens a data channel. Before a join it connects as soon as the room is joined. */
  channel(name: string, policy?: ChannelPolicy): RoomChannel;
  /**
   * Tells of a place on the page where somebody's video is shown. The largest of a video's places decides which simulcast
   * layer comes, and a video that is seen nowhere stops coming after a few seconds: its `track` is gone until it is seen
   * again. One that never had a place comes whole, unless the room was made with `videoOnDemand`.
   *
   * @param size as soon as it is known; without it the place is not seen yet.
   * @example
   * ```ts
   * const view = room.view(participant.id, "camera", { width: 640, height: 360 });
   * // later
   * view.resize(undefined); // scrolled away
   * ```
   */
  view(participantId: string, source: "camera" | "screen", size?: ViewSize): VideoView;
  /**
   * Follows how loud somebody is, 0 to 1, at most once a frame and outside of the snapshots.
   * @returns a function that ends the subscription.
   */
  onLevel(participantId: string, listener: (level: number) => void): () => void;
  /** Tells of what happens and is over: reactions, and what hosts ask. @returns a function that ends the subscription. */
  onEvent(listener: (event: RoomEvent) => void): () => void;
  /**
   * Follows how the connection and every track fare, once a second and outside of the snapshots.
   * @returns a function that ends the subscription.
   * @example
   * ```ts
   * room.onStats(({ tracks }) => draw(tracks.map(({ source, bitrate }) => `${source}: ${bitrate / 1000} kbit/s`)));
   * ```
   */
  onStats(listener: (stats: RoomStats) => void): () => void;
  /** Collects what helps to find out why a call is bad. It names nobody, and may be shown to a developer. */
  report(): Promise<RoomReport>;
  /** Leaves and lets go of every device, connection and timer. The room cannot be used again. */
  destroy(): Promise<void>;
}

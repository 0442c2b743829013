/** The public face of a room: what it shows (a frozen snapshot) and what can be asked of it (requests). */
import type { SignalingEvent } from "../signaling/signaling.js";
import type { FeatureToken } from "../wire/feature.js";
import type {
  Ability,
  ChatMessage,
  MediaSource,
  Metadata,
  Role,
  RoomAction,
  RoomPolicy,
  Audience,
  WaitingPerson,
} from "../wire/room-protocol.js";
import type { ChannelPolicy, RoomChannel } from "./channels/types.js";
import type { QualityGrade, RoomReport, RoomStats } from "./diagnostics/types.js";
import type { DeviceLists, DeviceState, ScreenOptions } from "./media/types.js";
import type { Processor } from "./processors/processor.js";
import type { RoomStatus } from "./status.js";

export type * from "./channels/types.js";
export type { QualityGrade, RoomReport, RoomStats, TrackStats } from "./diagnostics/types.js";
export type * from "./media/types.js";
export type { Processor } from "./processors/processor.js";
export type * from "./status.js";
/** What elements name of the contract, so that they know one module of the client and none below it. */
export type {
  Ability,
  ChatMessage,
  LeaveReason,
  MediaSource,
  Metadata,
  ModeratedSource,
  Role,
  RoomAction,
  RoomPolicy,
  Audience,
  AudienceMember,
  FoundPeople,
  WaitingPerson,
} from "../wire/room-protocol.js";

/** One of somebody's tracks. */
export interface MediaState {
  /** Where it comes from, as its publisher says. */
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
  /** It is the person at this browser. */
  readonly isSelf: boolean;
  /** `undefined` while they publish none; a muted one is there, and not `enabled`. */
  readonly microphone: MediaState | undefined;
  /** `undefined` while they publish none. */
  readonly camera: MediaState | undefined;
  /** The picture of the screen that they share; `undefined` while they share none. */
  readonly screen: MediaState | undefined;
  /** The sound of what they share; `undefined` while there is none. */
  readonly screenAudio: MediaState | undefined;
  /** What they may do: the server decides by it, whatever a page shows. */
  readonly role: Role;
  /** When the hand was raised, in milliseconds since 1970; `undefined` while it is not. The order of the hands. */
  readonly hand: number | undefined;
  /** Settled, so that it can move tiles: it does not follow every syllable. {@link Room.onLevel} does. */
  readonly speaking: boolean;
  /** How well their media gets here, and for oneself how well one's own gets out. `undefined` while nothing is known. */
  readonly quality: QualityGrade | undefined;
  /** What your application says of them, such as a picture's address. Anybody may say anything there: it proves nothing. */
  readonly metadata: Metadata;
  /** How loud they are here, 0 to 1. */
  readonly volume: number;
}

/** Everything that a page can show of a room. Frozen: a change makes a new snapshot and keeps the parts that are equal. */
export interface RoomSnapshot {
  /** Where this browser is on its way into the room and out of it, and how its connections fare. */
  readonly status: RoomStatus;
  /** The room's id, from the moment a join asks for it. */
  readonly roomId: string;
  /** This browser's person; `id` is empty until joined. */
  readonly self: ParticipantState;
  /** Everyone else, in order of joining. */
  readonly participants: readonly ParticipantState[];
  /** This browser's microphone, before a join too. */
  readonly microphone: DeviceState;
  /** This browser's camera, before a join too. */
  readonly camera: DeviceState;
  /** The screen that this browser shares. */
  readonly screen: DeviceState;
  /** What can be chosen. */
  readonly devices: DeviceLists;
  /** The microphone in use, or the one that is turned on next; empty for the system's own choice. */
  readonly microphoneId: string;
  /** The camera in use, or the one that is turned on next; empty for the system's own choice. */
  readonly cameraId: string;
  /** The speaker in use; empty for the system's own choice. */
  readonly speakerId: string;
  /** The browser refuses to play sound until the person has clicked: offer a button that requests `start-audio`. */
  readonly audioBlocked: boolean;
  /** The person speaks while their microphone is muted: tell them. */
  readonly talkingWhileMuted: boolean;
  /** Only sound is taken from the others, to save data or because the network carries no more. */
  readonly audioOnly: boolean;
  /** What hosts have decided for the whole room: a locked door, a waiting room, a spotlight. */
  readonly policy: RoomPolicy;
  /** The chat, in order. */
  readonly chat: readonly ChatMessage[];
  /** Who waits at the door. Empty for all but hosts. */
  readonly waiting: readonly WaitingPerson[];
  /** Who is in the call and not in {@link participants}. Absent where there is nobody. */
  readonly audience?: Audience;
  /** What this person sees of the application's features, by name: {@link Room.feature} knows their types. */
  readonly features: Readonly<Record<string, unknown>>;
  /** The room has roles, chat and the like: {@link RoomAction}s do something. */
  readonly canAct: boolean;
  /** What this person may ask of the room now, where its backend says so itself. Absent: what their role may. */
  readonly actions?: readonly Ability[];
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
  /** Uses another device: at once where the source is on, and else when it is turned on. It opens nothing by itself. */
  | { readonly type: "choose-device"; readonly source: "microphone" | "camera"; readonly deviceId: string }
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
  /** How loud somebody is here, 0 to 1, as `volume` tells. It stays so when they come again. */
  | { readonly type: "set-volume"; readonly participantId: string; readonly volume: number }
  /** Takes no video any more, or takes it again. */
  | { readonly type: "set-audio-only"; readonly enabled: boolean }
  /**
   * Takes at most so many bits per second of video, by what its layers usually take: the largest places on the page have the
   * better pictures, the smallest none when there is not enough. `undefined` is as much as is needed.
   */
  | { readonly type: "set-video-limit"; readonly bitrate: number | undefined }
  | RoomAction;

/** A size on the screen, in device pixels: CSS pixels times `devicePixelRatio`. */
export interface ViewSize {
  /** Device pixels. */
  readonly width: number;
  /** Device pixels. */
  readonly height: number;
}

/** One place on the page where somebody's video is shown. */
export interface VideoView {
  /** The place has another size; `undefined`, or a size of nothing, is a place that is not seen. */
  resize(size: ViewSize | undefined): void;
  /** The place is gone. */
  close(): void;
}

/** A feature of the application in a room, see {@link Room.feature}. */
export interface FeatureOfRoom<Command, View> {
  /** What this person sees of it. Frozen, and parts that did not change keep their identity. `undefined` until they are in the room. */
  readonly state: View | undefined;
  /**
   * Calls `listener` when the selected part changed.
   * @param equals `Object.is` unless given.
   * @returns a function that ends the subscription.
   */
  select<T>(
    selector: (state: View | undefined) => T,
    listener: (value: T) => void,
    equals?: (a: T, b: T) => boolean,
  ): () => void;
  /**
   * Asks it for something. Resolves when it is done, and `state` tells.
   * @throws CallsError `bad-request` before a join, when the command is wrong, and for refusals with a word of the feature's own, which
   * is the `code` of the `cause`; `forbidden`, `rate-limited`, `not-supported`, `server-unreachable` and the like.
   */
  request(command: Command): Promise<void>;
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
  /** How the room is now. It stays the same object until something changes. */
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
  /**
   * A feature of the application, which its server was started with.
   *
   * @param feature the contract, or its name alone.
   * @example
   * ```ts
   * const polls = room.feature(pollsFeature);
   * polls.select((state) => state?.open, render);
   * await polls.request({ type: "vote", option: 2 });
   * ```
   */
  feature<Command, View>(feature: FeatureToken<Command, View>): FeatureOfRoom<Command, View>;
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
   * Follows how loud somebody is, 0 to 1, some twelve times a second and outside of the snapshots.
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

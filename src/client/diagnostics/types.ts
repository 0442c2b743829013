/**
 * What only measures: statistics of every track, grades of connections, and the report of a bad call. It changes nothing; what
 * acts on it is in `health/`. This module says what is measured, and what a report tells of it.
 *
 * @module
 */
import type { CallsErrorCode } from "../../base/error.js";
import type { MediaKind, MediaSource } from "../../wire/room-protocol.js";
import type { RoomStatus } from "../status.js";

/** What a person would say of a connection. */
export type QualityGrade = "good" | "fair" | "poor";

/** Whether something is on the way out of this browser, or into it. */
export type StatsDirection = "outbound" | "inbound";

/** How one track fared in the last second. What a browser does not tell is `undefined`. */
export interface TrackStats {
  /** Whose track it is: of oneself `outbound`, of others `inbound`. */
  readonly participantId: string;
  /** Which of the person's tracks it is. */
  readonly source: MediaSource;
  /** Whether it is sound or picture. */
  readonly kind: MediaKind;
  /** Whether it is sent or received. */
  readonly direction: StatsDirection;
  /** Bits per second, without what the network adds; over all simulcast layers. */
  readonly bitrate: number;
  /** The share of packets that were lost, 0 to 1. Outbound it is what the service says it missed. */
  readonly loss: number | undefined;
  /** Milliseconds by which packets come too early or too late. */
  readonly jitter: number | undefined;
  /** Milliseconds to the service and back. Outbound only. */
  readonly roundTrip: number | undefined;
  /** Pictures in the last second: sent, or decoded. Video only. */
  readonly framesPerSecond: number | undefined;
  /** Pixels of the picture, of the best layer that is sent. Video only. */
  readonly width: number | undefined;
  /** Pixels, as `width`. */
  readonly height: number | undefined;
  /** What keeps the encoder from sending a better picture. Outbound video only. */
  readonly limitation: "none" | "cpu" | "bandwidth" | "other" | undefined;
  /** As in `video/VP8`. */
  readonly codec: string | undefined;
  /** The publisher means it to be seen or heard. A muted track sends next to nothing, and is no trouble. */
  readonly enabled: boolean;
  /** It should flow, and does not: it is being repaired. */
  readonly stalled: boolean;
}

/** How the one connection to the service fared in the last second. */
export interface ConnectionStats {
  /** Milliseconds to the service and back. */
  readonly roundTrip: number | undefined;
  /** Bits per second, everything together. */
  readonly sent: number;
  /** Bits per second, everything together. */
  readonly received: number;
  /** Bits per second that the browser believes it can send. */
  readonly availableOutgoing: number | undefined;
  /** Media goes over a TURN server. */
  readonly relayed: boolean | undefined;
  /** As in `udp`. */
  readonly protocol: string | undefined;
}

/** A second of the call, as {@link Room.onStats} tells of it. */
export interface RoomStats {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `undefined` while there is no connection. */
  readonly connection: ConnectionStats | undefined;
  /** One entry for each track that is sent, and for each that is received. */
  readonly tracks: readonly TrackStats[];
}

/** A track that stopped without having been muted, and what was done about it. */
export interface Repair {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whose track it is. */
  readonly participantId: string;
  /** Which of their tracks it is. */
  readonly source: MediaSource;
  /** `pull`: subscribed anew. `publish`: published anew. `gave-up`: neither helped. `flows`: it is there again. */
  readonly action: "pull" | "publish" | "gave-up" | "flows";
}

/** A call of the service's API, as far as it may be shown to others. */
export interface ApiCallRecord {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Which operation of the Connection API it was, as in `newTracks`. */
  readonly operation: string;
  /** Milliseconds that it took. */
  readonly took: number;
  /** `ok`, or the error. */
  readonly outcome: "ok" | CallsErrorCode;
}

/**
 * Everything that helps to find out why a call is bad, as JSON: no tokens, no session descriptions, no addresses, no names
 * of people or devices.
 */
export interface RoomReport {
  /** The format of the report: it grows when a reader of the old one would go wrong. */
  readonly version: 1;
  /** When it was made, as in `2026-11-21T12:00:00.000Z`. */
  readonly at: string;
  /** What the browser says of itself and of its machine. */
  readonly browser: {
    readonly userAgent: string;
    readonly language: string;
    readonly online: boolean;
    readonly visible: boolean;
    readonly cores: number | undefined;
    /** Kinds of network as the browser calls them: `4g`, `wifi`… */
    readonly network: string | undefined;
    readonly features: Readonly<Record<string, boolean>>;
  };
  /** Where the room stood when the report was made. */
  readonly room: {
    readonly phase: RoomStatus["phase"];
    readonly signaling: string | undefined;
    readonly media: string | undefined;
    readonly error: CallsErrorCode | undefined;
    readonly audioBlocked: boolean;
    readonly audioOnly: boolean;
  };
  /** The devices of this browser: how many there are, and how those in use fare. */
  readonly devices: {
    readonly counts: { readonly microphones: number; readonly cameras: number; readonly speakers: number };
    readonly microphone: DeviceReport;
    readonly camera: DeviceReport;
    readonly screen: DeviceReport;
  };
  /** People by number, oneself being 0: nobody is named. */
  readonly participants: readonly ParticipantReport[];
  /** How the connection to the service fared in the last second; `undefined` when there is none. */
  readonly connection: ConnectionStats | undefined;
  /** How every track fared in the last second, with people by their numbers. */
  readonly tracks: readonly (Omit<TrackStats, "participantId"> & { readonly participant: number })[];
  /** Tracks that stopped, and what was done about them. */
  readonly repairs: readonly (Omit<Repair, "participantId"> & { readonly participant: number })[];
  /** The last calls of the service's API, oldest first. */
  readonly history: readonly ApiCallRecord[];
}

/** A device, without its name. */
export interface DeviceReport {
  /** As the snapshot has it. */
  readonly status: "off" | "starting" | "on" | "failed";
  /** Why it `failed`. */
  readonly error?: CallsErrorCode;
  /** How the browser says that it captures: pixels, pictures per second and hertz. */
  readonly settings?: {
    readonly width?: number;
    readonly height?: number;
    readonly frameRate?: number;
    readonly sampleRate?: number;
    readonly channelCount?: number;
  };
}

/** A person, without their name. */
export interface ParticipantReport {
  /** Stands for the person in the whole report; 0 is whoever made it. */
  readonly number: number;
  /** What they may do in the room. */
  readonly role: string;
  /** How well their media gets here. */
  readonly quality: QualityGrade | undefined;
  /** What they publish. */
  readonly media: readonly { readonly source: MediaSource; readonly enabled: boolean; readonly arrives: boolean }[];
}

/** People with the real client in in-page rooms, and a count of everything that they hold. */
import { createRoom } from "../../../src/client/index.js";
import type { Room, RoomOptions, RoomSnapshot } from "../../../src/client/index.js";
import type { Environment } from "../../../src/client/environment.js";
import { createInPageRooms } from "../../../src/in-page/index.js";
import type { InPageRooms, InPageRoomsOptions } from "../../../src/in-page/index.js";
import { stopTestMedia } from "../signaling/test-media.js";

/** What a person's capture gives: a track, of which the room gets a clone, or an error. */
export interface Capture {
  microphone?: MediaStreamTrack | DOMException;
  camera?: MediaStreamTrack | DOMException;
  screen?: MediaStreamTrack | DOMException;
  /** The sound of the screen, when it is asked for. */
  screenAudio?: MediaStreamTrack;
}

export interface Person {
  readonly name: string;
  readonly room: Room;
  readonly connections: RTCPeerConnection[];
  /** Every track that capture has given. */
  readonly tracks: MediaStreamTrack[];
  /** Timers that are running. */
  readonly timers: Set<() => void>;
  /** Every `getUserMedia` that was asked. */
  readonly asked: MediaStreamConstraints[];
  /** Every `getDisplayMedia` that was asked. */
  readonly askedScreen: DisplayMediaStreamOptions[];
  /** What is plugged in from now on. */
  plug(...devices: Partial<MediaDeviceInfo>[]): void;
}

export class People {
  readonly rooms: InPageRooms;
  readonly all: Person[] = [];

  constructor(options: InPageRoomsOptions = {}) {
    this.rooms = createInPageRooms(options);
  }

  /** Somebody with a room, not joined. */
  add(name: string, capture: Capture = {}, options: Partial<RoomOptions> = {}): Person {
    const connections: RTCPeerConnection[] = [];
    const tracks: MediaStreamTrack[] = [];
    const timers = new Set<() => void>();
    const asked: MediaStreamConstraints[] = [];
    const askedScreen: DisplayMediaStreamOptions[] = [];
    const plugs = new EventTarget();
    let plugged: MediaDeviceInfo[] = [];
    const plug = (...devices: Partial<MediaDeviceInfo>[]): void => {
      plugged = devices as MediaDeviceInfo[];
      plugs.dispatchEvent(new Event("devicechange"));
    };
    const environment: Partial<Environment> = {
      createPeerConnection(configuration) {
        const connection = new RTCPeerConnection(configuration);
        connections.push(connection);
        return connection;
      },
      mediaDevices: {
        async getUserMedia(constraints = {}) {
          asked.push(constraints);
          const given = constraints.audio ? capture.microphone : capture.camera;
          if (given instanceof DOMException) throw given;
          if (!given) throw new DOMException("none", "NotFoundError");
          const track = given.clone();
          tracks.push(track);
          return new MediaStream([track]);
        },
        enumerateDevices: async () => plugged,
        addEventListener: plugs.addEventListener.bind(plugs),
        async getDisplayMedia(options = {}) {
          askedScreen.push(options);
          const { screen, screenAudio } = capture;
          if (!screen) throw new DOMException("none", "NotFoundError");
          if (screen instanceof DOMException) throw screen;
          const given = [screen, ...(options.audio && screenAudio ? [screenAudio] : [])].map((track) => track.clone());
          tracks.push(...given);
          return new MediaStream(given);
        },
      },
      storage: memory(),
      schedule(callback, milliseconds) {
        const handle = setTimeout(() => {
          timers.delete(cancel);
          callback();
        }, milliseconds);
        const cancel = (): void => {
          clearTimeout(handle);
          timers.delete(cancel);
        };
        timers.add(cancel);
        return cancel;
      },
    };
    const room = createRoom({ signaling: this.rooms.signaling, ...environment, ...options });
    const person: Person = { name, room, connections, tracks, timers, asked, askedScreen, plug };
    this.all.push(person);
    return person;
  }

  /** Somebody in the room, with the devices of `capture` on. */
  async join(name: string, capture: Capture = {}, options: Partial<RoomOptions> = {}): Promise<Person> {
    const person = this.add(name, capture, options);
    const { room } = person;
    const requests = [room.request({ type: "join", room: "standup", name })];
    if (capture.microphone) requests.push(room.request({ type: "set-microphone", enabled: true }));
    if (capture.camera) requests.push(room.request({ type: "set-camera", enabled: true }));
    await Promise.all(requests);
    return person;
  }

  async end(): Promise<void> {
    await Promise.all(this.all.map(({ room }) => room.destroy()));
    this.rooms.close();
    stopTestMedia();
  }
}

/** What a browser keeps, for one person. */
function memory(): NonNullable<Environment["storage"]> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

/** Waits until the room's snapshot gives something truthy. The test's own time limit bounds it. */
export function until<T>({ room }: Person, pick: (snapshot: RoomSnapshot) => T): Promise<NonNullable<T>> {
  return new Promise((resolve) => {
    const check = (snapshot: RoomSnapshot): void => {
      const value = pick(snapshot);
      if (!value) return;
      stop();
      resolve(value);
    };
    const stop = room.subscribe(check);
    check(room.snapshot);
  });
}

/** Another person as `person` sees them. */
export const other = (name: string) => (snapshot: RoomSnapshot) =>
  snapshot.participants.find((participant) => participant.name === name);

/** One kind of statistics, over all of a person's connections. */
export async function stats(person: Person, type: string): Promise<Record<string, unknown>[]> {
  const reports = await Promise.all(person.connections.map((connection) => connection.getStats()));
  return reports.flatMap((report) => [...report.values()].filter((entry) => entry.type === type));
}

/** Frames that `person` has decoded of `track`. */
export async function framesOf(person: Person, track: MediaStreamTrack): Promise<{ frames: number; width: number }> {
  const inbound = (await stats(person, "inbound-rtp")).find((entry) => entry.trackIdentifier === track.id);
  return { frames: Number(inbound?.framesDecoded ?? 0), width: Number(inbound?.frameWidth ?? 0) };
}

/** Sound energy that `person` has heard of `track`: it stays where it is unless the track is played. */
export async function energyOf(person: Person, track: MediaStreamTrack): Promise<number> {
  const inbound = (await stats(person, "inbound-rtp")).find((entry) => entry.trackIdentifier === track.id);
  return Number(inbound?.totalAudioEnergy ?? 0);
}

import type { RoomReport, RoomStats } from "../diagnostics/types.js";
import { createEnvironment, type Environment } from "../environment.js";
import { AudioOutput, HAS_SPEAKER_CHOICE, type Sound } from "../media/audio-output.js";
import { CaptureDevice } from "../media/capture-device.js";
import { DeviceList } from "../media/device-list.js";
import { recallDevice, rememberDevice } from "../media/device-memory.js";
import { notify } from "../notify.js";
import { LazyLevels } from "../media/lazy-levels.js";
import type { MediaOptions } from "../session/sending.js";
import type { LevelSource } from "../media/level-loop.js";
import { PushToTalk } from "../media/push-to-talk.js";
import { ScreenShare } from "../media/screen-share.js";
import type { Signaling, SignalingEvent } from "../../signaling/signaling.js";
import { CallsError } from "../../wire/calls-error.js";
import { load } from "../load.js";
import { Channels } from "./channels.js";
import { Diagnosis } from "./diagnosis.js";
import type * as EntranceModule from "./entrance.js";
import { act, factsOf } from "./facts.js";
import { Membership } from "./membership.js";
import { mergeParticipants } from "./participants.js";
import { mergeSelf } from "./self.js";
import { RoomStore } from "./store.js";
import type {
  ChannelPolicy,
  Room,
  RoomChannel,
  RoomEvent,
  RoomRequest,
  RoomSnapshot,
  VideoView,
  ViewSize,
} from "./types.js";
import { Views } from "./views.js";

/** Options of {@link createRoom}. */
export interface RoomOptions extends Partial<Environment> {
  /** Who tells the room who is in it. */
  readonly signaling: Signaling;
  /** How this browser's microphone, camera and screen are sent. */
  readonly media?: MediaOptions;
  /** Video comes only for what has a {@link Room.view}: a must in large rooms. Default `false`: all of it comes. */
  readonly videoOnDemand?: boolean;
}

/**
 * Makes a room. Nothing is captured and nobody is called before it is asked to.
 *
 * @example
 * ```ts
 * const room = createRoom({ signaling });
 * room.subscribe(({ participants }) => render(participants));
 * await room.request({ type: "join", room: "standup", name: "Ada" });
 * await room.request({ type: "set-microphone", enabled: true });
 * ```
 */
export function createRoom(options: RoomOptions): Room {
  return new CallRoom(options);
}

/** What a page does not need before a join. */
const loadEntrance = (): Promise<typeof EntranceModule> => import("./entrance.js");

/** Takes requests, holds the devices and the membership, and publishes what they say as snapshots. */
class CallRoom implements Room {
  readonly #environment: Environment;
  readonly #membership: Membership;
  readonly #microphone: CaptureDevice;
  readonly #camera: CaptureDevice;
  readonly #pushToTalk: PushToTalk;
  readonly #screen: ScreenShare;
  readonly #devices: DeviceList;
  readonly #channels: Channels;
  readonly #views: Views;
  readonly #output: AudioOutput;
  readonly #levels = new LazyLevels((participantId) => this.#levelSource(participantId));
  readonly #statsListeners = new Set<(stats: RoomStats) => void>();
  readonly #diagnosis: Diagnosis;
  readonly #eventListeners = new Set<(event: RoomEvent) => void>();
  readonly #store: RoomStore;
  readonly #destroying = new AbortController();

  constructor({ signaling, media = {}, videoOnDemand = false, ...overrides }: RoomOptions) {
    const environment = createEnvironment(overrides);
    this.#environment = environment;
    const onDevice = (): void => {
      this.#membership.call?.syncDevices();
      this.#publish();
    };
    this.#microphone = new CaptureDevice({
      source: "microphone",
      environment,
      onChange: onDevice,
      ...media.microphone,
    });
    this.#pushToTalk = new PushToTalk(this.#microphone);
    this.#camera = new CaptureDevice({ source: "camera", environment, onChange: onDevice, ...media.camera });
    this.#screen = new ScreenShare({ environment, onChange: onDevice });
    this.#devices = new DeviceList({
      environment,
      hasSpeakerChoice: HAS_SPEAKER_CHOICE,
      onChange: () => {
        this.#publish();
        void this.#followSpeaker();
      },
      onFound: (found) => {
        this.#microphone.devicesChanged(found.filter(({ kind }) => kind === "audioinput"));
        this.#camera.devicesChanged(found.filter(({ kind }) => kind === "videoinput"));
      },
      onGranted: (source) => (source === "camera" ? this.#camera : this.#microphone).permissionGranted(),
    });
    this.#channels = new Channels({ environment, onChange: () => this.#membership.call?.announce() });
    this.#views = new Views({
      environment,
      onDemand: videoOnDemand,
      onChange: () => this.#membership.call?.syncViews(),
    });
    this.#output = new AudioOutput((audioBlocked) => this.#store.update({ audioBlocked }));
    this.#membership = new Membership({
      signaling,
      createEntrance: async () => {
        const { Entrance } = await load(loadEntrance);
        return new Entrance({
          devices: [this.#microphone, this.#camera, this.#screen.picture, this.#screen.sound],
          channels: this.#channels,
          views: this.#views,
          environment,
          media,
          history: this.#diagnosis.history,
          onChange: () => this.#publish(),
          onEvent: (event) => this.#hear(event),
        });
      },
      onChange: () => this.#publish(),
      onLeft: () => this.#releaseDevices(),
    });
    this.#diagnosis = new Diagnosis({
      environment,
      onStats: (stats) => notify(this.#statsListeners, stats),
      snapshot: () => this.snapshot,
      call: () => this.#membership.call,
      views: this.#views,
      onChange: () => this.#publish(),
    });
    this.#store = new RoomStore({ ...this.#parts(undefined), audioBlocked: false });
    // So that it is there when somebody joins.
    loadEntrance().catch(() => {});
    addEventListener("pagehide", () => this.#membership.leaveNow(), { signal: this.#destroying.signal });
  }

  get snapshot(): RoomSnapshot {
    return this.#store.snapshot;
  }

  subscribe(listener: (snapshot: RoomSnapshot) => void): () => void {
    return this.#store.subscribe(listener);
  }

  select<T>(
    selector: (snapshot: RoomSnapshot) => T,
    listener: (value: T) => void,
    equals?: (a: T, b: T) => boolean,
  ): () => void {
    return this.#store.select(selector, listener, equals);
  }

  request(request: RoomRequest): Promise<void> {
    const done = this.#perform(request);
    // The snapshot tells of a failure too, so that a page may ignore the promise.
    done.catch(() => {});
    return done;
  }

  channel(name: string, policy: ChannelPolicy = {}): RoomChannel {
    this.#checkNotDestroyed();
    return this.#channels.use(name, policy);
  }

  view(participantId: string, source: "camera" | "screen", size?: ViewSize): VideoView {
    this.#checkNotDestroyed();
    return this.#views.open(participantId, source, size);
  }

  onLevel(participantId: string, listener: (level: number) => void): () => void {
    this.#checkNotDestroyed();
    return this.#levels.listen(participantId, listener);
  }

  onEvent(listener: (event: RoomEvent) => void): () => void {
    this.#checkNotDestroyed();
    return add(this.#eventListeners, listener);
  }

  onStats(listener: (stats: RoomStats) => void): () => void {
    this.#checkNotDestroyed();
    return add(this.#statsListeners, listener);
  }

  async report(): Promise<RoomReport> {
    return await this.#diagnosis.report();
  }

  async destroy(): Promise<void> {
    this.#destroying.abort();
    const left = this.#membership.leave();
    this.#channels.close();
    this.#releaseDevices();
    this.#output.close();
    this.#levels.stop();
    this.#views.close();
    this.#devices.close();
    this.#store.close();
    await left;
  }

  async #perform(request: RoomRequest): Promise<void> {
    this.#checkNotDestroyed();
    switch (request.type) {
      case "join":
        return await this.#membership.join(request.room, request.name);
      case "leave":
        return await this.#membership.leave();
      case "set-microphone":
        await this.#microphone.set(request.enabled, request.deviceId);
        if (!request.enabled && request.release) this.#microphone.release();
        return void (request.enabled && this.#devices.refresh());
      case "set-camera":
        await this.#camera.set(request.enabled, request.deviceId);
        return void (request.enabled && this.#devices.refresh());
      case "set-speaker":
        await this.#output.setSpeaker(request.deviceId);
        rememberDevice(this.#environment, "speaker", request.deviceId);
        return this.#publish();
      case "set-screen":
        return await this.#screen.set(request.enabled, request.audio ?? false, request.options);
      case "start-audio":
        return await this.#output.start();
      case "talk":
        return await this.#pushToTalk.set(request.active);
      case "set-processor":
        return await (request.source === "camera" ? this.#camera : this.#microphone).setProcessor(request.processor);
      case "set-volume":
        return await this.#output.setVolume(request.participantId, request.volume);
      case "set-audio-only":
        this.#views.audioOnly = request.enabled;
        return this.#publish();
      case "set-video-limit":
        return await this.#views.limit("person", request.bitrate ?? Infinity);
      default:
        return await act(this.#membership.call?.connection, request);
    }
  }

  /** What a host turns off is off, and then told. */
  #hear(event: SignalingEvent): void {
    if (event.type !== "asked" && event.type !== "reaction") return;
    if (event.type === "asked" && event.action === "mute") {
      void this.request({ type: `set-${event.source}`, enabled: false });
    }
    notify(this.#eventListeners, event);
  }

  #checkNotDestroyed(): void {
    if (!this.#destroying.signal.aborted) return;
    throw new CallsError("aborted", "The room was destroyed. Make another with createRoom().");
  }

  #releaseDevices(): void {
    this.#microphone.release();
    this.#camera.release();
    this.#screen.release();
  }

  /** The chosen speaker while it is there, else the system's own choice: one that was pulled out is silent. */
  async #followSpeaker(): Promise<void> {
    const chosen = recallDevice(this.#environment, "speaker") ?? "";
    const isThere = this.#devices.lists.speakers.some(({ deviceId }) => deviceId === chosen);
    const wanted = isThere ? chosen : "";
    if (wanted === this.#output.speakerId) return;
    await this.#output.setSpeaker(wanted).catch(() => {});
    this.#publish();
  }

  #publish(): void {
    this.#store.update(this.#parts(this.#store.snapshot));
    this.#output.set(soundsOf(this.snapshot));
    this.#diagnosis.sync();
  }

  #parts(previous: RoomSnapshot | undefined): Omit<RoomSnapshot, "audioBlocked"> {
    const { status, roomId, name, call } = this.#membership;
    const microphone = this.#microphone.state;
    const camera = this.#camera.state;
    const screen = this.#screen.state;
    const id = call?.connection.participantId ?? "";
    return {
      status,
      roomId,
      self: mergeSelf(previous?.self, {
        id,
        name,
        microphone,
        camera,
        screen,
        screenAudio: this.#screen.sound.track,
        announced: call?.announced ?? [],
        quality: this.#diagnosis.gradeOf(id),
        entry: call?.connection.facts?.self,
      }),
      participants: mergeParticipants(
        previous?.participants ?? [],
        call?.roster ?? [],
        (sessionId, trackName) => call?.subscriptions.receiver(sessionId, trackName)?.track,
        (participantId) => this.#diagnosis.gradeOf(participantId),
      ),
      microphone,
      camera,
      screen,
      devices: this.#devices.lists,
      speakerId: this.#output.speakerId,
      talkingWhileMuted: this.#diagnosis.talkingWhileMuted,
      audioOnly: this.#views.audioOnly,
      ...factsOf(call?.connection.facts),
      canAct: call?.connection.act !== undefined,
    };
  }

  #levelSource(participantId: string): LevelSource | undefined {
    const { call } = this.#membership;
    const isSelf = participantId === (call?.connection.participantId ?? "");
    return isSelf ? this.#microphone.track : call?.subscriptions.microphone(participantId);
  }
}

/** @returns a function that ends the subscription. */
function add<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** All that is to be heard of the others. */
function soundsOf({ participants }: RoomSnapshot): Sound[] {
  return participants.flatMap(({ id, microphone, screenAudio }) =>
    [microphone, screenAudio].flatMap((media) => (media?.track ? [{ participantId: id, track: media.track }] : [])),
  );
}

/**
 * A call as one object: a store of frozen snapshots, and the requests that change it. It holds what the person wants, over every
 * session and socket that a call goes through, and puts the other parts of the client to work for it.
 *
 * @module
 */
import type { ApiCallRecord, RoomReport, RoomStats } from "../diagnostics/types.js";
import { createEnvironment, type Environment } from "../environment.js";
import { AudioOutput, HAS_SPEAKER_CHOICE, type Sound } from "../media/audio-output.js";
import { CaptureDevice } from "../media/capture-device.js";
import type { CaptureSource } from "../media/capture-error.js";
import { DeviceList } from "../media/device-list.js";
import { recallDevice, rememberDevice } from "../media/device-memory.js";
import { Listeners } from "../../base/listeners.js";
import { LazyLevels } from "../media/lazy-levels.js";
import type { MediaOptions } from "../session/sending.js";
import type { LevelSource } from "../media/level-loop.js";
import { PushToTalk } from "../media/push-to-talk.js";
import { OFF } from "../media/local-source.js";
import type { ScreenShare } from "../media/screen-share.js";
import type { Signaling } from "../../signaling/signaling.js";
import { CallsError } from "../../base/error.js";
import { lazy } from "../../base/lazy.js";
import { Channels } from "../channels/channels.js";
import { Ahead } from "./ahead.js";
import { factsOf } from "./pure/facts.js";
import { Membership } from "./membership.js";
import { mergeParticipants } from "./pure/participants.js";
import { mergeSelf } from "./pure/self.js";
import { featureOf } from "./feature.js";
import { RoomStore } from "./store.js";
import type { ChannelPolicy, RoomChannel } from "../channels/types.js";
import type { FeatureToken } from "../../wire/feature.js";
import type { FeatureOfRoom, Room, RoomEvent, RoomRequest, RoomSnapshot, VideoView, ViewSize } from "../types.js";
import type * as EntranceModule from "./entrance.js";
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
  return new ClientRoom(options);
}

/** What a page does not need before a join. */
const loadEntrance = lazy(() => import(/* chunk: entrance, joining */ "./entrance.js"));
const loadReport = lazy(() => import("../diagnostics/report.js"));

/** Takes requests, holds the devices and the membership, and publishes what they say as snapshots. */
class ClientRoom implements Room {
  readonly #environment: Environment;
  readonly #membership: Membership;
  readonly #microphone: CaptureDevice;
  readonly #camera: CaptureDevice;
  readonly #pushToTalk: PushToTalk;
  readonly #devices: DeviceList;
  readonly #channels: Channels;
  readonly #views: Views;
  readonly #output: AudioOutput;
  readonly #levels = new LazyLevels((participantId) => this.#levelSource(participantId));
  readonly #statsListeners = new Listeners<RoomStats>();
  /** The last calls of the service's API, of every stay in a room. */
  readonly #history: ApiCallRecord[] = [];
  readonly #eventListeners = new Listeners<RoomEvent>();
  readonly #store: RoomStore;
  readonly #destroying = new AbortController();
  readonly #media: MediaOptions;
  readonly #ahead: Ahead<EntranceModule.Entrance>;
  readonly #onDevice = (): void => {
    this.#membership.stay?.syncDevices();
    this.#publish();
  };
  /** Comes with the way into a room: a screen is shared in a call. */
  #screen: ScreenShare | undefined;

  constructor({ signaling, media = {}, videoOnDemand = false, ...overrides }: RoomOptions) {
    const environment = createEnvironment(overrides);
    this.#environment = environment;
    this.#media = media;
    this.#ahead = new Ahead(() => this.#createEntrance(), environment.schedule);
    this.#microphone = new CaptureDevice({
      source: "microphone",
      environment,
      onChange: this.#onDevice,
      // Asked for late: what frameworks set on an element may come after it.
      get constraints() {
        return media.microphone?.constraints;
      },
    });
    this.#pushToTalk = new PushToTalk(this.#microphone);
    this.#camera = new CaptureDevice({
      source: "camera",
      environment,
      onChange: this.#onDevice,
      get constraints() {
        return media.camera?.constraints;
      },
    });
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
      onGranted: (source) => this.#deviceOf(source).permissionGranted(),
    });
    this.#channels = new Channels({ environment, onChange: () => this.#membership.stay?.announce() });
    this.#views = new Views({
      environment,
      onDemand: videoOnDemand,
      onChange: () => this.#membership.stay?.syncViews(),
    });
    this.#output = new AudioOutput((audioBlocked) => this.#store.update({ audioBlocked }));
    this.#membership = new Membership({
      signaling,
      createEntrance: () => this.#ahead.take(),
      onChange: () => this.#publish(),
      onLeft: () => this.#releaseDevices(),
    });
    this.#store = new RoomStore({ ...this.#parts(undefined), audioBlocked: false });
    // The way into a room is loaded ahead, so that a join need not wait for it; where that fails, the join tries again.
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

  feature<Command, View>(feature: FeatureToken<Command, View>): FeatureOfRoom<Command, View> {
    return featureOf(this, feature);
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
    return this.#eventListeners.add(listener);
  }

  onStats(listener: (stats: RoomStats) => void): () => void {
    this.#checkNotDestroyed();
    return this.#statsListeners.add(listener);
  }

  async report(): Promise<RoomReport> {
    const parts = await loadReport();
    return parts.makeReport({ snapshot: this.snapshot, watch: this.#membership.stay?.watch, history: this.#history });
  }

  async destroy(): Promise<void> {
    this.#destroying.abort();
    this.#ahead.close();
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
        if (request.enabled) this.#expectJoin();
        await this.#microphone.set(request.enabled, request.deviceId);
        if (!request.enabled && request.release) this.#microphone.release();
        return void (request.enabled && this.#devices.refresh());
      case "set-camera":
        if (request.enabled) this.#expectJoin();
        await this.#camera.set(request.enabled, request.deviceId);
        return void (request.enabled && this.#devices.refresh());
      case "set-speaker":
        await this.#output.setSpeaker(request.deviceId);
        rememberDevice(this.#environment, "speaker", request.deviceId);
        return this.#publish();
      case "set-screen":
        return await this.#setScreen(request);
      case "start-audio":
        return await this.#output.start();
      case "talk":
        return await this.#pushToTalk.set(request.active);
      case "set-processor":
        return await this.#deviceOf(request.source).setProcessor(request.processor);
      case "choose-device":
        return await this.#deviceOf(request.source).choose(request.deviceId);
      case "set-volume":
        await this.#output.setVolume(request.participantId, request.volume);
        return this.#publish();
      case "set-audio-only":
        this.#views.audioOnly = request.enabled;
        return this.#publish();
      case "set-video-limit":
        return await this.#views.limit("person", request.bitrate ?? Infinity);
      default:
        // Once the code is there the request goes out in this task: a request to leave may follow in the next, and would overtake
        // it.
        return await (loadEntrance.loaded ?? (await loadEntrance())).act(this.#membership.stay?.connection, request);
    }
  }

  async #createEntrance(): Promise<EntranceModule.Entrance> {
    const parts = await loadEntrance();
    const screen = this.#screenOf(parts);
    return new parts.Entrance({
      devices: [this.#microphone, this.#camera, screen.picture, screen.sound],
      channels: this.#channels,
      views: this.#views,
      environment: this.#environment,
      media: this.#media,
      history: this.#history,
      snapshot: () => this.snapshot,
      onStats: (stats) => this.#statsListeners.emit(stats),
      onChange: () => this.#publish(),
      onEvent: (event) => this.#eventListeners.emit(event),
      request: (request) => this.request(request),
    });
  }

  async #setScreen({ enabled, audio = false, options }: Extract<RoomRequest, { type: "set-screen" }>): Promise<void> {
    // Once the code is there the browser is asked in this task, as a part of the click.
    const parts = loadEntrance.loaded ?? (await loadEntrance());
    this.#checkNotDestroyed();
    await this.#screenOf(parts).set(enabled, audio, options);
  }

  #screenOf({ ScreenShare: Share }: typeof EntranceModule): ScreenShare {
    return (this.#screen ??= new Share({ environment: this.#environment, onChange: this.#onDevice }));
  }

  /** The person looks at themselves. */
  #expectJoin(): void {
    if (this.#membership.status.phase === "idle") this.#ahead.prepare();
  }

  #deviceOf(source: CaptureSource): CaptureDevice {
    return source === "camera" ? this.#camera : this.#microphone;
  }

  #checkNotDestroyed(): void {
    if (!this.#destroying.signal.aborted) return;
    throw new CallsError("aborted", "The room was destroyed. Make another with createRoom().");
  }

  #releaseDevices(): void {
    this.#microphone.release();
    this.#camera.release();
    this.#screen?.release();
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
    const { stay } = this.#membership;
    stay?.watch.sync(stay.media === "connected");
  }

  #parts(previous: RoomSnapshot | undefined): Omit<RoomSnapshot, "audioBlocked"> {
    const { status, roomId, name, stay } = this.#membership;
    const microphone = this.#microphone.state;
    const camera = this.#camera.state;
    const screen = this.#screen?.state ?? OFF;
    const id = stay?.connection.participantId ?? "";
    return {
      status,
      roomId,
      self: mergeSelf(previous?.self, {
        id,
        name,
        microphone,
        camera,
        screen,
        screenAudio: this.#screen?.sound.track,
        announced: stay?.announced ?? [],
        quality: stay?.watch.gradeOf(id),
        entry: stay?.connection.facts?.self,
      }),
      participants: mergeParticipants(
        previous?.participants ?? [],
        stay?.roster ?? [],
        (sessionId, trackName) => stay?.subscriptions.receiver(sessionId, trackName)?.track,
        (participantId) => ({
          quality: stay?.watch.gradeOf(participantId),
          volume: this.#output.volumeOf(participantId),
        }),
      ),
      microphone,
      camera,
      screen,
      devices: this.#devices.lists,
      microphoneId: this.#microphone.deviceId,
      cameraId: this.#camera.deviceId,
      speakerId: this.#output.speakerId,
      talkingWhileMuted: stay?.watch.talkingWhileMuted ?? false,
      audioOnly: this.#views.audioOnly,
      ...factsOf(stay?.connection.facts),
      canAct: stay?.connection.act !== undefined,
    };
  }

  #levelSource(participantId: string): LevelSource | undefined {
    const { stay } = this.#membership;
    const isSelf = participantId === (stay?.connection.participantId ?? "");
    return isSelf ? this.#microphone.track : stay?.subscriptions.microphone(participantId);
  }
}

/** All that is to be heard of the others. */
function soundsOf({ participants }: RoomSnapshot): Sound[] {
  return participants.flatMap(({ id, microphone, screenAudio }) =>
    [microphone, screenAudio].flatMap((media) => (media?.track ? [{ participantId: id, track: media.track }] : [])),
  );
}

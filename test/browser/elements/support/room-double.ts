import type { RoomReport, RoomStats } from "../../../../src/client/diagnostics/types.js";
import type {
  ChannelMessage,
  ChannelPolicy,
  ChannelProgress,
  DeviceState,
  FeatureOfRoom,
  ParticipantState,
  Room,
  RoomChannel,
  RoomEvent,
  RoomRequest,
  RoomSnapshot,
  VideoView,
  ViewSize,
} from "../../../../src/client/types.js";
import { featureOf } from "../../../../src/client/room/feature.js";
import type { FeatureToken } from "../../../../src/wire/feature.js";
import type { CallsError } from "../../../../src/base/error.js";

/** A channel that a test opens, closes and speaks through. */
export class ChannelDouble implements RoomChannel {
  state: RoomChannel["state"] = "connecting";
  listeners: readonly string[] = [];
  readonly sent: (string | ArrayBuffer | ArrayBufferView)[] = [];
  readonly #messages = new Set<(message: ChannelMessage) => void>();
  readonly #states = new Set<(state: RoomChannel["state"]) => void>();
  readonly #listeners = new Set<(listeners: readonly string[]) => void>();

  constructor(
    readonly name: string,
    readonly policy: ChannelPolicy | undefined,
  ) {}

  bufferedAmount = 0;

  send(data: string | ArrayBuffer | ArrayBufferView): void {
    this.sent.push(data);
  }

  sendJson(value: unknown): void {
    this.send(JSON.stringify(value));
  }

  async sendBlob(blob: Blob): Promise<void> {
    this.send(await blob.arrayBuffer());
  }

  async drained(): Promise<void> {}

  reply(_participantId: string, data: string | ArrayBuffer | ArrayBufferView): void {
    this.send(data);
  }

  onJson(listener: (value: unknown, from: string) => void): () => void {
    return this.onMessage(({ data, from }) => typeof data === "string" && listener(JSON.parse(data), from));
  }

  readonly #progress = new Set<(progress: ChannelProgress) => void>();

  onProgress(listener: (progress: ChannelProgress) => void): () => void {
    this.#progress.add(listener);
    return () => this.#progress.delete(listener);
  }

  setProgress(progress: ChannelProgress): void {
    for (const listener of this.#progress) listener(progress);
  }

  onMessage(listener: (message: ChannelMessage) => void): () => void {
    this.#messages.add(listener);
    return () => this.#messages.delete(listener);
  }

  onStateChange(listener: (state: RoomChannel["state"]) => void): () => void {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  }

  onListenersChange(listener: (listeners: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.setState("closed");
  }

  setListeners(listeners: readonly string[]): void {
    this.listeners = listeners;
    for (const listener of this.#listeners) listener(listeners);
  }

  setState(state: RoomChannel["state"]): void {
    this.state = state;
    for (const listener of this.#states) listener(state);
  }

  receive(message: ChannelMessage): void {
    for (const listener of this.#messages) listener(message);
  }
}

/** Somebody, with everything off. */
export const person = (id: string, name: string, more: Partial<ParticipantState> = {}): ParticipantState => ({
  id,
  name,
  isSelf: false,
  microphone: undefined,
  camera: undefined,
  screen: undefined,
  screenAudio: undefined,
  role: "speaker",
  hand: undefined,
  speaking: false,
  quality: undefined,
  metadata: {},
  volume: 1,
  ...more,
});

const OFF: DeviceState = { status: "off" };

export const idleSnapshot: RoomSnapshot = Object.freeze({
  status: { phase: "idle" } as const,
  roomId: "",
  self: person("", "", { isSelf: true }),
  participants: [],
  microphone: OFF,
  camera: OFF,
  screen: OFF,
  devices: { microphones: [], cameras: [], speakers: [] },
  microphoneId: "",
  cameraId: "",
  speakerId: "",
  audioBlocked: false,
  talkingWhileMuted: false,
  audioOnly: false,
  policy: { locked: false, waitingRoom: false, spotlight: [] },
  chat: [],
  waiting: [],
  features: {},
  canAct: true,
});

/** In the call, alone. */
export const joinedSnapshot: RoomSnapshot = Object.freeze({
  ...idleSnapshot,
  status: { phase: "joined", signaling: "connected", media: "connected" } as const,
  roomId: "standup",
  self: person("me", "Ada", { isSelf: true }),
});

/** A room whose snapshot a test sets, and which records what it is asked for. */
export class RoomDouble implements Room {
  snapshot: RoomSnapshot;
  readonly requests: RoomRequest[] = [];
  readonly channels: ChannelDouble[] = [];
  /** What the next requests answer with. */
  refusal: CallsError | undefined;
  destroyed = 0;
  readonly #listeners = new Set<(snapshot: RoomSnapshot) => void>();
  readonly #levels = new Map<string, Set<(level: number) => void>>();

  constructor(snapshot: RoomSnapshot = idleSnapshot) {
    this.snapshot = snapshot;
  }

  set(change: Partial<RoomSnapshot>): void {
    this.snapshot = Object.freeze({ ...this.snapshot, ...change });
    for (const listener of this.#listeners) listener(this.snapshot);
  }

  setLevel(participantId: string, level: number): void {
    for (const listener of this.#levels.get(participantId) ?? []) listener(level);
  }

  /** How many follow the snapshot or somebody's level: none when everything let go. */
  get listenerCount(): number {
    return [...this.#levels.values()].reduce((sum, set) => sum + set.size, this.#listeners.size);
  }

  subscribe(listener: (snapshot: RoomSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  select<T>(
    selector: (snapshot: RoomSnapshot) => T,
    listener: (value: T) => void,
    equals: (a: T, b: T) => boolean = Object.is,
  ): () => void {
    let value = selector(this.snapshot);
    return this.subscribe((snapshot) => {
      const next = selector(snapshot);
      if (equals(value, next)) return;
      value = next;
      listener(next);
    });
  }

  /** Keeps what it is asked for, and shows what was chosen, as a room does. */
  async request(request: RoomRequest): Promise<void> {
    this.requests.push(request);
    if (this.refusal) throw this.refusal;
    if (request.type === "choose-device") this.set({ [`${request.source}Id`]: request.deviceId });
    if (request.type === "set-speaker") this.set({ speakerId: request.deviceId });
    if (request.type !== "set-volume") return;
    const { participantId, volume } = request;
    this.set({
      participants: this.snapshot.participants.map((each) => (each.id === participantId ? { ...each, volume } : each)),
    });
  }

  feature<Command, View>(feature: FeatureToken<Command, View>): FeatureOfRoom<Command, View> {
    return featureOf(this, feature);
  }

  channel(name: string, policy?: ChannelPolicy): ChannelDouble {
    const channel = new ChannelDouble(name, policy);
    this.channels.push(channel);
    return channel;
  }

  onLevel(participantId: string, listener: (level: number) => void): () => void {
    const listeners = this.#levels.get(participantId) ?? new Set();
    this.#levels.set(participantId, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The places on the page that are open, and their sizes. */
  readonly views = new Map<VideoView, { participantId: string; source: string; size: ViewSize | undefined }>();

  view(participantId: string, source: "camera" | "screen", size?: ViewSize): VideoView {
    const view: VideoView = {
      resize: (next) => void this.views.set(view, { participantId, source, size: next }),
      close: () => void this.views.delete(view),
    };
    this.views.set(view, { participantId, source, size });
    return view;
  }

  readonly #eventListeners = new Set<(event: RoomEvent) => void>();

  onEvent(listener: (event: RoomEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  emit(event: RoomEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }

  readonly #statsListeners = new Set<(stats: RoomStats) => void>();

  /** How many follow the statistics. */
  get statsListenerCount(): number {
    return this.#statsListeners.size;
  }

  onStats(listener: (stats: RoomStats) => void): () => void {
    this.#statsListeners.add(listener);
    return () => this.#statsListeners.delete(listener);
  }

  setStats(stats: RoomStats): void {
    for (const listener of this.#statsListeners) listener(stats);
  }

  /** What {@link report} answers with. */
  reportReply: RoomReport | undefined;

  async report(): Promise<RoomReport> {
    if (!this.reportReply) throw new Error("The test gave no report.");
    return this.reportReply;
  }

  async destroy(): Promise<void> {
    this.destroyed += 1;
    this.#listeners.clear();
  }
}

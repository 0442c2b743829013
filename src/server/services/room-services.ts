import { dayOf, schedule } from "../../base/clock.js";
import { randomId } from "../../base/random-id.js";
import { shareDeep } from "../../base/share-deep.js";
import { standingIn } from "../../room/feature-state.js";
import type { FeatureState, RoomSettings, RoomState } from "../../room/state.js";
import type { ChatMessage } from "../../wire/room-protocol.js";
import { snapshot } from "../../room/roster.js";
import type { CallsApi } from "../calls/api.js";
import { roomHandle } from "../live/handle.js";
import type { LiveRoom } from "../live/live-room.js";
import type { Log } from "../log.js";
import { SERVICES_PATH } from "./path.js";
import type {
  BackendReply,
  BackendRoom,
  BackendRequest,
  DialOptions,
  FeatureStateOf,
  RoomService,
  RunningService,
  ServiceHandle,
} from "./service.js";
import type { ServiceSocket } from "./socket.js";
import type { TallyEntry } from "./tally.js";

/** What a host lends to the services of its rooms. */
export interface ServicePorts {
  dial(url: string, options: DialOptions & { readonly signal: AbortSignal }): Promise<ServiceSocket>;
  /** How others reach this server, as in `https://example.com`; `undefined` while that is not known. */
  origin(): string | undefined;
  /** Adds to a number that all rooms have in common, for this day: see `tally.ts`. */
  tally(entry: TallyEntry): Promise<number>;
  /** May services begin? Default: they may. */
  isReady?(): boolean;
  now(): number;
}

/** What {@link RoomServices} need. */
export interface RoomServicesOptions {
  readonly services: readonly RoomService[];
  readonly room: Pick<LiveRoom, "state" | "take" | "steer">;
  readonly settings: RoomSettings;
  readonly calls: CallsApi;
  readonly ports: ServicePorts;
  readonly log: Log;
  /** Aborted when the server goes down. */
  readonly signal: AbortSignal;
}

/** Milliseconds for which a service rests that has failed: each time is an entry in the log. */
const REST = 30_000;

/** What ends with a service. */
type Endings = Set<() => void>;

/** How it is with one service. */
type Standing =
  | { readonly type: "idle" }
  | { readonly type: "running"; readonly end: AbortController; readonly service: RunningService | undefined }
  /** It has failed, and rests until then. */
  | { readonly type: "resting"; readonly until: number };

/** The services of one room: begins and ends them as the room wants it, and brings them what is for them. */
export class RoomServices {
  readonly #options: RoomServicesOptions;
  readonly #standings = new Map<RoomService, Standing>();
  readonly #awaited = new Map<string, (socket: ServiceSocket) => void>();
  /** States of features as they were read last: reading is dear, and most changes are of something else. */
  readonly #read = new Map<string, { readonly state: FeatureState; readonly value: unknown }>();
  readonly #room: BackendRoom;
  #chat: { readonly of: RoomState["chat"]; readonly open: readonly ChatMessage[] } | undefined;
  #willLook = false;
  #isStopped = false;

  constructor(options: RoomServicesOptions) {
    this.#options = options;
    this.#room = this.#seen();
    options.signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  /** Something happened in the room. Looks once for all that happens now. */
  look(): void {
    if (this.#willLook || this.#isStopped || this.#options.services.length === 0) return;
    this.#willLook = true;
    queueMicrotask(() => {
      this.#willLook = false;
      if (this.#isStopped || this.#options.ports.isReady?.() === false) return;
      for (const service of this.#options.services) this.#lookAt(service);
    });
  }

  /** Who awaits a socket with this key; `undefined` when nobody does. */
  awaits(key: string): ((socket: ServiceSocket) => void) | undefined {
    return this.#awaited.get(key);
  }

  /** Answers a backend. @returns `undefined` when no service has this path. */
  async ask(path: string, request: BackendRequest): Promise<BackendReply | undefined> {
    const service = this.#options.services.find((each) => each.path === path);
    return service?.respond?.(request, this.#room);
  }

  /** Ends all of them: the room is forgotten, or the server goes down. */
  stop(): void {
    this.#isStopped = true;
    for (const standing of this.#standings.values()) if (standing.type === "running") standing.end.abort();
    this.#standings.clear();
    this.#awaited.clear();
  }

  #lookAt(service: RoomService): void {
    const standing = this.#standings.get(service) ?? { type: "idle" };
    try {
      const isWanted = service.wanted(this.#room);
      if (standing.type === "running") {
        if (isWanted) standing.service?.changed?.();
        else this.#end(service, standing);
      } else if (isWanted && (standing.type === "idle" || this.#options.ports.now() >= standing.until)) {
        this.#begin(service);
      }
    } catch (error) {
      this.#failed(service, error);
    }
  }

  #begin(service: RoomService): void {
    const end = new AbortController();
    // Known before it begins: what it does at once has the room looked at again.
    this.#standings.set(service, { type: "running", end, service: undefined });
    const running = service.start(this.#handle(service, end.signal)) ?? undefined;
    this.#standings.set(service, { type: "running", end, service: running });
  }

  #end(service: RoomService, { end }: Extract<Standing, { type: "running" }>): void {
    this.#standings.set(service, { type: "idle" });
    end.abort();
  }

  #failed(service: RoomService, error: unknown): void {
    const { log, room, ports } = this.#options;
    const standing = this.#standings.get(service);
    if (standing?.type === "running") standing.end.abort();
    this.#standings.set(service, { type: "resting", until: ports.now() + REST });
    const message = error instanceof Error ? error.message : String(error);
    log({ level: "error", event: "a service failed", room: room.state.id, operation: service.name, message });
  }

  #seen(): BackendRoom {
    const { room, settings } = this.#options;
    const read = this.#read;
    const chat = (): readonly ChatMessage[] => this.#openChat();
    return {
      get id() {
        return room.state.id;
      },
      get participants() {
        return snapshot(room.state.participants);
      },
      get streams() {
        return [...room.state.participants.values()].flatMap(({ id, isStream }) => (isStream ? [id] : []));
      },
      get chat() {
        return chat();
      },
      feature<State>({ name }: FeatureStateOf<State>): State | undefined {
        const feature = settings.features.find((each) => each.name === name);
        if (!feature) return undefined;
        const state = standingIn(room.state.features, feature);
        const known = read.get(name);
        if (known?.state.text === state.text) return known.value as State;
        const value = shareDeep<unknown>(undefined, JSON.parse(state.text));
        read.set(name, { state, value });
        return value as State;
      },
      command: ({ name: feature }, command) => room.steer({ type: "feature", feature, command }).refusal,
    };
  }

  #openChat(): readonly ChatMessage[] {
    const of = this.#options.room.state.chat;
    if (this.#chat?.of !== of) this.#chat = { of, open: [...of.values()].filter(({ to }) => to === undefined) };
    return this.#chat.open;
  }

  #handle(service: RoomService, signal: AbortSignal): ServiceHandle {
    const endings: Endings = new Set();
    signal.addEventListener("abort", () => endings.forEach((end) => end()), { once: true });
    const { room, calls, ports, log } = this.#options;
    const seen = this.#room;
    const act: ServiceHandle["act"] = (action) => (signal.aborted ? undefined : room.steer(action).refusal);
    const { storage } = roomHandle(
      () => room.state,
      (wish) => room.take(wish),
    );
    const keyOf = (key: string): string => `service/${service.name}/${key}`;
    return {
      get id() {
        return seen.id;
      },
      get participants() {
        return seen.participants;
      },
      get streams() {
        return seen.streams;
      },
      get chat() {
        return seen.chat;
      },
      feature: (feature) => seen.feature(feature),
      signal,
      calls,
      storage: {
        get: (key) => storage.get(keyOf(key)),
        put: (key, value) => storage.put(keyOf(key), value),
        delete: (key) => storage.delete(keyOf(key)),
      },
      tally: (name, amount) => ports.tally({ key: keyOf(name), day: dayOf(ports.now()), amount }),
      fetch: (input, init) => fetch(input, { signal, ...init }),
      now: () => ports.now(),
      schedule: (callback, milliseconds) => {
        const cancel = schedule(() => {
          endings.delete(cancel);
          if (!signal.aborted) this.#guard(service, callback);
        }, milliseconds);
        endings.add(cancel);
        return () => {
          endings.delete(cancel);
          cancel();
        };
      },
      act,
      command: ({ name: feature }, command) => act({ type: "feature", feature, command }),
      say: (words) => {
        if (!signal.aborted) room.take({ type: "say", service: service.name, ...words });
      },
      attend: (attendant) => {
        if (!signal.aborted) room.take({ type: "attend", ...attendant });
      },
      dismiss: (participantId) => room.take({ type: "dismiss", participantId }),
      dial: async (url, options = {}) => {
        const socket = await ports.dial(url, { ...options, signal });
        if (signal.aborted) socket.close();
        return this.#lend(service, endings, socket);
      },
      accept: (take) => this.#accept(service, endings, take),
      log: (level, event, { code } = {}) =>
        log({ level, event, room: seen.id, operation: service.name, ...(code !== undefined && { code }) }),
    };
  }

  #accept(
    service: RoomService,
    endings: Endings,
    take: (socket: ServiceSocket) => void,
  ): { url: string; close(): void } {
    const origin = this.#options.ports.origin();
    if (origin === undefined) {
      throw new Error("The server does not know its own address, which the SFU has to reach: set PUBLIC_URL.");
    }
    const key = randomId();
    const close = (): void => {
      endings.delete(close);
      this.#awaited.delete(key);
    };
    this.#awaited.set(key, (socket) => {
      this.#guard(service, () => take(this.#lend(service, endings, socket)));
    });
    endings.add(close);
    const path = `${SERVICES_PATH}/${encodeURIComponent(this.#room.id)}/${key}`;
    return { url: `${origin.replace(/^http/, "ws").replace(/\/+$/, "")}${path}`, close };
  }

  /** A socket ends with the service that has it; and what a service does with it must not end the server. */
  #lend(service: RoomService, endings: Endings, socket: ServiceSocket): ServiceSocket {
    const end = (): void => socket.close();
    endings.add(end);
    return {
      get waiting() {
        return socket.waiting;
      },
      send: (data) => socket.send(data),
      close: (code, reason) => socket.close(code, reason),
      listen: (listener) =>
        socket.listen({
          message: (data) => this.#guard(service, () => listener.message(data)),
          closed: (code) => {
            endings.delete(end);
            this.#guard(service, () => listener.closed(code));
          },
        }),
    };
  }

  #guard(service: RoomService, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failed(service, error);
    }
  }
}

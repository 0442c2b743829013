import type { ApiCallRecord } from "../diagnostics/types.js";
import type { Environment } from "../environment.js";
import type { LocalSource } from "../media/local-source.js";
import type { CallsSession } from "../session/calls-session.js";
import type { MadeSession } from "../session/calls-session.js";
import { recorded } from "../diagnostics/history.js";
import type { MediaOptions } from "../session/sending.js";
import { SessionKeeper } from "../session/session-keeper.js";
import type { RoomConnection, SignalingEvent, SignalingState } from "../../signaling/signaling.js";
import type { CallsError } from "../../base/error.js";
import type { AnnouncedTrack, MediaSource, Participant, Role } from "../../wire/room-protocol.js";
import { ROOM_TIMING } from "../../wire/tables.js";
import { Announcer } from "./announcer.js";
import type { Channels } from "../channels/channels.js";
import { OwnMedia } from "./own-media.js";
import { Subscriptions } from "./subscriptions.js";
import type { Opening } from "../session/opening.js";
import type { SentTrack, WatchedStay } from "../health/watched-stay.js";
import type { LinkState } from "../status.js";
import type { Views } from "./views.js";
import { Watch, type WatchOptions } from "./watch.js";
import { publishes } from "../../wire/ability.js";

/** Options of {@link Stay}. */
export interface StayOptions extends Pick<WatchOptions, "snapshot" | "onStats"> {
  readonly connection: RoomConnection;
  /** What went with the join. */
  readonly opening: Opening;
  readonly devices: readonly LocalSource[];
  readonly channels: Channels;
  readonly views: Views;
  readonly environment: Environment;
  readonly media: MediaOptions;
  /** Gets a record of every API call. */
  readonly history: ApiCallRecord[];
  /** Anything that can be seen from outside changed. */
  onChange(): void;
  /** The stay is over without being asked to: the participant was put out, or nothing works. */
  onEnded(error: CallsError | undefined): void;
}

/** One stay in a room, from a successful join to its end: what is published, what is received, who is there. */
export class Stay implements WatchedStay {
  readonly connection: RoomConnection;
  readonly subscriptions: Subscriptions;
  readonly #options: StayOptions;
  readonly #keeper: SessionKeeper;
  readonly #announcer: Announcer;
  /** What this browser publishes, device by device. */
  readonly own: readonly OwnMedia[];
  /** What is known of how it fares, and done about it. */
  readonly watch: Watch;
  readonly #unsubscribe: () => void;
  #role: Role | undefined;
  #cancelAbsence: (() => void) | undefined;
  #isForgotten = false;
  #closed = false;

  constructor(options: StayOptions) {
    const { connection, environment, devices, channels, views, media } = options;
    this.#options = options;
    this.connection = connection;
    this.#role = connection.role;
    this.#announcer = new Announcer(connection);
    const onChange = (): void => this.#changed();
    const keeper = new SessionKeeper({
      calls: recorded(connection.calls, options.history, environment),
      // Asked for anew with every session: TURN credentials expire.
      get iceServers() {
        return connection.iceServers;
      },
      made: madeWith(connection, options.opening),
      environment,
      onChange,
      onFailed: (error) => options.onEnded(error),
    });
    this.#keeper = keeper;
    const mayPublish = (): boolean => publishes(connection.role);
    this.own = devices.map((device) => new OwnMedia({ device, keeper, environment, media, mayPublish, onChange }));
    // A backend that makes sessions with the join says who speaks too, though not before its socket is open.
    const knowsSpeakers = (): boolean => (connection.act ?? connection.sessionId) !== undefined;
    this.subscriptions = new Subscriptions({ keeper, environment, views, knowsSpeakers, onChange });
    this.watch = new Watch(this, options);
    this.#unsubscribe = connection.subscribe((event) => this.#receive(event));
    // Subscriptions go first: a newcomer sees everybody a request sooner, and the others wait for one person only.
    this.subscriptions.sync(connection.roster);
    this.syncDevices();
    // Pictures go before channels, which take a request or two of their own.
    channels.connect(keeper);
    channels.sync(connection.roster);
  }

  get signaling(): LinkState {
    if (this.connection.state.status !== "reconnecting") return "connected";
    return this.#isForgotten ? "connecting" : "reconnecting";
  }

  get media(): LinkState {
    return this.#keeper.link;
  }

  get roster(): readonly Participant[] {
    return this.connection.roster;
  }

  /** What the others know of this browser's microphone, camera and screen. */
  get announced(): AnnouncedTrack[] {
    return this.own.flatMap(({ announced }) => announced ?? []);
  }

  get microphone(): LocalSource | undefined {
    return this.#own("microphone")?.device;
  }

  /** What is sent now. */
  get sent(): SentTrack[] {
    return this.own.flatMap(({ source, announced, sent }) =>
      announced && sent ? [{ source, track: sent, enabled: announced.enabled ?? true }] : [],
    );
  }

  async stats(): Promise<RTCStatsReport | undefined> {
    return await this.session?.stats();
  }

  get ends(): WatchedStay["ends"] {
    return this.session?.ends;
  }

  async checkSession(): Promise<boolean> {
    return (await this.session?.check()) ?? false;
  }

  replaceSession(): void {
    this.session?.endDead();
  }

  async isPublished(source: MediaSource): Promise<boolean> {
    const { session } = this;
    const trackName = this.#own(source)?.announced?.trackName;
    if (!session || trackName === undefined) return true;
    const { tracks } = await this.connection.calls.call("session", session.id, undefined, { signal: session.signal });
    const isActive = tracks.some((track) => track.trackName === trackName && track.status === "active");
    return isActive || this.#own(source)?.announced?.trackName !== trackName;
  }

  publishAgain(source: MediaSource): void {
    this.#own(source)?.publishAgain();
  }

  pullAgain(participantId: string, source: MediaSource): void {
    this.subscriptions.giveUp(participantId, source);
    this.syncViews();
  }

  /** The session that is in use. */
  get session(): CallsSession | undefined {
    return this.#keeper.session;
  }

  /** A device gives another track, or was muted. */
  syncDevices(): void {
    for (const own of this.own) own.sync();
  }

  /** The page shows something else, or in another size. */
  syncViews(): void {
    this.subscriptions.sync(this.connection.roster);
    this.#changed();
  }

  /** Lets go of everything but the place in the room. */
  close(): void {
    this.#closed = true;
    this.#cancelAbsence?.();
    this.watch.close();
    this.#unsubscribe();
    this.#options.channels.disconnect();
    for (const own of this.own) own.close();
    this.#keeper.close();
  }

  #receive(event: SignalingEvent): void {
    switch (event.type) {
      case "roster":
        // The page goes first: what it shows of somebody who came in is subscribed to in one call with their voice.
        this.#changed();
        this.#syncRoster(event.participants);
        return;
      case "facts":
        this.subscriptions.sync(this.roster);
        this.#syncRole();
        break;
      case "state":
        this.#followAbsence(event.state.status);
        if (event.state.status === "closed") this.#options.onEnded(event.state.error);
        break;
      case "ice-servers":
        this.#keeper.session?.setIceServers(event.iceServers);
        break;
      case "error":
        // The server has forgotten the session that was announced, as after a restart.
        if (event.error.code === "session-expired") this.#keeper.session?.end(event.error);
    }
    this.#changed();
  }

  /** A room takes somebody whom it does not hear for gone: nobody sees or hears them any more. */
  #followAbsence(status: SignalingState["status"]): void {
    if (status === "reconnecting") {
      this.#cancelAbsence ??= this.#options.environment.schedule(() => {
        this.#isForgotten = true;
        this.#changed();
      }, ROOM_TIMING.stale);
    } else {
      this.#cancelAbsence?.();
      this.#cancelAbsence = undefined;
      this.#isForgotten = false;
    }
  }

  /** Whoever is made a viewer sends no more, and a viewer who may speak sends what their devices give. */
  #syncRole(): void {
    const { role } = this.connection;
    if (role === this.#role) return;
    this.#role = role;
    this.syncDevices();
  }

  #syncRoster(roster: readonly Participant[]): void {
    this.subscriptions.sync(roster);
    this.#options.channels.sync(roster);
  }

  #own(source: MediaSource): OwnMedia | undefined {
    return this.own.find((own) => own.source === source);
  }

  #changed(): void {
    if (this.#closed) return;
    this.announce();
    this.#options.onChange();
  }

  /** Tells the room what flows now. */
  announce(): void {
    const session = this.#keeper.session;
    if (!session || this.#closed) return;
    const channels = this.#options.channels.announced;
    this.#announcer.update({
      sessionId: session.id,
      tracks: this.announced,
      ...(channels.length > 0 && { channels }),
    });
  }
}

/** The session that came with the join, if one did. */
function madeWith({ sessionId, opening: reply }: RoomConnection, opening: Opening): MadeSession | undefined {
  return sessionId === undefined ? undefined : { sessionId, answered: reply && opening.take(sessionId, reply) };
}

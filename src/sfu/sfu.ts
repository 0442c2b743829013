import { Adapters, type AdapterHost } from "./adapters/adapters.js";
import { callAdapters } from "./adapters/api.js";
import { bindAddress, ownAddresses } from "./addresses.js";
import { ApiFailure, tooManySessions } from "./failure.js";
import { Faults } from "./faults.js";
import { callAccountApi, isAccountPath } from "./http/account-api.js";
import { AccountStore, randomId } from "./http/account-store.js";
import { callAdmin, forcedFailure, isAdminPath } from "./http/admin.js";
import { callConnectionApi, operationOf, type NewSessionOptions } from "./http/connection-api.js";
import { refuseForeignPages, requireBearer, type HttpReply, type HttpRequest } from "./http/exchange.js";
import { Fence } from "./http/fence.js";
import { HttpServer } from "./http/server.js";
import { statusJson, statusPage, type SessionStatus } from "./http/status.js";
import { callTurnApi, isTurnPath, type TurnKey } from "./http/turn.js";
import {
  DEFAULT_LIMITS,
  DEFAULT_TIMINGS,
  type Logger,
  type SfuLimits,
  type SfuOptions,
  type SfuTimings,
} from "./options.js";
import { RateLimit } from "./rate-limit.js";
import { Session } from "./session/session.js";
import { describeSession } from "./session/status.js";
import { Timers } from "./timers.js";
import { Budget } from "./transport/budget.js";
import { CheckPace } from "./transport/check-pace.js";
import { createCertificate, type Certificate } from "./transport/certificate.js";
import type { Transport, TransportEvents } from "./transport/transport.js";
import { PeerTransport } from "./transport/peer-transport.js";
import { UdpSocket } from "./transport/udp.js";

/** Counters of what lives in an SFU. */
export interface SfuCounters {
  /** Sessions that exist, connected or not. */
  readonly open: number;
  /** Sessions whose peer can send and receive now. */
  readonly connected: number;
  /** Tracks that sessions publish. */
  readonly publications: number;
  /** Tracks that sessions receive. */
  readonly subscriptions: number;
  /** WebSocket adapters. */
  readonly adapters: number;
  /** Timers that run: none is left after {@link LocalSfu.close}. */
  readonly timers: number;
}

/** The sessions of one app. */
type AppSessions = Map<string, { readonly session: Session; readonly limit: RateLimit }>;

const APP_PATH = /^\/v1\/apps\/([^/]+)\/(sessions|adapters)(\/.*)$/;

/** A running SFU: its apps, their sessions, one UDP socket and one HTTP server. */
export class Sfu {
  readonly #apps = new Map<string, AppSessions>();
  readonly #faults: Faults;
  readonly #store: AccountStore;
  readonly #timers = new Timers();
  readonly #pace = new CheckPace(() => performance.now());
  readonly #messages: Budget;
  readonly #options: SfuOptions;
  readonly #socket: UdpSocket;
  readonly #certificate: Certificate;
  readonly #addresses: readonly string[];
  readonly #log: Logger;
  readonly #adapters: Adapters;
  readonly #limits: SfuLimits;
  readonly #timings: SfuTimings;
  /** The bearer of the account API. */
  readonly accountToken: string;
  #http: HttpServer | undefined;

  private constructor(
    options: SfuOptions,
    socket: UdpSocket,
    certificate: Certificate,
    addresses: readonly string[],
    faults: Faults,
  ) {
    this.#options = options;
    this.#socket = socket;
    this.#certificate = certificate;
    this.#addresses = addresses;
    this.#log = options.log ?? (() => {});
    this.#faults = faults;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#timings = { ...DEFAULT_TIMINGS, ...options.timings };
    this.#messages = new Budget(this.#limits.waitingMessages);
    this.accountToken = options.accountToken ?? randomId(32);
    this.#store = new AccountStore(options.accountFile, options.now ?? Date.now);
    this.#adapters = new Adapters({
      endpoints: options.adapterEndpoints ?? "local",
      timings: this.#timings,
      limits: this.#limits,
      timers: this.#timers,
      log: this.#log,
      fingerprint: certificate.fingerprint,
    });
  }

  static async start(options: SfuOptions): Promise<Sfu> {
    const addresses = options.announce ?? ownAddresses();
    const certificate = await createCertificate();
    const faults = new Faults(options.random ?? Math.random);
    if (typeof options.faults === "object") faults.set(options.faults);
    const socket = await UdpSocket.bind(bindAddress(addresses), options.udpPort ?? 0, faults);
    try {
      const sfu = new Sfu(options, socket, certificate, addresses, faults);
      await sfu.#listen();
      return sfu;
    } catch (error) {
      await socket.close();
      throw error;
    }
  }

  get httpPort(): number {
    return this.#http?.port ?? 0;
  }

  get udpPort(): number {
    return this.#socket.port;
  }

  get store(): AccountStore {
    return this.#store;
  }

  counters(): SfuCounters {
    const sessions = this.#sessions();
    return {
      open: sessions.length,
      connected: sessions.filter(({ state }) => state === "connected").length,
      publications: sessions.reduce((sum, { publications }) => sum + publications.size, 0),
      subscriptions: sessions.reduce((sum, session) => sum + [...session.subscriptions()].length, 0),
      adapters: this.#adapters.size,
      timers: this.#timers.size,
    };
  }

  /** Ends all sessions, as a restart of the process does. */
  closeSessions(): void {
    for (const session of this.#sessions()) session.close();
  }

  async close(): Promise<void> {
    this.closeSessions();
    this.#timers.close();
    await Promise.all([this.#http?.close(), this.#socket.close(), this.#adapters.end()]);
  }

  async #listen(): Promise<void> {
    const { host = "127.0.0.1", port = 0, allowedHosts = [], allowedOrigins } = this.#options;
    const { body: maxBody, connections: maxConnections } = this.#limits;
    const fence = new Fence({ allowedHosts: [host, ...allowedHosts], allowedOrigins });
    this.#http = await HttpServer.listen({ host, port, maxBody, maxConnections, fence, log: this.#log }, (request) =>
      this.#handle(request),
    );
  }

  async #handle(request: HttpRequest): Promise<HttpReply | undefined> {
    const { path } = request;
    if (path === "/" || path === "/status.json") {
      refuseForeignPages(request);
      return path === "/" ? statusPage() : statusJson(this.#describe());
    }
    if (isAdminPath(path) && this.#options.faults) return callAdmin(request, this.#faults, () => this.closeSessions());
    if (isAccountPath(path)) return callAccountApi(request, this.#store, this.accountToken);
    if (isTurnPath(path)) return this.#handleTurn(request);
    return this.#handleCall(request);
  }

  #handleTurn(request: HttpRequest): HttpReply {
    const findKey = (id: string): TurnKey | undefined => {
      const item = this.#store.find("turn_keys", id);
      return item && { id, key: item.secret };
    };
    return callTurnApi(request, findKey, this.#options.turn, (this.#options.now ?? Date.now)());
  }

  /** A call to an app: what the fault switches make of it, and then the call itself. */
  async #handleCall(request: HttpRequest): Promise<HttpReply | undefined> {
    const fate = this.#faults.fateOf(operationOf(request));
    if (fate.delay > 0) await new Promise<void>((resolve) => this.#timers.after(fate.delay, resolve));
    if (fate.lostRequest) return undefined;
    if (fate.refuse !== undefined) throw forcedFailure(fate.refuse);
    const reply = await this.#handleApp(request);
    return fate.lostReply ? undefined : reply;
  }

  async #handleApp(request: HttpRequest): Promise<HttpReply> {
    const [, appId = "", resource, path = ""] = APP_PATH.exec(request.path) ?? [];
    if (resource === undefined) throw unknownPath(request.path);
    const app = this.#store.find("apps", appId);
    if (!app) throw new ApiFailure(404, "not_found", "App not found. New apps can take a moment to become available");
    requireBearer(request, app.secret);
    const adapter = /^\/websocket\/(new|close)$/.exec(path)?.[1];
    const sessions = this.#sessionsOf(appId);
    if (resource === "adapters" && adapter !== undefined) {
      return callAdapters(this.#adapters, this.#adapterHost(appId, sessions), adapter, request);
    }
    if (resource !== "sessions") throw new ApiFailure(404, "not_found", "There is no such resource");
    sessions.get(path.split("/")[1] ?? "")?.limit.take(performance.now());
    return callConnectionApi(
      {
        create: (asked) => this.#createSession(sessions, asked),
        find: (id) => sessions.get(id)?.session,
      },
      path,
      request,
    );
  }

  #sessionsOf(appId: string): AppSessions {
    const sessions: AppSessions = this.#apps.get(appId) ?? new Map();
    this.#apps.set(appId, sessions);
    return sessions;
  }

  #describe(): SessionStatus[] {
    const now = performance.now();
    return [...this.#apps].flatMap(([app, sessions]) =>
      [...sessions.values()].map(({ session }) => describeSession(session, app, now)),
    );
  }

  #adapterHost(appId: string, sessions: AppSessions): AdapterHost {
    return {
      appId,
      find: (id) => sessions.get(id)?.session,
      create: (createTransport) =>
        this.#createSession(sessions, { thirdParty: false, correlationId: undefined }, createTransport),
    };
  }

  #createSession(
    sessions: AppSessions,
    { thirdParty, correlationId }: NewSessionOptions,
    createTransport = (events: TransportEvents): Transport => this.#createTransport(events, thirdParty),
  ): Session {
    const id = randomId(16);
    const [timings, limits] = [this.#timings, this.#limits];
    const count = [...this.#apps.values()].reduce((sum, { size }) => sum + size, 0);
    if (count >= limits.sessions) throw tooManySessions();
    const session = new Session(id, {
      timings,
      limits,
      timers: this.#timers,
      log: this.#log,
      addresses: this.#addresses,
      udpPort: this.#socket.port,
      thirdParty,
      correlationId,
      lateFirstPacket: () => this.#faults.options.lateFirstPacket,
      createTransport,
      find: (sessionId) => sessions.get(sessionId)?.session,
      onClosed: () => sessions.delete(id),
    });
    sessions.set(id, { session, limit: new RateLimit(limits.callsPerSecond) });
    return session;
  }

  #createTransport(events: TransportEvents, controlling: boolean): Transport {
    return new PeerTransport(
      {
        socket: this.#socket,
        certificate: this.#certificate,
        timers: this.#timers,
        silence: this.#timings.silentPeer,
        giveUp: this.#timings.reconnectWindow,
        controlling,
        mayCheck: this.#pace.take,
        messages: this.#messages,
      },
      events,
    );
  }

  #sessions(): Session[] {
    return [...this.#apps.values()].flatMap((sessions) => [...sessions.values()].map(({ session }) => session));
  }
}

/** Clients that leave the version out get a hint: without it they would look for what is wrong elsewhere. */
function unknownPath(path: string): ApiFailure {
  const hint = path.startsWith("/apps/") ? `: the path begins with the version, as in /v1${path.slice(0, 200)}` : "";
  return new ApiFailure(404, "not_found", `There is no such resource${hint}`);
}

import { randomBytes } from "node:crypto";
import { bindAddress, ownAddresses } from "./addresses.js";
import { ApiFailure } from "./failure.js";
import { Faults } from "./faults.js";
import { callAccountApi, isAccountPath } from "./http/account-api.js";
import { AccountStore } from "./http/account-store.js";
import { callAdapters } from "./http/adapters.js";
import { callAdmin, forcedFailure, isAdminPath } from "./http/admin.js";
import { callConnectionApi, operationOf } from "./http/connection-api.js";
import { requireBearer, type HttpReply, type HttpRequest } from "./http/exchange.js";
import { HttpServer } from "./http/server.js";
import { statusJson, statusPage, type SessionStatus } from "./http/status.js";
import { callTurnApi, isTurnPath, type TurnKey } from "./http/turn.js";
import { DEFAULT_LIMITS, DEFAULT_TIMINGS, type Logger, type SfuOptions } from "./options.js";
import { RateLimit } from "./rate-limit.js";
import { Session } from "./session/session.js";
import { describeSession } from "./session/status.js";
import { Timers } from "./timers.js";
import { createCertificate, type Certificate } from "./transport/certificate.js";
import { PeerTransport } from "./transport/peer-transport.js";
import { UdpSocket } from "./transport/udp.js";

/** Counters of what lives in an SFU. */
export interface SfuCounters {
  /** Sessions that exist, connected or not. */
  readonly open: number;
  readonly connected: number;
  readonly publications: number;
  readonly subscriptions: number;
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
  readonly #options: SfuOptions;
  readonly #socket: UdpSocket;
  readonly #certificate: Certificate;
  readonly #addresses: readonly string[];
  readonly #log: Logger;
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
    this.#store = new AccountStore(options.accountFile, options.now ?? Date.now);
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
    await Promise.all([this.#http?.close(), this.#socket.close()]);
  }

  async #listen(): Promise<void> {
    const { host = "127.0.0.1", port = 0, limits } = this.#options;
    const maxBody = limits?.body ?? DEFAULT_LIMITS.body;
    this.#http = await HttpServer.listen({ host, port, maxBody, log: this.#log }, (request) => this.#handle(request));
  }

  async #handle(request: HttpRequest): Promise<HttpReply | undefined> {
    const { path } = request;
    if (path === "/") return statusPage();
    if (path === "/status.json") return statusJson(this.#describe());
    if (isAdminPath(path) && this.#options.faults) return callAdmin(request, this.#faults, () => this.closeSessions());
    if (isAccountPath(path)) return callAccountApi(request, this.#store, this.#options.accountToken);
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
    if (resource === undefined) throw new ApiFailure(404, "not_found", "There is no such resource");
    const app = this.#store.find("apps", appId);
    if (!app) throw new ApiFailure(404, "not_found", "App not found. New apps can take a moment to become available");
    requireBearer(request, app.secret);
    const adapter = /^\/websocket\/(new|close)$/.exec(path)?.[1];
    if (resource === "adapters" && adapter !== undefined) return callAdapters(adapter, request);
    if (resource !== "sessions") throw new ApiFailure(404, "not_found", "There is no such resource");
    const sessions = this.#sessionsOf(appId);
    sessions.get(path.split("/")[1] ?? "")?.limit.take(performance.now());
    return callConnectionApi(
      {
        create: ({ thirdParty }) => this.#createSession(sessions, thirdParty),
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

  #createSession(sessions: AppSessions, thirdParty: boolean): Session {
    const id = randomBytes(16).toString("hex");
    const timings = { ...DEFAULT_TIMINGS, ...this.#options.timings };
    const limits = { ...DEFAULT_LIMITS, ...this.#options.limits };
    const session = new Session(id, {
      timings,
      limits,
      timers: this.#timers,
      log: this.#log,
      addresses: this.#addresses,
      udpPort: this.#socket.port,
      thirdParty,
      lateFirstPacket: () => this.#faults.options.lateFirstPacket,
      createTransport: (events) =>
        new PeerTransport(
          {
            socket: this.#socket,
            certificate: this.#certificate,
            timers: this.#timers,
            silence: timings.silentPeer,
            giveUp: timings.reconnectWindow,
            controlling: thirdParty,
          },
          events,
        ),
      find: (sessionId) => sessions.get(sessionId)?.session,
      onClosed: () => sessions.delete(id),
    });
    sessions.set(id, { session, limit: new RateLimit(limits.callsPerSecond) });
    return session;
  }

  #sessions(): Session[] {
    return [...this.#apps.values()].flatMap((sessions) => [...sessions.values()].map(({ session }) => session));
  }
}

import { CALLS_LIMITS } from "../wire/tables.js";
import type { EndpointPolicy } from "./adapters/endpoints.js";
import type { IceServerSecrets } from "./http/turn.js";
import type { FaultOptions } from "./faults.js";

/** Receives one line of the SFU's log. `fields` never hold secrets, session descriptions or ICE credentials. */
export type Logger = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** Milliseconds that the SFU waits for things. The defaults are the service's own where it publishes them. */
export interface SfuTimings {
  /** How long an operation waits for its session to be connected before it answers 425. */
  readonly connectWait: number;
  /** How long a pull waits for the first packet of a source before it answers `empty_track_error`. */
  readonly firstPacketWait: number;
  /** A track without packets for this long is collected. */
  readonly silentTrack: number;
  /** A peer whose ICE checks stopped for this long is disconnected: every call on it answers 410. */
  readonly silentPeer: number;
  /** A disconnected peer that comes back within this time goes on where it was; then its session is closed. */
  readonly reconnectWindow: number;
  /** A session that never connects is forgotten after this long. */
  readonly unconnectedSession: number;
  /** How long `waitForAck` waits for the subscriber's first message. */
  readonly ackWait: number;
  /** How long the endpoint of an adapter may take for one handshake. */
  readonly adapterHandshake: number;
  /** How long the endpoint of an egress adapter is dialled again after it went away. */
  readonly adapterReconnect: number;
}

/** What the service publishes, or our own bound where it does not. */
export interface SfuLimits {
  /** Tracks in one call. */
  readonly tracksPerCall: number;
  /** Sessions at once, of all apps, connected or not. */
  readonly sessions: number;
  /** TCP connections of callers at once. */
  readonly connections: number;
  /** API calls a second on one session. */
  readonly callsPerSecond: number;
  /** Bytes in one request body. */
  readonly body: number;
  /** Bytes of data channel messages that wait for slow readers, of all sessions together; more are dropped. */
  readonly waitingMessages: number;
  /** Bits a second that publishers are told they may send, on one session. */
  readonly publishBitrate: number;
  /** WebSocket adapters that may be open at once. */
  readonly adapters: number;
}

/** Options of {@link startSfu}. Everything has a default. */
export interface SfuOptions {
  /** Address that HTTP listens on. Default `127.0.0.1`. */
  readonly host?: string;
  /** TCP port of HTTP. Default 0: any free one. */
  readonly port?: number;
  /** UDP port of media. Default 0: any free one. */
  readonly udpPort?: number;
  /** IPv4 addresses for the ICE candidates. Default: `127.0.0.1` and the machine's own, as Firefox does not use loopback. */
  readonly announce?: readonly string[];
  /** App ID that the first app has. Default: 32 random hex digits. */
  readonly appId?: string;
  /** App Secret that the first app has. Default: 64 random hex digits. */
  readonly appSecret?: string;
  /** Takes what happens. Default: nobody. */
  readonly log?: Logger;
  /** How long the SFU waits, in milliseconds, where it is not as long as the service. For tests. */
  readonly timings?: Partial<SfuTimings>;
  /** How much of each thing there may be, where it is not as much as with the service. */
  readonly limits?: Partial<SfuLimits>;
  /** Switches that make the SFU misbehave on purpose. `true` enables the admin route with all of them off. */
  readonly faults?: boolean | FaultOptions;
  /** TURN servers that `generate-ice-servers` hands out credentials for. */
  readonly turn?: IceServerSecrets;
  /**
   * Names that callers know the SFU by, beside addresses, `localhost` and `host`; `*` for every one. A page of somebody else's can
   * give its own name our address, so that other names are refused.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Origins whose pages may call the Connection API and the TURN API, as in `https://example.com`; `*` for every one. Default:
   * pages of this machine. Callers that are no browsers are always let in. No page may call the account API or the fault switches.
   */
  readonly allowedOrigins?: readonly string[];
  /** Bearer token of the account API (`/client/v4/accounts/...`). Default: 64 random hex digits. */
  readonly accountToken?: string;
  /** File that keeps apps and TURN keys of the account API over a restart. Default: they live in memory. */
  readonly accountFile?: string;
  /**
   * Which endpoints WebSocket adapters dial: `local` (the default) those on this machine, `any` others too, `public` those
   * elsewhere only, as the service does.
   */
  readonly adapterEndpoints?: EndpointPolicy;
  /** Milliseconds since the epoch, for credentials' expiry. Default `Date.now`. */
  readonly now?: () => number;
  /** A number in [0, 1) for the fault switches. Default `Math.random`. */
  readonly random?: () => number;
}

export const DEFAULT_TIMINGS: SfuTimings = {
  connectWait: 5_000,
  firstPacketWait: 8_000,
  silentTrack: 30_000,
  silentPeer: 12_000,
  reconnectWindow: 30_000,
  unconnectedSession: 60_000,
  ackWait: 30_000,
  adapterHandshake: 5_000,
  adapterReconnect: 15_000,
};

export const DEFAULT_LIMITS: SfuLimits = {
  tracksPerCall: CALLS_LIMITS.tracksPerCall,
  sessions: 4_096,
  connections: 1_024,
  callsPerSecond: CALLS_LIMITS.callsPerSecond,
  body: 2 * 1024 * 1024,
  waitingMessages: 256 * 1024 * 1024,
  publishBitrate: 6_000_000,
  adapters: 64,
};

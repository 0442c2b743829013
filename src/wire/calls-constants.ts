/** The Connection API's plain values, apart from its schemas: a browser that needs a limit does not load a validator. */
/** The service's own base address. */
export const CALLS_API_BASE = "https://rtc.live.cloudflare.com/v1";

/** Published limits of the service (limits page), and our own bounds where it publishes none. */
export const CALLS_LIMITS = {
  /** Tracks that one `tracks/new` call may add. */
  tracksPerCall: 64,
  /** API calls a second on one session. */
  callsPerSecond: 50,
  /** Milliseconds an operation waits for its session to be connected before it answers 425. */
  connectWait: 5_000,
  /** Milliseconds without a media packet after which the service collects a track. */
  silentTrack: 30_000,
  /** Milliseconds for which a session that lost connectivity can still be used. */
  reconnectWindow: 30_000,
  /** Our bound on one session description, in characters. The service has one and does not publish it. */
  sdp: 524_288,
  /** Our bound on track and data channel names, in characters. */
  name: 256,
} as const;

import type { RoomStats, TrackStats } from "../../../../src/client/diagnostics/types.js";

/** A camera of Grace's that arrives well. */
export const trackStats = (more: Partial<TrackStats> = {}): TrackStats => ({
  participantId: "grace",
  source: "camera",
  kind: "video",
  direction: "inbound",
  bitrate: 800_000,
  loss: 0,
  jitter: 2,
  roundTrip: undefined,
  framesPerSecond: 30,
  width: 640,
  height: 360,
  limitation: undefined,
  codec: "video/VP8",
  enabled: true,
  stalled: false,
  ...more,
});

export const second = (tracks: readonly TrackStats[], at = 0): RoomStats => ({
  at,
  connection: {
    roundTrip: 42,
    sent: 500_000,
    received: 900_000,
    availableOutgoing: undefined,
    relayed: false,
    protocol: "udp",
  },
  tracks,
});

import type { SessionStatus, TrackStatus } from "../http/status.js";
import type { MediaLine } from "../sdp/line.js";
import type { Session } from "./session.js";

/** What the status page shows of a session. */
export function describeSession(session: Session, app: string, now: number): SessionStatus {
  return {
    id: session.id,
    app,
    correlationId: session.context.correlationId,
    state: session.state,
    tracks: [...session.negotiation.mediaLines()].flatMap((line) => describeLine(line, now)),
    channels: session.channels.list().filter(({ status }) => status === "active").length,
  };
}

function describeLine({ mid, kind, publication, subscription }: MediaLine, now: number): TrackStatus[] {
  const tracks: TrackStatus[] = [];
  if (publication) {
    const active = [...publication.layers.values()].filter((layer) => layer.isActive(now));
    const layers = active.map(({ rid }) => rid).join(" ");
    const bitrate = active.reduce((sum, layer) => sum + layer.bitrate(now), 0);
    tracks.push({ location: "local", mid, name: publication.name, kind, layers, bitrate });
  }
  if (subscription?.publication) {
    const { name } = subscription.publication;
    const layers = subscription.currentLayer?.rid ?? "";
    tracks.push({ location: "remote", mid, name, kind, layers, bitrate: subscription.rate.bitrate(now) });
  }
  return tracks;
}

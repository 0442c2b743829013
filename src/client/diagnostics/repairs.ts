import type { Call } from "../room/call.js";
import type { OwnMedia } from "../room/own-media.js";
import type { MediaSource } from "../../wire/room-protocol.js";

/** What is sent now. */
export function sentBy(call: Call): { source: MediaSource; track: MediaStreamTrack; enabled: boolean }[] {
  return call.own.flatMap(({ source, announced, sent }) =>
    announced && sent ? [{ source, track: sent, enabled: announced.enabled ?? true }] : [],
  );
}

/** Subscribes to somebody's track anew. */
export function pullAgain(call: Call, participantId: string, source: MediaSource): void {
  call.subscriptions.giveUp(participantId, source);
  call.syncViews();
}

/** Publishes a device anew, under another name: what the service has under the old one is no good. */
export function publishAgain(call: Call, source: MediaSource): void {
  ownOf(call, source)?.publishAgain();
}

/** Asks the service whether it still has what this browser publishes. @throws CallsError */
export async function isPublished(call: Call, source: MediaSource): Promise<boolean> {
  const { session } = call;
  const trackName = ownOf(call, source)?.announced?.trackName;
  if (!session || trackName === undefined) return true;
  const { tracks } = await call.connection.calls.call("session", session.id, undefined, { signal: session.signal });
  const isActive = tracks.some((track) => track.trackName === trackName && track.status === "active");
  return isActive || ownOf(call, source)?.announced?.trackName !== trackName;
}

function ownOf(call: Call, source: MediaSource): OwnMedia | undefined {
  return call.own.find((own) => own.source === source);
}

import { CALLS_LIMITS } from "../../wire/calls-api.js";
import type { CallsClient } from "./client.js";
import { CallsApiError } from "./error.js";

/**
 * Force-closes the tracks and channels that a session still has: all, or those that it publishes. The service has no call
 * that ends a session.
 *
 * @throws CallsApiError unless the session or its connection is gone already.
 */
export async function releaseSession(
  client: CallsClient,
  sessionId: string,
  which: "all" | "published",
  signal: AbortSignal,
): Promise<void> {
  try {
    const state = await client.call("session", sessionId, undefined, { signal });
    const isMeant = (item: { status: string; location?: string | undefined }): boolean =>
      item.status !== "inactive" && (which === "all" || item.location === "local");

    const mids = state.tracks.filter(isMeant).flatMap(({ mid }) => (mid ? [{ mid }] : []));
    for (let start = 0; start < mids.length; start += CALLS_LIMITS.tracksPerCall) {
      const tracks = mids.slice(start, start + CALLS_LIMITS.tracksPerCall);
      await client.call("closeTracks", sessionId, { tracks, force: true }, { signal });
    }

    const dataChannels = state.dataChannels.filter(isMeant).flatMap(({ id }) => (id === undefined ? [] : [{ id }]));
    if (dataChannels.length > 0) await client.call("closeDataChannels", sessionId, { dataChannels }, { signal });
  } catch (error) {
    // 410: it has ended. 425: its connection is gone, or never was; the service collects what it had.
    if (error instanceof CallsApiError && (error.status === 410 || error.status === 425)) return;
    throw error;
  }
}

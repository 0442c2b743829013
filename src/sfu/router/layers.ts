import type { Simulcast } from "../../wire/calls-api.js";

/** A simulcast layer as a candidate for a subscriber. */
export interface LayerState {
  readonly rid: string;
  readonly active: boolean;
  /** Bits a second. */
  readonly bitrate: number;
}

/**
 * The layer that a subscriber should get: its preferred one, within what its policies allow. Names rank layers from `a`,
 * the best, to `z`, the worst.
 *
 * @param budget - Bits a second that this subscriber can take for this track.
 * @returns undefined to leave things as they are.
 */
export function chooseLayer(layers: readonly LayerState[], policy: Simulcast, budget: number): string | undefined {
  const ranked = [...layers].sort((a, b) => (a.rid < b.rid ? -1 : 1));
  const only = ranked.length === 1 ? ranked[0] : undefined;
  if (only?.rid === "") return only.rid;
  const wanted = preferred(ranked, policy);
  if (wanted === undefined || policy.priorityOrdering !== "asciibetical" || wanted.bitrate <= budget)
    return wanted?.rid;
  const worse = ranked.filter((layer) => layer.active && layer.rid > wanted.rid);
  return (worse.find((layer) => layer.bitrate <= budget) ?? worse.at(-1) ?? wanted).rid;
}

function preferred(ranked: readonly LayerState[], policy: Simulcast): LayerState | undefined {
  const { preferredRid } = policy;
  const active = ranked.filter((layer) => layer.active);
  if (!preferredRid) return active[0];
  const exact = ranked.find((layer) => layer.rid === preferredRid);
  if (exact?.active) return exact;
  if (policy.ridNotAvailable !== "asciibetical") return undefined;
  return active.find((layer) => layer.rid > preferredRid) ?? active.at(-1);
}

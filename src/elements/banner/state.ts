import type { ModeratedSource, RoomSnapshot, RoomStatus } from "../../client/types.js";

/** What the banner has to say about the way to the others. */
export type LinkKey = "joining" | "connecting" | "reconnecting" | "reconnectingRoom";

export const linkKey = (status: RoomStatus): LinkKey | undefined => {
  if (status.phase === "idle" || status.phase === "joining") return "joining";
  if (status.phase !== "joined") return undefined;
  if (status.media === "reconnecting" || status.signaling === "connecting") return "reconnecting";
  if (status.signaling !== "connected") return "reconnectingRoom";
  return status.media === "connecting" ? "connecting" : undefined;
};

/** A host's question that has not been answered. */
export interface Question {
  readonly from: string;
  readonly source: ModeratedSource;
}

/** The one thing that the banner says: what matters most. */
export type BannerState =
  | { readonly type: "link"; readonly key: LinkKey }
  | { readonly type: "asked"; readonly question: Question }
  | { readonly type: "muted" }
  | { readonly type: "ends"; readonly minutes: number }
  | { readonly type: "weak"; readonly key: "weakConnection" | "picturesPaused" }
  | { readonly type: "alone" }
  | { readonly type: "nothing" };

/** Minutes before the end of a timed room from which on the banner tells of it. */
const SOON = 5;

/** What of a room the banner may have to say something about. */
export interface BannerFacts {
  readonly status: RoomStatus;
  readonly talkingWhileMuted: boolean;
  readonly audioOnly: boolean;
  readonly isWeak: boolean;
  readonly isAlone: boolean;
  /** Milliseconds since 1970. */
  readonly endsAt: number | undefined;
}

export const bannerFacts = (snapshot: RoomSnapshot): BannerFacts => ({
  status: snapshot.status,
  talkingWhileMuted: snapshot.talkingWhileMuted,
  audioOnly: snapshot.audioOnly,
  isWeak: snapshot.self.quality === "poor",
  isAlone: snapshot.participants.length === 0,
  endsAt: snapshot.policy.endsAt,
});

/** @param now milliseconds since 1970. */
export const bannerState = (facts: BannerFacts, question: Question | undefined, now: number): BannerState => {
  const { status, endsAt } = facts;
  const key = linkKey(status);
  if (key) return { type: "link", key };
  if (status.phase !== "joined") return { type: "nothing" };
  if (question) return { type: "asked", question };
  if (facts.talkingWhileMuted) return { type: "muted" };
  const minutes = endsAt === undefined ? Infinity : Math.ceil((endsAt - now) / 60_000);
  if (minutes > 0 && minutes <= SOON) return { type: "ends", minutes };
  if (facts.isWeak) return { type: "weak", key: facts.audioOnly ? "picturesPaused" : "weakConnection" };
  return { type: facts.isAlone ? "alone" : "nothing" };
};
